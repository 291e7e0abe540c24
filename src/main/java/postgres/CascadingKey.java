package postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * A foreign key through which deleting rows of a table would delete or blank rows elsewhere.
 *
 * @param table whose rows those are
 * @param relation what to select them from, quoted
 * @param family that table, its partitions, and what it is a partition of
 * @param condition on such a row {@code r} that goes along with a row {@code t}
 */
public record CascadingKey(TableName table, String relation, List<Long> family, String condition) {

    private static final String CASCADES = Sql.read("postgres/cascades.sql");

    public CascadingKey {
        family = List.copyOf(family);
    }

    /** Those that point to a table, to one of its partitions, or to what it is a partition of. */
    public static List<CascadingKey> to(Connection connection, Table table) throws SQLException {
        return Query.list(connection, CASCADES, CascadingKey::read, table.oid());
    }

    private static CascadingKey read(ResultSet row) throws SQLException {
        return new CascadingKey(
                new TableName(row.getString("schema"), row.getString("name")),
                row.getString("relation"),
                List.of((Long[]) row.getArray("family").getArray()),
                row.getString("condition"));
    }
}
