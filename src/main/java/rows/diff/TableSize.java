package rows.diff;

import java.sql.Connection;
import java.sql.SQLException;
import postgres.Query;
import postgres.Sql;
import postgres.Table;

/** How much there is to read. */
public final class TableSize {

    private static final String SIZE = Sql.read("rows/diff/table-size.sql");

    private TableSize() {}

    /** The bytes of a table on disk, its partitions with it and its indexes without. */
    public static long of(Connection connection, Table table) throws SQLException {
        return Query.first(connection, SIZE, row -> row.getLong("bytes"), table.oid(), table.oid())
                .orElse(0L);
    }
}
