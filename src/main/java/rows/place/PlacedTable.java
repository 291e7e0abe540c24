package rows.place;

import java.util.List;
import java.util.Objects;
import postgres.TableName;
import postgres.definition.ColumnDefinition;
import postgres.definition.Ddl;
import postgres.definition.Names;
import postgres.definition.TableDefinition;

/**
 * A table that is made in one place, filled, and put into another.
 *
 * @param definition as it will be
 * @param names what it and its parts are called until they are in their place
 * @param place what they are called there
 */
public record PlacedTable(TableDefinition definition, Names names, Names place) {

    public PlacedTable {
        Objects.requireNonNull(definition, "definition");
        Objects.requireNonNull(names, "names");
        Objects.requireNonNull(place, "place");
    }

    /** One that goes where its definition says. */
    public PlacedTable(TableDefinition definition, Names names) {
        this(definition, names, Names.of(definition, definition.name()));
    }

    /** Where it goes. */
    public TableName name() {
        return place.target();
    }

    /** Where it is until then. */
    public TableName staged() {
        return names.target();
    }

    /** Makes it where it is staged. */
    public Ddl staging() {
        return Ddl.of(bare(definition), names);
    }

    /** Makes what it has only in its place. */
    Ddl placed() {
        return Ddl.of(definition, place);
    }

    /** Defaults may draw from sequences of other tables, so they come when all are in their place. */
    private static TableDefinition bare(TableDefinition definition) {
        return new TableDefinition(
                definition.name(),
                definition.kind(),
                definition.persistence(),
                definition.columns().stream().map(PlacedTable::bare).toList(),
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
