package notify;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a rule may be about. */
public enum Event {
    /** A run broke off. */
    FAILED,
    /** Every row of a run became a dead letter. */
    REJECTED,
    /** A run was declined. */
    REFUSED,
    /** A verification or a rehearsed loss did not prove what it should. */
    PROOF,
    /** A run is at work for longer than it should be. */
    OVERDUE,
    /** A table has more open dead letters than it should have. */
    LETTERS,
    /** A flow was not synced for longer than it should be, or a standby is further behind. */
    LAG,
    /** Rows were destroyed, and not by this service. */
    INCIDENT,
    /** A report, read at a set time. */
    REPORT,
    /** Somebody tries whether he is told. */
    TEST;

    /** As settings and JSON call it. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
