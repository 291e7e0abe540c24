package sync.compare;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import ledger.Json;
import postgres.BucketHashes;
import rows.diff.StreamedDiff;
import rows.diff.TableDiff;
import rows.diff.TablePair;

/**
 * What became of the comparison of a table.
 *
 * @param source the hashes of the source's rows
 * @param target the same of the target's, as they are now
 * @param differing the buckets in which the two differed
 * @param differences how they differed, null where rows cannot be told apart
 * @param changes what was repaired
 */
record ComparedTable(
        TablePair pair,
        BucketHashes source,
        BucketHashes target,
        List<Long> differing,
        TableDiff differences,
        Repair.Changes changes) {

    ComparedTable {
        Objects.requireNonNull(changes, "changes");
        differing = List.copyOf(differing);
    }

    /** Nothing is repaired yet. */
    static ComparedTable of(StreamedDiff.Result result) {
        return new ComparedTable(
                result.pair(),
                result.source(),
                result.target(),
                result.differing(),
                result.diff(),
                Repair.Changes.NONE);
    }

    /** The same, with the rows of both sides alike now. */
    ComparedTable repaired(BucketHashes now, Repair.Changes made) {
        return new ComparedTable(pair, source, now, List.of(), differences, made);
    }

    /** Whether all rows are the same in all columns that both have. */
    boolean sameRows() {
        return differing.isEmpty();
    }

    /** Whether the tables are the same, to the last column. */
    boolean equal() {
        return sameRows()
                && pair.columns().pairs().lost().isEmpty()
                && pair.columns().pairs().gained().isEmpty();
    }

    /** Rows that were the same on both sides. */
    long same() {
        return differences == null ? 0 : differences.same();
    }

    /** The rows of either side; where they cannot be told apart, those of the source. */
    long compared() {
        return differences == null ? source.rows() : source.rows() + differences.added();
    }

    /** As the answer tells it. */
    ObjectNode detail() {
        ObjectNode detail = Json.mapper().createObjectNode();
        detail.put("table", pair.name().display()).put("equal", equal());
        detail.put("sourceRows", source.rows()).put("targetRows", target.rows());
        detail.put("sourceHash", source.hash()).put("targetHash", target.hash());
        if (differences == null) {
            detail.put("note", "without a primary key on both sides it is not known which rows differ");
        } else {
            detail.put("missing", differences.missing());
            detail.put("changed", differences.changed());
            detail.put("added", differences.added());
            detail.set("changedColumns", Json.mapper().valueToTree(differences.changedColumns()));
            detail.set("sample", Json.mapper().valueToTree(differences.sample()));
        }
        if (changes.all() > 0) {
            detail.put("inserted", changes.inserted());
            detail.put("updated", changes.updated());
            detail.put("deleted", changes.deleted());
        }
        detail.set(
                "onlySource", Json.mapper().valueToTree(pair.columns().pairs().lostNames()));
        detail.set(
                "onlyTarget", Json.mapper().valueToTree(pair.columns().pairs().gainedNames()));
        detail.set("retyped", Json.mapper().valueToTree(pair.columns().pairs().retypedNames()));
        return detail;
    }
}
