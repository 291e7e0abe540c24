package dumps;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Objects;

/**
 * What a statement did to rows that the same dump put in before: already done to the rows that are kept.
 *
 * @param line where the statement stands
 * @param rows how many rows it removed or changed
 * @param renamed the table's new name, for RENAMED only
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Effect(What what, long line, TableId table, long rows, TableId renamed) {

    /** Kinds of them. */
    public enum What {
        TRUNCATED,
        DROPPED,
        RENAMED,
        UPDATED,
        DELETED;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Effect {
        Objects.requireNonNull(what, "what");
        Objects.requireNonNull(table, "table");
    }
}
