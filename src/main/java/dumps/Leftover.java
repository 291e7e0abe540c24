package dumps;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Objects;

/**
 * Something in a dump that did not become rows or a definition, and is told.
 *
 * @param what of which kind
 * @param line where it begins, from 1
 * @param table the table it is about, or null
 * @param rows how many rows it holds that are nowhere else, as far as they can be counted
 * @param text how it begins in the file, shortened
 * @param why in plain words
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Leftover(What what, long line, TableId table, long rows, String text, String why) {

    /** Kinds of them. */
    public enum What {
        /** A row that belongs to no statement, or that does not fit its table. */
        ROW,
        /** A row with a value that only a server could compute. */
        COMPUTED,
        /** A statement that is not understood, or has no effect here that can be told: its table's rows are uncertain. */
        STATEMENT,
        /** A statement behind the line that ends the dump; what it does is done all the same. */
        AFTER_END,
        /** A backslash that is kept in texts, and that a server would drop. */
        BACKSLASH,
        /** The file ends or cannot be read on here. */
        BREAK;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public Leftover {
        Objects.requireNonNull(what, "what");
        Objects.requireNonNull(why, "why");
    }
}
