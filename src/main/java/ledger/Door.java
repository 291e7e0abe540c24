package ledger;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a run came in. */
public enum Door {
    INBOX,
    HTTP,
    TIMER,
    COMMAND;

    /** As in the ledger and in JSON. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
