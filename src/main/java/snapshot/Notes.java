package snapshot;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import postgres.Query;
import postgres.definition.TableDefinition;

/** What a set does not cover, in words, so that nobody finds out on the day it is needed. */
final class Notes {

    private Notes() {}

    static List<String> of(Connection connection, List<TableDefinition> definitions) throws SQLException {
        List<String> notes = new ArrayList<>();
        long largeObjects = Query.first(
                        connection, "select count(*) from pg_largeobject_metadata", row -> row.getLong(1))
                .orElse(0L);
        if (largeObjects > 0) {
            notes.add(largeObjects + " large objects of the database are not in the set");
        }
        for (TableDefinition definition : definitions) {
            if (!definition.inherits().isEmpty()) {
                notes.add(definition.name().display() + " inherits from another table; restored it stands alone");
            }
            definition.requires().stream()
                    .map(required -> definition.name().display() + " needs the " + required.kind() + " "
                            + required.name() + ", which is not in the set")
                    .forEach(notes::add);
        }
        return notes;
    }
}
