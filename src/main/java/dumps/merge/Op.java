package dumps.merge;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What happened to a row from one file to the next. */
public enum Op {
    /** It is there for the first time, or again. */
    INSERT,
    /** It has other values. */
    UPDATE,
    /** A complete dump of its table does not have it any more. */
    DELETE,
    /** A later file has values that are older by the row's own time: they change nothing. */
    OLDER;

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
