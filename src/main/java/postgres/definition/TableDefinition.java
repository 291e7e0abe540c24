package postgres.definition;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import postgres.Table;
import postgres.TableName;

/**
 * All that is needed to make a table again: a value that can be kept as JSON, read by {@link Definitions}, rendered by
 * {@link Ddl}. Expressions are spelled with every name qualified. Lists that are left out are empty.
 *
 * @param kind {@code TABLE} or {@code PARTITIONED_TABLE}
 * @param columns in table order
 * @param constraints primary key first, foreign keys last
 * @param indexes those no constraint stands on
 * @param partitioning how the rows are spread, or null
 * @param sequences behind its identity columns and defaults
 * @param types the user's own types its columns need, what others are made of first
 * @param requires what else must be there before it can be made
 * @param triggers not the server's own
 * @param inherits the tables it inherits from, or the one it is a partition of; {@link Ddl} makes it without
 * @param inheritedBy the tables that inherit from it, whose rows a plain select shows too
 * @param options storage parameters as {@code name=value}
 * @param comment or null
 */
public record TableDefinition(
        TableName name,
        Table.Kind kind,
        Persistence persistence,
        List<ColumnDefinition> columns,
        List<ConstraintDefinition> constraints,
        List<IndexDefinition> indexes,
        Partitioning partitioning,
        List<SequenceDefinition> sequences,
        List<TypeDefinition> types,
        List<Requirement> requires,
        List<TriggerDefinition> triggers,
        RowSecurity rowSecurity,
        ReplicaIdentity replicaIdentity,
        List<TableName> inherits,
        List<TableName> inheritedBy,
        List<String> options,
        String comment) {

    /** Whether the rows survive a crash. */
    public enum Persistence {
        PERMANENT,
        UNLOGGED
    }

    public TableDefinition {
        Objects.requireNonNull(name, "name");
        kind = kind == null ? Table.Kind.TABLE : kind;
        persistence = persistence == null ? Persistence.PERMANENT : persistence;
        columns = Lists.orEmpty(columns);
        constraints = Lists.orEmpty(constraints);
        indexes = Lists.orEmpty(indexes);
        sequences = Lists.orEmpty(sequences);
        types = Lists.orEmpty(types);
        requires = Lists.orEmpty(requires);
        triggers = Lists.orEmpty(triggers);
        rowSecurity = rowSecurity == null ? RowSecurity.OFF : rowSecurity;
        replicaIdentity = replicaIdentity == null ? ReplicaIdentity.DEFAULT : replicaIdentity;
        inherits = Lists.orEmpty(inherits);
        inheritedBy = Lists.orEmpty(inheritedBy);
        options = Lists.orEmpty(options);
    }

    /** The same with other columns. */
    public TableDefinition withColumns(List<ColumnDefinition> others) {
        return new TableDefinition(
                name,
                kind,
                persistence,
                others,
                constraints,
                indexes,
                partitioning,
                sequences,
                types,
                requires,
                triggers,
                rowSecurity,
                replicaIdentity,
                inherits,
                inheritedBy,
                options,
                comment);
    }

    /** Every partition, each before its own; empty for an ordinary table. */
    public List<PartitionDefinition> allPartitions() {
        return partitioning == null ? List.of() : partitioning.all();
    }

    /** What it is called, and what its partitions are. */
    public Stream<TableName> names() {
        return Stream.concat(Stream.of(name), allPartitions().stream().map(PartitionDefinition::name));
    }

    /** Whether it, or a partition of it, has foreign keys. */
    public boolean refersToOthers() {
        return !refersTo().isEmpty();
    }

    /** The tables that its foreign keys, and those of its partitions, point to. */
    public Set<TableName> refersTo() {
        return Stream.concat(
                        constraints.stream(),
                        allPartitions().stream().flatMap(partition -> partition.constraints().stream()))
                .filter(constraint -> constraint.kind() == ConstraintDefinition.Kind.FOREIGN_KEY)
                .map(constraint -> constraint.foreignKey().references())
                .collect(Collectors.toSet());
    }
}
