package postgres.definition;

import java.util.List;
import java.util.Objects;
import postgres.TableName;

/**
 * A constraint of a table.
 *
 * @param columns the table's columns it speaks of
 * @param definition what follows the name in {@code add constraint}; null for a foreign key
 * @param foreignKey the parts of a foreign key, null for all others
 * @param comment or null
 */
public record ConstraintDefinition(
        Kind kind, String name, List<String> columns, String definition, ForeignKey foreignKey, String comment) {

    /** What sort of rule; {@code NOT_NULL} only where it is not yet validated, else it is said with the column. */
    public enum Kind {
        PRIMARY_KEY,
        UNIQUE,
        EXCLUSION,
        NOT_NULL,
        CHECK,
        FOREIGN_KEY;

        /** Whether an index of the same name stands below it. */
        boolean backedByIndex() {
            return this == PRIMARY_KEY || this == UNIQUE || this == EXCLUSION;
        }
    }

    /**
     * Where a foreign key points.
     *
     * @param columns the columns there, in the order of the constraint's
     * @param period whether the last column is compared by overlap
     * @param rules what follows the columns there: match, actions, when it is checked
     */
    public record ForeignKey(TableName references, List<String> columns, boolean period, String rules) {

        public ForeignKey {
            Objects.requireNonNull(references, "references");
            columns = Lists.orEmpty(columns);
            rules = rules == null ? "" : rules;
        }
    }

    public ConstraintDefinition {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
        columns = Lists.orEmpty(columns);
        Objects.requireNonNull(kind == Kind.FOREIGN_KEY ? foreignKey : definition, "definition");
    }
}
