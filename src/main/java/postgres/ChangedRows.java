package postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a transaction has changed in each table, as the server counts it: also what no statement of ours named, such as what
 * a rule, a trigger or a foreign key changed. Where the server does not count, nothing was changed.
 */
public final class ChangedRows {

    private static final String CHANGED = Sql.read("postgres/changed-tables.sql");
    private static final String FAMILY = Sql.read("postgres/partitions-of.sql");

    private final Map<TableName, Long> before = new HashMap<>();

    private ChangedRows(List<InTable> before) {
        before.forEach(one -> this.before.put(one.table, one.changes));
    }

    /**
     * Rows of one table.
     *
     * @param changes inserts, updates and deletes
     */
    public record InTable(long oid, TableName table, long changes) {}

    /** From now on. */
    public static ChangedRows from(Connection connection) throws SQLException {
        return new ChangedRows(read(connection));
    }

    /** What was changed since then in tables that are none of these, and no partitions of theirs. */
    public List<InTable> elsewhere(Connection connection, List<Table> tables) throws SQLException {
        List<InTable> elsewhere = new ArrayList<>();
        List<Long> known = new ArrayList<>();
        for (Table table : tables) {
            known.add(table.oid());
            known.addAll(Query.list(connection, FAMILY, row -> row.getLong(1), table.oid()));
        }
        for (InTable now : read(connection)) {
            long changes = now.changes - before.getOrDefault(now.table, 0L);
            if (changes > 0 && !known.contains(now.oid)) {
                elsewhere.add(new InTable(now.oid, now.table, changes));
            }
        }
        return elsewhere;
    }

    private static List<InTable> read(Connection connection) throws SQLException {
        return Query.list(
                connection,
                CHANGED,
                row -> new InTable(
                        row.getLong("oid"),
                        new TableName(row.getString("schema"), row.getString("name")),
                        row.getLong("changes")));
    }
}
