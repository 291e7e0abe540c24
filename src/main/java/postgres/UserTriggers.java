package postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The triggers of a table that are switched off for a while, within a transaction that keeps writers out: nobody else
 * ever sees the table without them. Those that were off before stay off after.
 */
public final class UserTriggers {

    private static final String FIRING = Sql.read("postgres/user-triggers.sql");

    private final TableName table;
    private final List<Trigger> off;

    private record Trigger(String name, boolean always) {}

    private UserTriggers(TableName table, List<Trigger> off) {
        this.table = table;
        this.off = off;
    }

    /** Switches them off, before the table has events that wait. */
    public static UserTriggers off(Connection connection, Table table) throws SQLException {
        List<Trigger> firing = Query.list(
                connection, FIRING, row -> new Trigger(row.getString("name"), row.getBoolean("always")), table.oid());
        for (Trigger trigger : firing) {
            Query.execute(
                    connection,
                    "alter table " + table.name().quoted() + " disable trigger " + Identifier.quote(trigger.name));
        }
        return new UserTriggers(table.name(), firing);
    }

    /** Switches them on again as they were, when no event of the table waits any more. */
    public void on(Connection connection) throws SQLException {
        for (Trigger trigger : off) {
            Query.execute(
                    connection,
                    "alter table " + table.quoted() + " enable " + (trigger.always ? "always " : "") + "trigger "
                            + Identifier.quote(trigger.name));
        }
    }
}
