package postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The triggers that users made on some tables, which sleep while rows come back that they have seen before, and wake up
 * as they were: one that was disabled stays so.
 */
public final class Triggers {

    private static final String OF_TABLE = Sql.read("postgres/triggers.sql");

    private final Connection connection;
    private final List<Trigger> found;

    private record Trigger(TableName table, String name, String fires) {

        boolean awake() {
            return fires.equals("O") || fires.equals("A");
        }

        String state() {
            return switch (fires) {
                case "D" -> "disable";
                case "R" -> "enable replica";
                case "A" -> "enable always";
                default -> "enable";
            };
        }
    }

    private Triggers(Connection connection, List<Trigger> found) {
        this.connection = connection;
        this.found = found;
    }

    /** Lets them sleep, in the caller's transaction. */
    public static Triggers asleep(Connection connection, List<Table> tables) throws SQLException {
        List<Trigger> found = new ArrayList<>();
        for (Table table : tables) {
            found.addAll(Query.list(connection, OF_TABLE, Triggers::trigger, table.oid(), table.oid()));
        }
        Triggers triggers = new Triggers(connection, found.stream().anyMatch(Trigger::awake) ? found : List.of());
        for (Trigger trigger : triggers.found) {
            triggers.alter(trigger, "disable");
        }
        return triggers;
    }

    /** Wakes them up; what is still deferred is checked first, since a table with work waiting cannot be altered. */
    public void wake() throws SQLException {
        if (!found.isEmpty()) {
            Query.execute(connection, "set constraints all immediate");
        }
        for (Trigger trigger : found) {
            alter(trigger, trigger.state());
        }
    }

    private void alter(Trigger trigger, String state) throws SQLException {
        Query.execute(
                connection,
                "alter table only " + trigger.table.quoted() + " " + state + " trigger "
                        + Identifier.quote(trigger.name));
    }

    private static Trigger trigger(ResultSet row) throws SQLException {
        return new Trigger(
                new TableName(row.getString("schema"), row.getString("name")),
                row.getString("trigger"),
                row.getString("fires"));
    }
}
