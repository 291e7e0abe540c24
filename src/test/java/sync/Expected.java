package sync;

import java.util.List;
import postgres.definition.RowSecurity;
import postgres.definition.TableDefinition;

/** What of a table's definition comes to the target: all but triggers and policies. */
public final class Expected {

    private Expected() {}

    public static TableDefinition onTarget(TableDefinition definition) {
        return new TableDefinition(
                definition.name(),
                definition.kind(),
                definition.persistence(),
                definition.columns(),
                definition.constraints(),
                definition.indexes(),
                definition.partitioning(),
                definition.sequences(),
                definition.types(),
                definition.requires(),
                List.of(),
                new RowSecurity(
                        definition.rowSecurity().enabled(),
                        definition.rowSecurity().forced(),
                        List.of()),
                definition.replicaIdentity(),
                definition.inherits(),
                definition.inheritedBy(),
                definition.options(),
                definition.comment());
    }
}
