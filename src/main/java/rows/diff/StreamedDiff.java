package rows.diff;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import ledger.ActiveRun;
import postgres.BucketHashes;
import postgres.Table;

/**
 * Holds tables of two databases against each other, pair by pair: both sides are hashed at the same time, then the rows
 * are streamed by in which hashes differ. Neither side has to grant more than reading.
 */
public final class StreamedDiff {

    private final StreamedSide source;
    private final StreamedSide target;
    private final ExecutorService executor;
    private final ActiveRun active;

    /**
     * How a table of both databases differs.
     *
     * @param source the hashes of the source's rows
     * @param target the same of the target's
     * @param differing the buckets in which the two differ
     * @param diff null where rows differ and cannot be told apart
     */
    public record Result(
            TablePair pair, BucketHashes source, BucketHashes target, List<Long> differing, TableDiff diff) {

        public Result {
            differing = List.copyOf(differing);
        }
    }

    /** @param executor hashes one side while the caller's thread hashes the other */
    public StreamedDiff(StreamedSide source, StreamedSide target, ExecutorService executor, ActiveRun active) {
        this.source = source;
        this.target = target;
        this.executor = executor;
        this.active = active;
    }

    /** Compares. */
    public Result of(TablePair pair) throws SQLException {
        Future<BucketHashes> theirs = executor.submit(() -> hash(source, pair, pair.sourceRelation()));
        BucketHashes ours;
        try {
            ours = hash(target, pair, pair.targetRelation());
        } catch (SQLException | RuntimeException e) {
            giveUp(theirs, e);
            throw e;
        }
        return compared(pair, await(theirs), ours);
    }

    private Result compared(TablePair pair, BucketHashes theirs, BucketHashes ours) throws SQLException {
        List<Long> differing = theirs.differing(ours);
        TableDiff diff = pair.hasKey() || differing.isEmpty()
                ? RowMerge.of(
                        pair, source.connection(), target.connection(), differing, theirs.rows(), active::cancelWanted)
                : null;
        return new Result(pair, theirs, ours, differing, diff);
    }

    /** The hashes of a table that is on the source alone. */
    public BucketHashes ofSource(Table table) throws SQLException {
        try {
            return BucketHashes.of(source.connection(), table.relation(), table.columns(), null);
        } catch (SQLException e) {
            throw source.explained(e, table.name());
        }
    }

    /** The hashes of the target's rows as they are now. */
    public BucketHashes ofTarget(TablePair pair) throws SQLException {
        return hash(target, pair, pair.targetRelation());
    }

    private static BucketHashes hash(StreamedSide side, TablePair pair, String relation) throws SQLException {
        try {
            return BucketHashes.of(side.connection(), relation, pair.columns().columns(), pair.buckets());
        } catch (SQLException e) {
            throw side.explained(e, pair.name());
        }
    }

    private void giveUp(Future<BucketHashes> theirs, Exception why) throws SQLException {
        source.stop();
        try {
            await(theirs);
        } catch (SQLException | RuntimeException e) {
            why.addSuppressed(e);
        }
    }

    private static BucketHashes await(Future<BucketHashes> hashes) throws SQLException {
        try {
            return hashes.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException sql) {
                throw sql;
            }
            if (e.getCause() instanceof RuntimeException ours) {
                throw ours;
            }
            throw new IllegalStateException("cannot hash the source", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while two tables were compared", e);
        }
    }
}
