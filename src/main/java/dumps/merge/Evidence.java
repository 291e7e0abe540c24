package dumps.merge;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Objects;

/**
 * Something that two files say about which of them is the later one.
 *
 * @param earlier what the file before says
 * @param later what the file behind it says
 * @param agrees whether it says what the order is; where it does not, something stronger decided
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Evidence(Kind kind, String table, String earlier, String later, boolean agrees) {

    /** From the strongest. */
    public enum Kind {
        /** The times at which the tools say they made the files. */
        STATED_TIME,
        /** The newest time in the rows of tables that both have. */
        HIGHEST_TIME,
        /** The highest key of a table that both have. */
        GROWING_KEY,
        /** Columns are added rather than dropped, and tables too. */
        SCHEMA_DRIFT;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public Evidence {
        Objects.requireNonNull(kind, "kind");
    }
}
