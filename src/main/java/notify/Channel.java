package notify;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** A way in which somebody is told. */
public enum Channel {
    WEBHOOK,
    MAIL;

    /** As in the ledger and in JSON. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Channel of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
