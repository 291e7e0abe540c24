package snapshot;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import ledger.ActiveRun;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Query;
import postgres.SessionSettings;
import postgres.SharedSnapshot;
import postgres.Sql;
import postgres.SqlState;
import postgres.TableName;

/**
 * A connection that sees one moment of the database and changes nothing: the first of a run exports its snapshot, the
 * others share it. Works for its run until it is closed, so that cancelling the run stops it.
 */
final class SnapshotReader implements AutoCloseable {

    private static final String FACTS = Sql.read("postgres/server-facts.sql");

    private final SharedSnapshot shared;
    private final ActiveRun active;

    private SnapshotReader(SharedSnapshot shared, ActiveRun active) {
        this.shared = shared;
        this.active = active;
    }

    /**
     * The first: locks the tables against being dropped or rewritten, before anything is seen.
     *
     * @throws ProblemException if a lock is held for longer than the timeout
     */
    static SnapshotReader first(DataSource dataSource, List<TableName> tables, long lockTimeoutMillis, ActiveRun active)
            throws SQLException {
        SnapshotReader reading = open(dataSource, active);
        try {
            reading.lock(tables, lockTimeoutMillis);
            return reading;
        } catch (SQLException | RuntimeException e) {
            reading.close();
            throw e;
        }
    }

    /**
     * Another that sees what the first sees, for as long as that is open. It has locks of its own from the start: one asked
     * for later would wait behind whoever waits for the first to end, and all of them for ever.
     */
    static SnapshotReader sharing(
            DataSource dataSource, String snapshot, List<TableName> tables, long lockTimeoutMillis, ActiveRun active)
            throws SQLException {
        SnapshotReader reading = open(dataSource, active);
        try {
            reading.shared.adopt(snapshot);
            reading.lock(tables, lockTimeoutMillis);
            SessionSettings.exact(reading.connection());
            return reading;
        } catch (SQLException | RuntimeException e) {
            reading.close();
            throw e;
        }
    }

    private static SnapshotReader open(DataSource dataSource, ActiveRun active) throws SQLException {
        SharedSnapshot shared = SharedSnapshot.open(dataSource);
        active.worksOn(shared.backend());
        return new SnapshotReader(shared, active);
    }

    private void lock(List<TableName> tables, long timeoutMillis) throws SQLException {
        if (!shared.lock(tables)) {
            for (TableName table : tables) {
                lock(table, timeoutMillis);
            }
        }
    }

    private void lock(TableName table, long timeoutMillis) throws SQLException {
        try {
            shared.lock(table, timeoutMillis);
        } catch (SQLException e) {
            if (SqlState.LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                throw new ProblemException(Problem.locked(table.display(), timeoutMillis));
            }
            if (SqlState.UNDEFINED_TABLE.equals(e.getSQLState())) {
                throw new ProblemException(
                        Problem.notFound(table.display() + " was dropped meanwhile", "ask again for what is left"));
            }
            throw e;
        }
    }

    /** Cancels what it reads now. */
    void stop() throws SQLException {
        shared.backend().cancelStatement();
    }

    Connection connection() {
        return shared.connection();
    }

    /** The facts of the server; exports the snapshot. */
    Manifest.Server facts() throws SQLException {
        SessionSettings.exact(connection());
        return Query.first(connection(), FACTS, SnapshotReader::server).orElseThrow();
    }

    private static Manifest.Server server(ResultSet row) throws SQLException {
        return new Manifest.Server(
                row.getString("database"),
                row.getString("version"),
                row.getInt("version_number"),
                row.getString("system_identifier"),
                row.getString("lsn"),
                row.getString("snapshot"));
    }

    @Override
    public void close() throws SQLException {
        active.leaves(shared.backend());
        shared.close();
    }
}
