package rows.change;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import ledger.Problem;
import ledger.ProblemException;
import postgres.BucketHashes;
import postgres.Catalog;
import postgres.ContentHash;
import postgres.SessionSettings;
import postgres.Table;
import postgres.TableName;
import rows.diff.TablePair;
import rows.diff.TableSize;

/**
 * Finds the rows of the target whose keys are gone from the source. Keys of both sides are hashed by ranges, and only those
 * of ranges that differ are looked at.
 */
public final class Reconciler {

    private final Connection source;
    private final Connection target;

    /**
     * What was found of a table.
     *
     * @param rows whose keys were hashed, of both sides
     * @param bytes that these rows take on disk, of both sides
     * @param seconds to hash and to look at what differs
     * @param differing ranges of keys in which both sides differ
     * @param keys of the source in those ranges of which the target has rows, null if there are none
     */
    public record Found(TablePair pair, long rows, long bytes, double seconds, List<Long> differing, StagedTable keys) {

        public Found {
            differing = List.copyOf(differing);
        }

        public TableName table() {
            return pair.name();
        }
    }

    /**
     * @param source in a transaction that sees one moment, no earlier than what was written to the target
     * @param target in the transaction in which rows are to go; values of both are written as
     *     {@link SessionSettings#exact} says from then on
     */
    public Reconciler(Connection source, Connection target) {
        this.source = source;
        this.target = target;
    }

    /**
     * Looks for them.
     *
     * @param name of a table that is on both sides
     * @throws ProblemException if it has not the same primary key on both sides
     */
    public Found find(TableName name) throws SQLException {
        Instant start = Instant.now();
        SessionSettings.exact(source);
        SessionSettings.exact(target);
        Table theirs = table(source, name, "source");
        Table ours = table(target, name, "target");
        TablePair pair = TablePair.of(source, theirs, target, ours, true);
        if (!pair.hasKey()) {
            throw new ProblemException(Problem.refused(
                    name.display() + " has not the same primary key on both sides, so it is not known what is gone",
                    "give both the same key, or set sync.flows.<name>.deletes=ignore"));
        }
        BucketHashes there =
                BucketHashes.of(source, pair.sourceRelation(), pair.columns().columns(), pair.buckets());
        BucketHashes here =
                BucketHashes.of(target, pair.targetRelation(), pair.columns().columns(), pair.buckets());
        List<Long> differing = there.differing(here);
        // A key that is written otherwise here may be in a bucket that only the source has.
        boolean oneSpelling = ours.columns(pair.key()).stream().allMatch(ContentHash::asStored);
        List<Long> ofBoth = differing.stream()
                .filter(bucket -> !oneSpelling || here.buckets().containsKey(bucket))
                .toList();
        return new Found(
                pair,
                there.rows() + here.rows(),
                TableSize.of(source, theirs) + TableSize.of(target, ours),
                Duration.between(start, Instant.now()).toMillis() / 1000.0,
                differing,
                ofBoth.isEmpty() ? null : StagedTable.of(source, target, pair, ofBoth));
    }

    private static Table table(Connection connection, TableName name, String side) throws SQLException {
        return Catalog.find(connection, name)
                .orElseThrow(() -> new ProblemException(
                        Problem.notFound("the " + side + " has no table " + name.display(), "copy the flow first")));
    }
}
