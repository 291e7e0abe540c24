package rows.place;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;
import ledger.Problem;
import ledger.ProblemException;
import ledger.WorkerPool;
import postgres.Query;
import postgres.SessionSettings;
import postgres.Sql;
import postgres.SqlState;

/**
 * The moment at which new tables take the place of others: one transaction, tried until it gets its locks. Readers in its
 * way are waited for, and wait themselves for a moment only: who holds one table while it needs another could wait for the
 * cut-over as that for it, and the server would break off the reader. So the cut-over gives way before the server looks for
 * such circles.
 */
public final class CutOver {

    private static final String OLDER_READERS = Sql.read("rows/place/older-readers.sql");
    private static final String PATIENCE =
            "select greatest(10, setting::bigint / 2) from pg_catalog.pg_settings where name = 'deadlock_timeout'";
    private static final Set<String> HELD = Set.of(SqlState.LOCK_NOT_AVAILABLE, SqlState.DEADLOCK_DETECTED);
    private static final long BETWEEN_MILLIS = 100;

    private final DataSource target;
    private final WorkerPool workers;
    private final long timeoutMillis;
    private final long until;

    /** A process in one of its transactions. */
    private record Reader(int pid, String transaction) {}

    /** The transaction, from its beginning to its commit. */
    @FunctionalInterface
    public interface Transaction {
        void run() throws SQLException;
    }

    /** A statement that waits for locks. */
    @FunctionalInterface
    public interface Locking {
        void run() throws SQLException;
    }

    /**
     * A cut-over that begins now.
     *
     * @param workers whose run it is a part of, and stops with
     * @param timeoutMillis how long readers and locks are waited for in all
     */
    public CutOver(DataSource target, WorkerPool workers, long timeoutMillis) {
        this.target = target;
        this.workers = workers;
        this.timeoutMillis = timeoutMillis;
        until = System.nanoTime() + timeoutMillis * 1_000_000;
    }

    /**
     * Runs the transaction, again and again while somebody holds what it needs.
     *
     * @throws ProblemException if somebody holds it for longer than is waited for
     */
    public void run(Transaction transaction) throws SQLException, IOException {
        while (true) {
            try {
                transaction.run();
                return;
            } catch (SQLException e) {
                if (!HELD.contains(Objects.toString(e.getSQLState()))) {
                    throw e;
                }
                if (System.nanoTime() > until) {
                    throw new ProblemException(Problem.locked("a table of the target", timeoutMillis));
                }
            }
            workers.pause(BETWEEN_MILLIS);
        }
    }

    /** Takes locks, one after the other: all together wait half as long as the server does before it looks for a deadlock. */
    public void lock(Connection connection, List<Locking> locks) throws SQLException {
        long patience = Math.min(
                timeoutMillis,
                Query.first(connection, PATIENCE, row -> row.getLong(1)).orElseThrow());
        SessionSettings.lockTimeout(connection, patience);
        long begun = System.nanoTime();
        for (Locking lock : locks) {
            within(connection, patience - since(begun), lock);
        }
    }

    /** The timeout of locks counts for each table anew, that of statements for all that one of them names. */
    private static void within(Connection connection, long millis, Locking locking) throws SQLException {
        long patience = Math.max(1, millis);
        long begun = System.nanoTime();
        Query.execute(connection, "set local statement_timeout = " + patience);
        try {
            locking.run();
        } catch (SQLException e) {
            boolean timedOut = SqlState.QUERY_CANCELED.equals(e.getSQLState()) && since(begun) >= patience;
            throw timedOut ? new SQLException(e.getMessage(), SqlState.LOCK_NOT_AVAILABLE, e) : e;
        }
        Query.execute(connection, "set local statement_timeout = 0");
    }

    private static long since(long begun) {
        return (System.nanoTime() - begun) / 1_000_000;
    }

    /**
     * Waits for whoever sees the database as it was before the rows came, and would find none in the new tables. A reader
     * that sees every statement's own moment is among them only while it runs one.
     *
     * @throws ProblemException if one reads for longer than is waited for
     */
    public void awaitOlderReaders() throws SQLException, IOException {
        try (Connection connection = target.getConnection()) {
            List<Reader> older = readers(connection);
            while (!older.isEmpty()) {
                if (System.nanoTime() > until) {
                    throw new ProblemException(Problem.locked(
                            "the target as it was before the copy (process "
                                    + older.get(0).pid() + ")",
                            timeoutMillis));
                }
                workers.pause(BETWEEN_MILLIS);
                List<Reader> still = readers(connection);
                older = older.stream().filter(still::contains).toList();
            }
        }
    }

    private static List<Reader> readers(Connection connection) throws SQLException {
        return Query.list(
                connection, OLDER_READERS, row -> new Reader(row.getInt("pid"), row.getString("transaction")));
    }
}
