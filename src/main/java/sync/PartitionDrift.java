package sync;

import java.util.ArrayList;
import java.util.List;
import postgres.TableName;
import postgres.definition.Ddl;
import postgres.definition.PartitionDefinition;
import postgres.definition.Partitioning;
import postgres.definition.TableDefinition;

/**
 * Partitions that the source has and the target lacks.
 *
 * @param statements for the target
 * @param told what differs, in words
 */
record PartitionDrift(List<String> statements, List<String> told) {

    /** What makes them, each with all that is below it. */
    static PartitionDrift of(TableDefinition definition, SyncedTable target) {
        PartitionDrift drift = new PartitionDrift(new ArrayList<>(), new ArrayList<>());
        drift.find(Ddl.of(definition), definition.name(), definition.partitioning(), target.partitions());
        return drift;
    }

    private void find(Ddl ddl, TableName parent, Partitioning partitioning, List<String> there) {
        if (partitioning == null) {
            return;
        }
        for (PartitionDefinition partition : partitioning.partitions()) {
            if (there.contains(SyncedTable.plain(partition.name()))) {
                find(ddl, partition.name(), partition.partitioning(), there);
            } else {
                statements.addAll(ddl.addPartition(parent, partition));
                told.add("partition " + partition.name().display() + " is new");
            }
        }
    }
}
