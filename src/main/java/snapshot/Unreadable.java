package snapshot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import ledger.Json;
import ledger.Problem;
import postgres.Query;
import postgres.Sql;
import postgres.TableName;

/**
 * A table that the service's user may not read whole.
 *
 * @param missing the right, as GRANT spells it; empty where row-level security hides rows
 */
record Unreadable(TableName table, String missing) {

    private static final String UNREADABLE = Sql.read("snapshot/unreadable.sql");

    Unreadable {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(missing, "missing");
    }

    /** Those among some tables. */
    static List<Unreadable> among(Connection connection, List<TableName> tables) throws SQLException {
        return Query.list(
                connection,
                UNREADABLE,
                row -> new Unreadable(
                        new TableName(row.getString("schema"), row.getString("name")), row.getString("missing")),
                connection.createArrayOf(
                        "text", tables.stream().map(TableName::schema).toArray()),
                connection.createArrayOf(
                        "text", tables.stream().map(TableName::name).toArray()));
    }

    String reason() {
        return missing.isEmpty() ? "row-level security hides rows of it" : "the database user lacks " + missing;
    }

    /** What stands in a set's notes. */
    String note() {
        return table.display() + " is not in the set: " + reason();
    }

    /** The answer where nothing may be left out. */
    static Problem refusal(List<Unreadable> all) {
        String grants = all.stream()
                .map(Unreadable::missing)
                .filter(right -> !right.isEmpty())
                .distinct()
                .map(right -> "grant " + right + " to the service's user")
                .collect(Collectors.joining("; "));
        boolean hidden = all.stream().anyMatch(one -> one.missing.isEmpty());
        return Problem.refused(
                "the database user may not read "
                        + all.stream()
                                .map(one -> one.table.display() + (one.missing.isEmpty() ? " whole" : ""))
                                .collect(Collectors.joining(", ")),
                (grants.isEmpty() ? "" : grants + "; ")
                        + (hidden ? "row-level security needs an owner or BYPASSRLS; " : "")
                        + "or say unreadable=skip to take the others alone");
    }

    /** What was left out, for the answer. */
    static ArrayNode told(List<Unreadable> all) {
        ArrayNode told = Json.mapper().createArrayNode();
        all.forEach(one -> told.addObject().put("table", one.table.display()).put("reason", one.reason()));
        return told;
    }
}
