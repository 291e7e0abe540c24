package sync.compare;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import ledger.Json;
import postgres.BucketHashes;

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
        Differences differences,
        Repair.Changes changes) {

    ComparedTable {
        Objects.requireNonNull(changes, "changes");
        differing = List.copyOf(differing);
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
                && pair.columns().onlySource().isEmpty()
                && pair.columns().onlyTarget().isEmpty();
    }

    /** Rows that were the same on both sides. */
    long same() {
        if (differences == null) {
            return 0;
        }
        return source.rows() - differences.missing() - differences.changed();
    }

    /** The rows of either side; where they cannot be told apart, those of the source. */
    long compared() {
        return differences == null ? source.rows() : source.rows() + differences.added();
    }

    /** As the answer tells it. */
    ObjectNode told() {
        ObjectNode told = Json.mapper().createObjectNode();
        told.put("table", pair.name().display()).put("equal", equal());
        told.put("sourceRows", source.rows()).put("targetRows", target.rows());
        told.put("sourceHash", source.hash()).put("targetHash", target.hash());
        if (differences == null) {
            told.put("note", "without a primary key on both sides it is not known which rows differ");
        } else {
            told.put("missing", differences.missing());
            told.put("changed", differences.changed());
            told.put("added", differences.added());
            told.set("changedColumns", Json.mapper().valueToTree(differences.changedColumns()));
            told.set("sample", Json.mapper().valueToTree(differences.sample()));
        }
        if (changes.all() > 0) {
            told.put("inserted", changes.inserted());
            told.put("updated", changes.updated());
            told.put("deleted", changes.deleted());
        }
        told.set("onlySource", Json.mapper().valueToTree(pair.columns().onlySource()));
        told.set("onlyTarget", Json.mapper().valueToTree(pair.columns().onlyTarget()));
        told.set("retyped", Json.mapper().valueToTree(pair.columns().retyped()));
        return told;
    }
}
