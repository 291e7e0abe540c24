package snapshot;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import postgres.Query;
import postgres.definition.Dependent;
import postgres.definition.Inheritance;
import postgres.definition.TableDefinition;

/** What a set does not cover, in words, so that nobody finds out on the day it is needed. */
final class Notes {

    private Notes() {}

    static List<String> of(
            Connection connection,
            List<TableDefinition> definitions,
            List<Dependent> dependents,
            List<Unreadable> leftOut)
            throws SQLException {
        List<String> notes = new ArrayList<>();
        leftOut.forEach(table -> notes.add(table.note()));
        long largeObjects = Query.first(
                        connection, "select count(*) from pg_largeobject_metadata", row -> row.getLong(1))
                .orElse(0L);
        if (largeObjects > 0) {
            notes.add(largeObjects + " large objects of the database are not in the set");
        }
        List<Inheritance> torn = new ArrayList<>(Inheritance.of(definitions));
        torn.removeAll(Inheritance.among(definitions));
        torn.forEach(one -> notes.add(one.told() + ", and only one of the two is in the set"));
        Set<String> kept = dependents.stream().map(Dependent::told).collect(Collectors.toSet());
        for (TableDefinition definition : definitions) {
            definition.requires().stream()
                    .filter(required -> !kept.contains(required.kind() + " " + required.name()))
                    .map(required -> definition.name().display() + " needs the " + required.kind() + " "
                            + required.name() + ", which is not in the set")
                    .forEach(notes::add);
        }
        return notes;
    }
}
