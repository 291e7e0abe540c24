package sync.copy;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import ledger.WorkerPool;
import org.jboss.logging.Logger;
import postgres.SharedSnapshot;
import postgres.TableName;

/** Claims chunks of a copy and copies them, several at a time, for as long as there are any. */
final class Workers {

    private static final Logger LOG = Logger.getLogger(Workers.class);
    private static final long LOOK_AGAIN_MILLIS = 100;
    private static final int RENEWALS_IN_A_LEASE = 3;

    private final Offer offer;
    private final CopyDatabases sides;
    private final List<TableName> tables;
    private final long lockTimeoutMillis;
    private final Chunks chunks;
    private final WorkerPool workers;
    private final AtomicInteger copied = new AtomicInteger();

    /**
     * What somebody needs to know in order to take chunks.
     *
     * @param snapshot the exported snapshot that all read
     */
    record Offer(UUID run, int attempt, String snapshot) {}

    Workers(
            Offer offer,
            CopyDatabases sides,
            List<TableName> tables,
            long lockTimeoutMillis,
            Chunks chunks,
            WorkerPool workers) {
        this.offer = offer;
        this.sides = sides;
        this.tables = tables;
        this.lockTimeoutMillis = lockTimeoutMillis;
        this.chunks = chunks;
        this.workers = workers;
    }

    /** Copies what nobody has; returns how many chunks that were. */
    int help() throws SQLException, IOException {
        work(false, null);
        return copied.get();
    }

    /** Stays until all chunks have arrived, and takes over those that others have given up. */
    void finish(CopyProgress progress) throws SQLException, IOException {
        work(true, progress);
    }

    /** @param progress is told of it; null if nobody watches here */
    private void work(boolean stay, CopyProgress progress) throws SQLException, IOException {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "sync-copy-leases");
            thread.setDaemon(true);
            return thread;
        });
        try {
            long period = Chunks.LEASE * 1000L / RENEWALS_IN_A_LEASE;
            clock.scheduleAtFixedRate(this::renew, period, period, TimeUnit.MILLISECONDS);
            workers.all(Collections.nCopies(workers.size(), () -> claimAndCopy(stay, progress)));
        } finally {
            clock.shutdownNow();
            release();
        }
    }

    private void renew() {
        try {
            chunks.renew();
        } catch (SQLException e) {
            // The next time may do; without, others take the chunks over, which is safe.
            LOG.warnf("cannot renew the leases of copy %s: %s", offer.run(), e.getMessage());
        }
    }

    private void release() {
        try {
            chunks.release();
        } catch (SQLException e) {
            LOG.warnf("chunks of copy %s are free only after their lease: %s", offer.run(), e.getMessage());
        }
    }

    private void claimAndCopy(boolean stay, CopyProgress progress) throws SQLException, IOException {
        try (SharedSnapshot source =
                        SourceReading.sharing(sides.source(), offer.snapshot(), tables, lockTimeoutMillis);
                TargetConnection target = new TargetConnection(sides.target(), workers)) {
            workers.worksOn(source.backend());
            try {
                ChunkCopy copy = new ChunkCopy(offer.run(), offer.attempt(), source, target);
                while (copyNext(copy, progress) || stay && othersAreAtWork()) {
                    if (progress != null) {
                        progress.moved(chunks.toDo());
                    }
                }
            } finally {
                workers.leaves(source.backend());
            }
        }
    }

    private boolean copyNext(ChunkCopy copy, CopyProgress progress) throws SQLException {
        workers.check();
        Optional<Chunk> chunk = chunks.claim();
        if (chunk.isEmpty()) {
            return false;
        }
        if (progress != null) {
            progress.begins(chunk.get());
        }
        Chunk.Done done = copy.copy(chunk.get());
        chunks.done(chunk.get().number(), done);
        if (progress != null) {
            progress.arrived(chunk.get(), done);
        }
        copied.incrementAndGet();
        return true;
    }

    /** Waits a while for those who have chunks, if there are any. */
    private boolean othersAreAtWork() throws SQLException, IOException {
        if (chunks.toDo().chunks() == 0) {
            return false;
        }
        workers.pause(LOOK_AGAIN_MILLIS);
        return true;
    }
}
