package postgres.definition;

import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import postgres.Query;
import postgres.Sql;
import postgres.TableName;

/** Reads what stands on tables and belongs to them: functions, views, triggers, rules, policies, statistics, publications, grants. */
public final class Dependents {

    private static final String READ = Sql.read("postgres/definitions/dependents.sql");

    private Dependents() {}

    /** All of it in an order in which most of it can be made; extensions and what is ours are left out. */
    public static List<Dependent> read(Connection connection, List<TableName> tables) throws SQLException {
        try (PinnedSpelling spelling = PinnedSpelling.on(connection)) {
            Array names = spelling.connection()
                    .createArrayOf(
                            "text", tables.stream().map(TableName::quoted).toArray());
            return Query.list(spelling.connection(), READ, row -> dependent(row, tables), names, names);
        }
    }

    private static Dependent dependent(ResultSet row, List<TableName> tables) throws SQLException {
        return new Dependent(
                row.getString("kind"),
                row.getString("name"),
                Stream.of((Long[]) row.getArray("roots").getArray())
                        .map(place -> tables.get((int) (place - 1)))
                        .toList(),
                row.getBoolean("stands"),
                row.getString("there"),
                Query.texts(row, "statements"),
                row.getString("removal"));
    }
}
