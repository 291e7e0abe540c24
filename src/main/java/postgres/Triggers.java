package postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The triggers and rules that users made on some tables, which sleep while rows come back that they have seen before, and
 * wake up as they were: one that was disabled stays so.
 */
public final class Triggers {

    private static final String OF_TABLE = Sql.read("postgres/triggers.sql");

    private final Connection connection;
    private final List<Trigger> found;

    /**
     * One of them.
     *
     * @param kind {@code trigger} or {@code rule}
     */
    private record Trigger(TableName table, String kind, String name, String fires) {

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

        String shown() {
            return kind + " " + name + " of " + table.display();
        }
    }

    private Triggers(Connection connection, List<Trigger> found) {
        this.connection = connection;
        this.found = found;
    }

    /** Lets them sleep, in the caller's transaction. */
    public static Triggers asleep(Connection connection, List<Table> tables) throws SQLException {
        Triggers triggers = of(connection, tables);
        for (Trigger trigger : triggers.found) {
            triggers.alter(trigger, "disable");
        }
        return triggers;
    }

    /** Those of the tables, if any of them would act; nothing is done about them. */
    public static Triggers of(Connection connection, List<Table> tables) throws SQLException {
        List<Trigger> found = new ArrayList<>();
        for (Table table : tables) {
            found.addAll(Query.list(connection, OF_TABLE, Triggers::trigger, table.oid(), table.oid()));
        }
        return new Triggers(connection, found.stream().anyMatch(Trigger::awake) ? found : List.of());
    }

    /** Those that would act, in words: an audit trigger may be among them. */
    public List<String> named() {
        return found.stream().filter(Trigger::awake).map(Trigger::shown).toList();
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
        // A table takes its partitions' triggers along, but has no rules in common with them.
        String only = trigger.kind.equals("trigger") ? "only " : "";
        Query.execute(
                connection,
                "alter table " + only + trigger.table.quoted() + " " + state + " " + trigger.kind + " "
                        + Identifier.quote(trigger.name));
    }

    private static Trigger trigger(ResultSet row) throws SQLException {
        return new Trigger(
                new TableName(row.getString("schema"), row.getString("name")),
                row.getString("kind"),
                row.getString("made"),
                row.getString("fires"));
    }
}
