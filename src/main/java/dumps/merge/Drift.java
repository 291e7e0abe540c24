package dumps.merge;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Objects;

/**
 * A change of definitions from one file to a later one.
 *
 * @param file the first that has it
 * @param before the last that has it not, or null where there is none
 * @param column null where the table as a whole is meant
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Drift(What what, String table, String column, String from, String to, String file, String before) {

    /** Kinds of them. */
    public enum What {
        TABLE_APPEARED,
        TABLE_GONE,
        TABLE_RENAMED,
        COLUMN_ADDED,
        COLUMN_DROPPED,
        COLUMN_RENAMED,
        COLUMN_RETYPED,
        DEFAULT_CHANGED,
        KEY_CHANGED,
        PARTITIONED,
        PARTITION_GONE;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public Drift {
        Objects.requireNonNull(what, "what");
        Objects.requireNonNull(table, "table");
    }
}
