package ledger;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import postgres.Query;
import postgres.Sql;
import postgres.SqlState;

/**
 * The room for locks of a server.
 *
 * @param setting {@code max_locks_per_transaction}
 * @param sessions that it is multiplied by
 * @param relations what a transaction that touches all tables of the database locks
 */
public record LockRoom(long setting, long sessions, long relations) {

    private static final String READ = Sql.read("ledger/lock-room.sql");

    /** As many sessions of a run lock everything: one that keeps the moment, and two that read it. */
    private static final long AT_A_TIME = 3;

    private static final long STEP = 64;

    /** That of the server of this connection. */
    static LockRoom of(Connection connection) throws SQLException {
        return Query.first(connection, READ, LockRoom::read).orElseThrow();
    }

    private static LockRoom read(ResultSet row) throws SQLException {
        return new LockRoom(row.getLong("setting"), row.getLong("sessions"), row.getLong("relations"));
    }

    /** A setting that is enough for all tables, in whole steps. */
    long needed() {
        long enough = Math.max(AT_A_TIME * relations / sessions, setting) + 1;
        return (enough + STEP - 1) / STEP * STEP;
    }

    /** The answer to a run that found no more room. */
    Problem problem(SQLException trouble) {
        String said = SqlState.message(trouble);
        return Problem.unavailable(
                "the server has no room for so many locks: with max_locks_per_transaction = " + setting + " it has "
                        + setting * sessions + ", and the database has " + relations
                        + " tables, indexes and the like" + (said.isEmpty() ? "" : " (" + said + ")"),
                "set max_locks_per_transaction = " + needed()
                        + " and restart the server, or name fewer tables at a time");
    }
}
