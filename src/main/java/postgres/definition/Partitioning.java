package postgres.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How a partitioned table spreads its rows.
 *
 * @param key what follows {@code partition by}
 */
public record Partitioning(String key, List<PartitionDefinition> partitions) {

    public Partitioning {
        Objects.requireNonNull(key, "key");
        partitions = Lists.orEmpty(partitions);
    }

    /** Every partition below, each before its own. */
    List<PartitionDefinition> all() {
        List<PartitionDefinition> all = new ArrayList<>();
        for (PartitionDefinition partition : partitions) {
            all.add(partition);
            if (partition.partitioning() != null) {
                all.addAll(partition.partitioning().all());
            }
        }
        return all;
    }
}
