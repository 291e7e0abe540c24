package snapshot;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javax.sql.DataSource;
import ledger.ActiveRun;
import postgres.BucketHashes;
import postgres.Query;
import postgres.Table;

/**
 * The content hash of a table's rows at a moment that the caller's transaction has exported, worked out on a thread and a connection
 * of its own while the caller copies them: what the copy must be, known without looking at the copy.
 */
final class ParallelHash implements AutoCloseable {

    private final DataSource dataSource;
    private final FutureTask<BucketHashes> work;
    private SnapshotReader reading;
    private boolean closing;

    private ParallelHash(DataSource dataSource, String moment, Table table, long lockTimeoutMillis, ActiveRun active) {
        this.dataSource = dataSource;
        work = new FutureTask<>(() -> hash(moment, table, lockTimeoutMillis, active));
    }

    /**
     * Begins.
     *
     * @param moment as exported by a transaction that stays open until this is closed
     */
    static ParallelHash start(
            DataSource dataSource, String moment, Table table, long lockTimeoutMillis, ActiveRun active) {
        ParallelHash hash = new ParallelHash(dataSource, moment, table, lockTimeoutMillis, active);
        Thread thread = new Thread(hash.work, "snapshot-hash");
        thread.setDaemon(true);
        thread.start();
        return hash;
    }

    private BucketHashes hash(String moment, Table table, long lockTimeoutMillis, ActiveRun active)
            throws SQLException {
        try (SnapshotReader opened =
                SnapshotReader.sharing(dataSource, moment, List.of(table.name()), lockTimeoutMillis, active)) {
            try {
                return begins(opened) ? hash(opened, table) : null;
            } finally {
                // Before the connection is somebody else's.
                ends();
            }
        }
    }

    private static BucketHashes hash(SnapshotReader opened, Table table) throws SQLException {
        // The copy has the other processor.
        Query.execute(opened.connection(), "set local max_parallel_workers_per_gather = 0");
        return BucketHashes.of(opened.connection(), table.relation(), table.writable(), null);
    }

    private synchronized boolean begins(SnapshotReader opened) {
        reading = opened;
        return !closing;
    }

    private synchronized void ends() {
        reading = null;
    }

    /** Waits for it. */
    BucketHashes get() throws SQLException {
        try {
            return work.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException sql) {
                throw sql;
            }
            if (e.getCause() instanceof RuntimeException runtime) {
                throw runtime;
            }
            throw new IllegalStateException("cannot work out a hash", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while rows were hashed", e);
        }
    }

    /** Stops it if nobody waits for it any more. */
    @Override
    public synchronized void close() throws SQLException {
        closing = true;
        if (reading != null) {
            reading.stop();
        }
    }
}
