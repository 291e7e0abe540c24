package postgres.definition;

import java.util.Objects;

/**
 * A column as it was declared.
 *
 * @param type with its modifier, qualified unless the server's own
 * @param notNullConstraint the chosen name of the rule, which servers have from 18 on, or null for the usual one
 * @param defaultExpression or null
 * @param identity or null
 * @param generated or null
 * @param collation qualified and quoted, null for that of its type
 * @param storage null for that of its type
 * @param compression null for the server's usual one
 * @param statistics the target for {@code analyze}, null for the server's usual one
 * @param comment or null
 */
public record ColumnDefinition(
        String name,
        String type,
        boolean notNull,
        String notNullConstraint,
        String defaultExpression,
        Identity identity,
        Generated generated,
        String collation,
        String storage,
        String compression,
        Integer statistics,
        String comment) {

    /** Who gives an identity column its values. */
    public enum Identity {
        ALWAYS,
        BY_DEFAULT
    }

    /** Where a computed value is kept: in the row, or (from 18 on) nowhere. */
    public enum Kept {
        STORED,
        VIRTUAL
    }

    /** A value the server computes of the row's other columns. */
    public record Generated(Kept kept, String expression) {

        public Generated {
            Objects.requireNonNull(kept, "kept");
            Objects.requireNonNull(expression, "expression");
        }
    }

    public ColumnDefinition {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
    }
}
