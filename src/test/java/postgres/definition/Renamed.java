package postgres.definition;

import java.util.Comparator;
import java.util.List;
import postgres.TableName;

/** What a definition reads like once the table is made under other names: all that is to change, and nothing else. */
final class Renamed {

    private final Names names;

    private Renamed(Names names) {
        this.names = names;
    }

    static TableDefinition of(TableDefinition definition, Names names) {
        return new Renamed(names).table(definition);
    }

    /** The definition with its lists in an order that does not depend on names. */
    static TableDefinition sorted(TableDefinition definition) {
        return new Renamed(Names.of(definition, definition.name())).table(definition);
    }

    private TableDefinition table(TableDefinition table) {
        boolean same = names.unchanged();
        return new TableDefinition(
                names.target(),
                table.kind(),
                table.persistence(),
                table.columns().stream().map(this::column).toList(),
                constraints(table.name(), table.constraints()),
                indexes(table.name(), table.indexes()),
                partitioning(table.partitioning()),
                table.sequences().stream().map(this::sequence).toList(),
                table.types(),
                table.requires(),
                same ? table.triggers() : List.of(),
                same
                        ? table.rowSecurity()
                        : new RowSecurity(
                                table.rowSecurity().enabled(),
                                table.rowSecurity().forced(),
                                List.of()),
                table.replicaIdentity().kind() == ReplicaIdentity.Kind.INDEX
                        ? new ReplicaIdentity(
                                ReplicaIdentity.Kind.INDEX,
                                names.index(
                                        table.name(), table.replicaIdentity().index()))
                        : table.replicaIdentity(),
                List.of(),
                List.of(),
                table.options(),
                table.comment());
    }

    private ColumnDefinition column(ColumnDefinition column) {
        return new ColumnDefinition(
                column.name(),
                column.type(),
                column.notNull(),
                names.sameName() ? column.notNullConstraint() : null,
                column.defaultExpression() == null ? null : quoted(column.defaultExpression()),
                column.identity(),
                column.generated(),
                column.collation(),
                column.storage(),
                column.compression(),
                column.statistics(),
                column.comment());
    }

    /** Whether the server or we have quoted a sequence's name is no difference. */
    private String quoted(String expression) {
        return RegclassConstants.replace(expression, name -> {
            TableName renamed = names.sequence(name);
            return new TableName("in " + renamed.schema(), renamed.name());
        });
    }

    private List<ConstraintDefinition> constraints(TableName owner, List<ConstraintDefinition> constraints) {
        return constraints.stream()
                .map(constraint -> new ConstraintDefinition(
                        constraint.kind(),
                        names.constraint(owner, constraint.name()),
                        constraint.columns(),
                        constraint.definition(),
                        constraint.foreignKey() == null
                                ? null
                                : new ConstraintDefinition.ForeignKey(
                                        names.table(constraint.foreignKey().references()),
                                        constraint.foreignKey().columns(),
                                        constraint.foreignKey().period(),
                                        constraint.foreignKey().rules()),
                        constraint.comment()))
                .sorted(Comparator.comparing(ConstraintDefinition::name))
                .toList();
    }

    private List<IndexDefinition> indexes(TableName owner, List<IndexDefinition> indexes) {
        return indexes.stream()
                .map(index -> new IndexDefinition(
                        names.index(owner, index.name()), index.unique(), index.definition(), index.comment()))
                .sorted(Comparator.comparing(IndexDefinition::name))
                .toList();
    }

    private SequenceDefinition sequence(SequenceDefinition sequence) {
        return new SequenceDefinition(
                names.sequence(sequence.name()),
                sequence.column(),
                sequence.kind(),
                sequence.type(),
                sequence.start(),
                sequence.increment(),
                sequence.minimum(),
                sequence.maximum(),
                sequence.cache(),
                sequence.cycle(),
                sequence.unlogged(),
                sequence.lastValue(),
                sequence.called());
    }

    private Partitioning partitioning(Partitioning partitioning) {
        return partitioning == null
                ? null
                : new Partitioning(
                        partitioning.key(),
                        partitioning.partitions().stream()
                                .map(this::partition)
                                .sorted(Comparator.comparing(PartitionDefinition::bound))
                                .toList());
    }

    private PartitionDefinition partition(PartitionDefinition partition) {
        return new PartitionDefinition(
                names.table(partition.name()),
                partition.kind(),
                partition.persistence(),
                partition.bound(),
                partitioning(partition.partitioning()),
                constraints(partition.name(), partition.constraints()),
                indexes(partition.name(), partition.indexes()),
                partition.options(),
                partition.comment());
    }
}
