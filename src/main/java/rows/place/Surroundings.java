package rows.place;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import ledger.Json;
import postgres.Identifier;
import postgres.Query;
import postgres.Savepoint;
import postgres.SqlState;
import postgres.definition.TableDefinition;
import postgres.definition.TypeDefinition;

/** Schemas and types that tables need and that are made with them: how they go again where the tables do not last. */
public final class Surroundings {

    private Surroundings() {}

    /** How to take back what will be made beside the tables, the last first. */
    public static List<String> missing(Connection target, Collection<TableDefinition> definitions) throws SQLException {
        List<String> made = new ArrayList<>();
        for (String schema : schemas(definitions)) {
            if (isMissing(target, "to_regnamespace", Identifier.quote(schema))) {
                made.add(0, "drop schema if exists " + Identifier.quote(schema));
            }
        }
        for (TableDefinition definition : definitions) {
            for (TypeDefinition type : definition.types()) {
                String drop = "drop " + (type.kind() == TypeDefinition.Kind.DOMAIN ? "domain" : "type") + " if exists "
                        + type.quoted();
                if (!made.contains(drop) && isMissing(target, "to_regtype", type.quoted())) {
                    made.add(0, drop);
                }
            }
        }
        return made;
    }

    private static Set<String> schemas(Collection<TableDefinition> definitions) {
        Set<String> schemas = new LinkedHashSet<>();
        for (TableDefinition definition : definitions) {
            schemas.add(definition.name().schema());
            definition
                    .allPartitions()
                    .forEach(partition -> schemas.add(partition.name().schema()));
            definition.types().forEach(type -> schemas.add(type.schema()));
            definition
                    .sequences()
                    .forEach(sequence -> schemas.add(sequence.name().schema()));
        }
        return schemas;
    }

    private static boolean isMissing(Connection target, String lookUp, String quoted) throws SQLException {
        return Query.first(target, "select " + lookUp + "(?) is null", row -> row.getBoolean(1), quoted)
                .orElseThrow();
    }

    /**
     * Takes back what was made beside the tables, unless somebody has begun to use it.
     *
     * @param made what {@link #missing} said, as JSON
     */
    public static void takeBack(Connection target, String made) throws SQLException {
        for (var statement : Json.read(made)) {
            Savepoint.attempt(
                    target,
                    e -> SqlState.DEPENDED_ON.equals(e.getSQLState()),
                    () -> Query.execute(target, statement.asText()));
        }
    }
}
