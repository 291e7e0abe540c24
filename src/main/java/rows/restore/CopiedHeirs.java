package rows.restore;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import postgres.Identifier;
import postgres.Query;
import postgres.Savepoint;
import postgres.SqlState;
import postgres.TableName;
import postgres.definition.ConstraintDefinition;
import postgres.definition.Inheritance;
import postgres.definition.Names;
import postgres.definition.TableDefinition;

/** Copies of tables that are to inherit from each other: a check that an heir shares with its parent is called as it is there. */
final class CopiedHeirs {

    private final Connection connection;
    private final Map<TableName, TableDefinition> definitions;
    private final Map<TableName, TableName> copies;
    private final List<String> notes;
    /** What the checks of each are called now, by their original names. */
    private final Map<TableName, Map<String, String>> checks = new HashMap<>();

    /**
     * @param definitions of the originals
     * @param copies what the copies are called, by the originals
     * @param notes where it tells what cannot be
     */
    CopiedHeirs(
            Connection connection,
            List<TableDefinition> definitions,
            Map<TableName, TableName> copies,
            List<String> notes) {
        this.connection = connection;
        this.definitions = definitions.stream().collect(Collectors.toMap(TableDefinition::name, Function.identity()));
        this.copies = copies;
        this.notes = notes;
    }

    /** Connects them, parents with theirs before their heirs. */
    void connect(List<Inheritance> among) throws SQLException {
        List<Inheritance> left = new ArrayList<>(among);
        while (!left.isEmpty()) {
            Inheritance next = left.stream()
                    .filter(one -> left.stream().noneMatch(above -> above.heir().equals(one.parent())))
                    .findFirst()
                    .orElseThrow();
            left.remove(next);
            connect(next);
        }
    }

    private void connect(Inheritance one) throws SQLException {
        Inheritance ofCopies = new Inheritance(copies.get(one.heir()), copies.get(one.parent()));
        Map<String, String> ofHeir = checks(one.heir());
        Map<String, String> renamed = new HashMap<>();
        checks(one.parent()).forEach((original, now) -> {
            if (ofHeir.containsKey(original) && !ofHeir.get(original).equals(now)) {
                renamed.put(original, now);
            }
        });
        Savepoint.attempt(connection, () -> {
                    for (Map.Entry<String, String> check : renamed.entrySet()) {
                        Query.execute(
                                connection,
                                "alter table " + ofCopies.heir().quoted() + " rename constraint "
                                        + Identifier.quote(ofHeir.get(check.getKey())) + " to "
                                        + Identifier.quote(check.getValue()));
                    }
                    Query.execute(connection, ofCopies.statement());
                })
                .ifPresentOrElse(
                        e -> notes.add(ofCopies.heir().display() + " does not inherit from "
                                + ofCopies.parent().display() + ": " + SqlState.firstLine(e)),
                        () -> ofHeir.putAll(renamed));
    }

    private Map<String, String> checks(TableName table) {
        return checks.computeIfAbsent(table, any -> {
            TableDefinition definition = definitions.get(table);
            Names names = Names.of(definition, copies.get(table), copies);
            return definition.constraints().stream()
                    .filter(one -> one.kind() == ConstraintDefinition.Kind.CHECK)
                    .collect(Collectors.toMap(ConstraintDefinition::name, one -> names.constraint(table, one.name())));
        });
    }
}
