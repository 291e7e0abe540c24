package postgres.definition;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import postgres.Identifier;
import postgres.TableName;

/** Renders a table with its partitions, without what they have besides columns. */
final class TableDdl {

    private final TableDefinition definition;
    private final Names names;
    private final ColumnDdl columns;

    TableDdl(TableDefinition definition, Names names, ColumnDdl columns) {
        this.definition = definition;
        this.names = names;
        this.columns = columns;
    }

    /** @param keys constraints that stand in the statement */
    List<String> table(List<String> keys) {
        List<String> statements = new ArrayList<>();
        String list = Stream.concat(columns.columns().stream(), keys.stream()).collect(Collectors.joining(",\n    "));
        statements.add("create " + unlogged(definition.persistence()) + "table "
                + names.target().quoted() + (list.isEmpty() ? " ()" : " (\n    " + list + "\n)")
                + partitionBy(definition.partitioning()) + with(definition.options()));
        statements.addAll(columns.settings());
        partitions(names.target(), definition.partitioning(), statements);
        return statements;
    }

    private void partitions(TableName parent, Partitioning partitioning, List<String> statements) {
        if (partitioning != null) {
            partitioning.partitions().forEach(partition -> partition(parent, partition, statements));
        }
    }

    /** One partition, with all that is below it. */
    void partition(TableName parent, PartitionDefinition partition, List<String> statements) {
        TableName name = names.table(partition.name());
        statements.add("create " + unlogged(partition.persistence()) + "table " + name.quoted() + " partition of "
                + parent.quoted() + " " + partition.bound() + partitionBy(partition.partitioning())
                + with(partition.options()));
        partitions(name, partition.partitioning(), statements);
    }

    /** What a partition and all that is below it is called. */
    Set<TableName> below(PartitionDefinition partition) {
        Set<TableName> called = new LinkedHashSet<>();
        called.add(names.table(partition.name()));
        if (partition.partitioning() != null) {
            partition.partitioning().partitions().forEach(one -> called.addAll(below(one)));
        }
        return called;
    }

    private static String unlogged(TableDefinition.Persistence persistence) {
        return persistence == TableDefinition.Persistence.UNLOGGED ? "unlogged " : "";
    }

    private static String partitionBy(Partitioning partitioning) {
        return partitioning == null ? "" : " partition by " + partitioning.key();
    }

    private static String with(List<String> options) {
        return options.isEmpty()
                ? ""
                : options.stream().map(TableDdl::option).collect(Collectors.joining(", ", " with (", ")"));
    }

    private static String option(String option) {
        int equals = option.indexOf('=');
        String name = Stream.of(option.substring(0, equals).split("\\."))
                .map(Identifier::quote)
                .collect(Collectors.joining("."));
        return name + " = " + Identifier.literal(option.substring(equals + 1));
    }
}
