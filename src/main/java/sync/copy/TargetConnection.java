package sync.copy;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import ledger.WorkerPool;
import postgres.Backend;
import postgres.Query;
import postgres.SessionSettings;
import postgres.Sql;

/** A connection to the target on which a thread of a run works, transaction by transaction. */
final class TargetConnection implements AutoCloseable {

    private static final String WRITING = Sql.read("sync/before-writing.sql");

    private final Connection connection;
    private final WorkerPool workers;
    private final Backend backend;

    TargetConnection(DataSource target, WorkerPool workers) throws SQLException {
        this.connection = target.getConnection();
        this.workers = workers;
        try {
            this.backend = Backend.of(connection);
            workers.worksOn(backend);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
        try {
            SessionSettings.stay(connection);
            connection.setAutoCommit(false);
        } catch (SQLException e) {
            workers.leaves(backend);
            connection.close();
            throw e;
        }
    }

    /**
     * Begins a transaction: values are read as they were written, and no clock ends it, but the server does when this
     * process is gone. That it survives a crash of the server is not waited for; {@link #durably()} does.
     */
    Connection begin() throws SQLException {
        SessionSettings.exact(connection);
        SessionSettings.ordinaryNames(connection);
        Query.execute(connection, WRITING);
        return connection;
    }

    /** The commit of this transaction is waited for, and with it all before it. */
    void durably() throws SQLException {
        Query.execute(connection, "set local synchronous_commit to default");
    }

    void commit() throws SQLException {
        connection.commit();
    }

    void rollback() throws SQLException {
        connection.rollback();
    }

    @Override
    public void close() throws SQLException {
        workers.leaves(backend);
        try (connection) {
            if (!connection.isClosed()) {
                connection.rollback();
                connection.setAutoCommit(true);
                SessionSettings.mayEnd(connection);
            }
        }
    }
}
