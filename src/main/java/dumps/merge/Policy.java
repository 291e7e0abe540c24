package dumps.merge;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What becomes of a row that a later complete dump of its table does not have. */
public enum Policy {
    /** It is gone: somebody deleted it. */
    LATEST_DUMP,
    /** It stays: all that was ever there. */
    UNION;

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The policy of that text.
     *
     * @throws IllegalArgumentException if there is none
     */
    @JsonCreator
    public static Policy of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
