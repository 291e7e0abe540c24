package sync.copy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import postgres.AdvisoryLock;
import postgres.SessionSettings;
import postgres.SqlState;

/** Says that a process has a copy in hand, for as long as it lives: nobody else takes the copy up meanwhile. */
final class CopyLock implements AutoCloseable {

    private final Connection connection;
    private final UUID run;

    private CopyLock(Connection connection, UUID run) {
        this.connection = connection;
        this.run = run;
    }

    /**
     * Takes the copy in hand; waits a while for a process that is about to end.
     *
     * @throws TakenOverException if another process has it for longer
     */
    static CopyLock on(DataSource ledger, UUID run, long timeoutMillis) throws SQLException {
        Connection connection = ledger.getConnection();
        try {
            connection.setAutoCommit(false);
            SessionSettings.lockTimeout(connection, timeoutMillis);
            lock(run).take(connection);
            SessionSettings.stay(connection);
            connection.commit();
            return new CopyLock(connection, run);
        } catch (SQLException | RuntimeException e) {
            try (connection) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
            if (e instanceof SQLException sql && SqlState.LOCK_NOT_AVAILABLE.equals(sql.getSQLState())) {
                throw new TakenOverException("another process is at work on copy " + run);
            }
            throw e;
        }
    }

    private static AdvisoryLock lock(UUID run) {
        return new AdvisoryLock("caravanserai copy " + run);
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            lock(run).release(connection);
            SessionSettings.mayEnd(connection);
            connection.commit();
            connection.setAutoCommit(true);
        }
    }
}
