package postgres;

import java.util.List;
import java.util.Objects;

/**
 * A rule of a table: a constraint, or a unique index that has none.
 *
 * @param columns the table's columns it speaks of; empty when it stands on expressions
 * @param expression a check's condition, or null
 * @param references the table a foreign key points to, or null
 * @param referencedColumns the columns there, in the order of {@code columns}
 */
public record Constraint(
        Kind kind,
        String name,
        List<String> columns,
        String expression,
        TableName references,
        List<String> referencedColumns) {

    /** What sort of rule. */
    public enum Kind {
        PRIMARY_KEY,
        UNIQUE,
        FOREIGN_KEY,
        CHECK,
        EXCLUSION
    }

    public Constraint {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
        columns = List.copyOf(columns);
        referencedColumns = List.copyOf(referencedColumns);
    }

    /** The same rule in another role. */
    Constraint as(Kind other) {
        return new Constraint(other, name, columns, expression, references, referencedColumns);
    }
}
