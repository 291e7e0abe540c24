package postgres.definition;

import java.util.Objects;
import postgres.TableName;

/**
 * A sequence a table draws from.
 *
 * @param column the column it belongs to, null for a shared one
 * @param type {@code smallint}, {@code integer} or {@code bigint}
 * @param unlogged said of owned sequences; one behind an identity column follows its table
 * @param lastValue where it stands, null when it may not be read
 * @param called whether {@code lastValue} was given out already
 */
public record SequenceDefinition(
        TableName name,
        String column,
        Kind kind,
        String type,
        long start,
        long increment,
        long minimum,
        long maximum,
        long cache,
        boolean cycle,
        boolean unlogged,
        Long lastValue,
        boolean called) {

    /** How a sequence and a table belong together. */
    public enum Kind {
        /** Behind an identity column, made with it. */
        IDENTITY,
        /** Belongs to a column and goes with it, as {@code serial} makes it. */
        OWNED,
        /** Only used by a default; others may use it too. */
        SHARED
    }

    public SequenceDefinition {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(type, "type");
        if (column == null && kind != Kind.SHARED) {
            throw new IllegalArgumentException("a sequence of a column names the column");
        }
    }
}
