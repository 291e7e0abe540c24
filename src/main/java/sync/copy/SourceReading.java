package sync.copy;

import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import ledger.Problem;
import ledger.ProblemException;
import postgres.SessionSettings;
import postgres.SharedSnapshot;
import postgres.SqlState;
import postgres.TableName;

/** Opens connections that see the source as it was at one moment, its tables safe from being dropped meanwhile. */
final class SourceReading {

    private SourceReading() {}

    /**
     * The first, which can export what it sees.
     *
     * @throws ProblemException if a lock is held for longer than the timeout, or a table is gone
     */
    static SharedSnapshot first(DataSource source, List<TableName> tables, long lockTimeoutMillis) throws SQLException {
        SharedSnapshot reading = SharedSnapshot.open(source);
        try {
            prepare(reading, tables, lockTimeoutMillis);
            return reading;
        } catch (SQLException | RuntimeException e) {
            reading.close();
            throw e;
        }
    }

    /** Another that sees the same, for as long as the first is open. */
    static SharedSnapshot sharing(DataSource source, String snapshot, List<TableName> tables, long lockTimeoutMillis)
            throws SQLException {
        SharedSnapshot reading = SharedSnapshot.open(source);
        try {
            reading.adopt(snapshot);
            prepare(reading, tables, lockTimeoutMillis);
            return reading;
        } catch (SQLException | RuntimeException e) {
            reading.close();
            throw e;
        }
    }

    private static void prepare(SharedSnapshot reading, List<TableName> tables, long lockTimeoutMillis)
            throws SQLException {
        reading.endure();
        for (TableName table : tables) {
            lock(reading, table, lockTimeoutMillis);
        }
        SessionSettings.exact(reading.connection());
    }

    private static void lock(SharedSnapshot reading, TableName table, long timeoutMillis) throws SQLException {
        try {
            reading.lock(table, timeoutMillis);
        } catch (SQLException e) {
            if (SqlState.LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                throw new ProblemException(Problem.locked(table.display() + " on the source", timeoutMillis));
            }
            if (SqlState.UNDEFINED_TABLE.equals(e.getSQLState())) {
                throw new ProblemException(
                        Problem.notFound(table.display() + " was dropped meanwhile", "ask again for what is left"));
            }
            throw e;
        }
    }
}
