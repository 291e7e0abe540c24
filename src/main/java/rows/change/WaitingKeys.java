package rows.change;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import postgres.Query;
import postgres.Savepoint;
import postgres.Sql;
import postgres.SqlState;
import postgres.Table;

/**
 * Foreign keys of tables that refer to each other in a circle, made to wait for the end of the transaction: else one row
 * that does not fit would keep all others out, as none could go before the other. They are what they were when all is done.
 */
final class WaitingKeys {

    private static final String KEYS = Sql.read("rows/change/keys-of-circle.sql");
    private static final Set<String> CANNOT_BE =
            Set.of(SqlState.OBJECT_IN_USE, SqlState.INSUFFICIENT_PRIVILEGE, SqlState.LOCK_NOT_AVAILABLE);

    private final Connection connection;
    private final List<String> changed = new ArrayList<>();

    WaitingKeys(Connection connection) {
        this.connection = connection;
    }

    /** Lets those of a circle wait, if they may be changed. */
    void letWait(List<Table> circle) throws SQLException {
        Object[] oids = circle.stream().map(Table::oid).toArray();
        List<String> keys = Query.list(
                connection,
                KEYS,
                row -> row.getString("statement"),
                connection.createArrayOf("oid", oids),
                connection.createArrayOf("oid", oids));
        boolean waiting = !keys.isEmpty()
                && Savepoint.attempt(
                                connection,
                                e -> SqlState.isRowsFault(e) || CANNOT_BE.contains(String.valueOf(e.getSQLState())),
                                () -> {
                                    for (String key : keys) {
                                        Query.execute(connection, key + " deferrable");
                                    }
                                    Query.execute(connection, "set constraints all deferred");
                                })
                        .isEmpty();
        if (waiting) {
            changed.addAll(keys);
        }
    }

    /** Nothing waits any more: they are what they were. */
    void wake() throws SQLException {
        for (String key : changed) {
            Query.execute(connection, key + " not deferrable");
        }
    }
}
