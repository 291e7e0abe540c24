package sync.compare;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import ledger.ActiveRun;
import postgres.BucketHashes;
import postgres.Table;

/** Compares tables pair by pair: both sides are hashed at the same time, then rows are looked at where hashes differ. */
final class TableComparison {

    private final ComparedDatabase source;
    private final ComparedDatabase target;
    private final ExecutorService executor;
    private final ActiveRun active;

    /** @param executor hashes one side while the caller's thread hashes the other */
    TableComparison(ComparedDatabase source, ComparedDatabase target, ExecutorService executor, ActiveRun active) {
        this.source = source;
        this.target = target;
        this.executor = executor;
        this.active = active;
    }

    /** Compares. */
    ComparedTable of(TablePair pair) throws SQLException {
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

    private ComparedTable compared(TablePair pair, BucketHashes theirs, BucketHashes ours) throws SQLException {
        List<Long> differing = theirs.differing(ours);
        if (!pair.hasKey()) {
            return new ComparedTable(
                    pair, theirs, ours, differing, differing.isEmpty() ? Differences.NONE : null, Repair.Changes.NONE);
        }
        Differences differences =
                RowDiff.of(pair, source.connection(), target.connection(), differing, active::cancelWanted);
        return new ComparedTable(pair, theirs, ours, differing, differences, Repair.Changes.NONE);
    }

    /** The hashes of a table that is on the source alone. */
    BucketHashes ofSource(Table table) throws SQLException {
        try {
            return BucketHashes.of(source.connection(), table.relation(), table.columns(), null);
        } catch (SQLException e) {
            throw source.explained(e, table.name());
        }
    }

    /** The hashes of the target's rows as they are now. */
    BucketHashes ofTarget(TablePair pair) throws SQLException {
        return hash(target, pair, pair.targetRelation());
    }

    private static BucketHashes hash(ComparedDatabase side, TablePair pair, String relation) throws SQLException {
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
