package dumps;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a dump puts a row in: what becomes of it, or of the other, where an earlier row of the same table has its key. */
public enum RowVerb {
    /** {@code INSERT} or {@code COPY}: the server would refuse a second one. */
    INSERT,
    /** {@code REPLACE}, {@code INSERT OR REPLACE}, or an upsert that sets every column to the new value: the later one stays. */
    REPLACE,
    /** {@code INSERT IGNORE}, {@code ON CONFLICT DO NOTHING}: the earlier one stays. */
    IGNORE;

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
