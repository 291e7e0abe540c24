package rows.place;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import postgres.Query;
import postgres.Sql;
import postgres.TableName;
import postgres.definition.Inheritance;

/**
 * How one table stands to another in a database, of which it inherits in another.
 *
 * @param heirIsThere whether the database has the heir
 * @param parentKind the catalog's letter, null if the database has no such table
 * @param connected whether the one inherits from the other
 */
public record Heirs(Inheritance inheritance, boolean heirIsThere, String parentKind, boolean connected) {

    private static final String LOOK = Sql.read("rows/place/heirs.sql");
    private static final String ALL = Sql.read("rows/place/inheritances.sql");

    /** Who inherits from whom in a database, as far as one of the two is among these tables. */
    public static List<Inheritance> among(Connection connection, Collection<TableName> tables) throws SQLException {
        return Query.list(
                connection,
                ALL,
                row -> new Inheritance(
                        new TableName(row.getString("heir_schema"), row.getString("heir_name")),
                        new TableName(row.getString("parent_schema"), row.getString("parent_name"))),
                connection.createArrayOf(
                        "text", tables.stream().map(TableName::schema).toArray()),
                connection.createArrayOf(
                        "text", tables.stream().map(TableName::name).toArray()));
    }

    /** Looks at each, in the order given. */
    public static List<Heirs> of(Connection connection, List<Inheritance> all) throws SQLException {
        if (all.isEmpty()) {
            return List.of();
        }
        return Query.list(
                connection,
                LOOK,
                row -> new Heirs(
                        all.get(row.getInt("place") - 1),
                        row.getBoolean("heir_there"),
                        row.getString("parent_kind"),
                        row.getBoolean("connected")),
                texts(connection, all, one -> one.heir().schema()),
                texts(connection, all, one -> one.heir().name()),
                texts(connection, all, one -> one.parent().schema()),
                texts(connection, all, one -> one.parent().name()));
    }

    /** Whether the database has the parent. */
    public boolean parentIsThere() {
        return parentKind != null;
    }

    /** Whether it is a partition of the other, which is no inheritance here. */
    public boolean isPartition() {
        return "p".equals(parentKind);
    }

    private static Array texts(Connection connection, List<Inheritance> all, Function<Inheritance, String> text)
            throws SQLException {
        return connection.createArrayOf("text", all.stream().map(text).toArray());
    }
}
