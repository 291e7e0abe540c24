package sync.copy;

import java.util.List;
import java.util.Objects;
import postgres.Table;
import postgres.TableName;
import postgres.definition.ColumnDefinition;
import postgres.definition.Ddl;
import postgres.definition.Names;
import postgres.definition.TableDefinition;

/**
 * A table on its way to another database.
 *
 * @param definition as the source has it
 * @param names what it and its parts are called until they are in their place
 * @param parts what holds its rows
 */
record CopiedTable(Table table, TableDefinition definition, Names names, List<Part> parts) {

    CopiedTable {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(definition, "definition");
        Objects.requireNonNull(names, "names");
        parts = List.copyOf(parts);
    }

    TableName name() {
        return table.name();
    }

    /** Where it is until it is in its place. */
    TableName staged() {
        return names.target();
    }

    /** Makes it where it is staged. */
    Ddl staging() {
        return Ddl.of(bare(definition), names);
    }

    boolean isPartitioned() {
        return table.kind() == Table.Kind.PARTITIONED_TABLE;
    }

    long blocks() {
        return parts.stream()
                .mapToLong(part -> part.blocks() == null ? 1 : part.blocks())
                .sum();
    }

    /** Defaults may draw from sequences of other tables, so they come when all are in their place. */
    private static TableDefinition bare(TableDefinition definition) {
        return new TableDefinition(
                definition.name(),
                definition.kind(),
                definition.persistence(),
                definition.columns().stream().map(CopiedTable::bare).toList(),
                definition.constraints(),
                definition.indexes(),
                definition.partitioning(),
                definition.sequences(),
                definition.types(),
                definition.requires(),
                List.of(),
                definition.rowSecurity(),
                definition.replicaIdentity(),
                definition.inherits(),
                definition.inheritedBy(),
                definition.options(),
                definition.comment());
    }

    private static ColumnDefinition bare(ColumnDefinition column) {
        return new ColumnDefinition(
                column.name(),
                column.type(),
                column.notNull(),
                column.notNullConstraint(),
                null,
                column.identity(),
                column.generated(),
                column.collation(),
                column.storage(),
                column.compression(),
                column.statistics(),
                column.comment());
    }
}
