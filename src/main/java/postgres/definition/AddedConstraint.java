package postgres.definition;

import java.util.Objects;
import postgres.Identifier;
import postgres.TableName;

/**
 * A constraint that a statement adds to a table that is there.
 *
 * @param table that gets it
 * @param statement adds it
 */
public record AddedConstraint(TableName table, String name, String statement) {

    public AddedConstraint {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(statement, "statement");
    }

    /** Removes it again, if the table is still there and has it. */
    public String removal() {
        return "alter table if exists " + table.quoted() + " drop constraint if exists " + Identifier.quote(name);
    }
}
