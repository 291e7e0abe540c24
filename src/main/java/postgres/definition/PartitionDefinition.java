package postgres.definition;

import java.util.List;
import java.util.Objects;
import postgres.Table;
import postgres.TableName;

/**
 * A partition: what it does not have from the table above it.
 *
 * @param kind {@code TABLE}, {@code PARTITIONED_TABLE} or {@code FOREIGN_TABLE}, which is rendered as a table
 * @param bound {@code DEFAULT} or what starts with {@code FOR VALUES}
 * @param partitioning when it is partitioned again, or null
 * @param constraints only its own
 * @param indexes only its own
 * @param options storage parameters as {@code name=value}
 * @param comment or null
 */
public record PartitionDefinition(
        TableName name,
        Table.Kind kind,
        TableDefinition.Persistence persistence,
        String bound,
        Partitioning partitioning,
        List<ConstraintDefinition> constraints,
        List<IndexDefinition> indexes,
        List<String> options,
        String comment) {

    public PartitionDefinition {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(bound, "bound");
        kind = kind == null ? Table.Kind.TABLE : kind;
        persistence = persistence == null ? TableDefinition.Persistence.PERMANENT : persistence;
        constraints = Lists.orEmpty(constraints);
        indexes = Lists.orEmpty(indexes);
        options = Lists.orEmpty(options);
    }
}
