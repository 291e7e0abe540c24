package postgres.definition;

import java.util.Objects;

/**
 * Something of the user's own a table cannot be made without, and which {@link Ddl} does not make.
 *
 * @param kind as in {@code function}, {@code extension}, {@code type}, {@code operator}
 * @param name as PostgreSQL spells it, qualified
 */
public record Requirement(String kind, String name) {

    public Requirement {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
    }
}
