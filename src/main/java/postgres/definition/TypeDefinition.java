package postgres.definition;

import java.util.List;
import java.util.Objects;
import postgres.Identifier;

/**
 * A type of the user's own.
 *
 * @param labels of an enum, in order; else empty
 * @param definition what follows the name in {@code create type} or {@code create domain}
 * @param comment or null
 */
public record TypeDefinition(
        Kind kind, String schema, String name, List<String> labels, String definition, String comment) {

    /** What sort of type. */
    public enum Kind {
        ENUM,
        DOMAIN,
        COMPOSITE,
        RANGE
    }

    public TypeDefinition {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(schema, "schema");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(definition, "definition");
        labels = Lists.orEmpty(labels);
    }

    /** Both parts quoted, ready for SQL. */
    public String quoted() {
        return Identifier.quote(schema) + "." + Identifier.quote(name);
    }
}
