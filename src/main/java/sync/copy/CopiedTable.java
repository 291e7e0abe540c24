package sync.copy;

import java.util.List;
import java.util.Objects;
import postgres.Table;
import postgres.TableName;
import postgres.definition.Ddl;
import postgres.definition.Names;
import postgres.definition.TableDefinition;
import rows.place.PlacedTable;

/**
 * A table on its way to another database.
 *
 * @param placed as the source has it, and where it is until it is in its place
 * @param parts what holds its rows
 */
record CopiedTable(Table table, PlacedTable placed, List<Part> parts) {

    CopiedTable {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(placed, "placed");
        parts = List.copyOf(parts);
    }

    TableName name() {
        return table.name();
    }

    /** As the source has it. */
    TableDefinition definition() {
        return placed.definition();
    }

    /** What it and its parts are called until they are in their place. */
    Names names() {
        return placed.names();
    }

    /** Where it is until it is in its place. */
    TableName staged() {
        return placed.staged();
    }

    /** Makes it where it is staged. */
    Ddl staging() {
        return placed.staging();
    }

    boolean isPartitioned() {
        return table.kind() == Table.Kind.PARTITIONED_TABLE;
    }

    long blocks() {
        return parts.stream()
                .mapToLong(part -> part.blocks() == null ? 1 : part.blocks())
                .sum();
    }
}
