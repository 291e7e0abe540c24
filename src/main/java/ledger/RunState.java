package ledger;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What became of a run. */
public enum RunState {
    /** Still at work; nothing of it can be seen yet. */
    RUNNING,
    /** All rows are where they should be. */
    DONE,
    /** The good rows are where they should be, the others are dead letters. */
    DONE_WITH_REJECTS,
    /** Every row that came in is a dead letter; nothing else was changed. */
    REJECTED,
    /** The same bytes were loaded before; nothing was changed. */
    ALREADY_DONE,
    /** Understood and declined; nothing was changed. */
    REFUSED,
    /** Broke off; nothing was changed. */
    FAILED,
    /** Stopped by a user; its rows were undone. */
    CANCELLED,
    /** Done, and taken back since. */
    UNDONE;

    /** As in the ledger and in JSON: lower case with hyphens. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The state of that text.
     *
     * @throws IllegalArgumentException if there is none
     */
    @JsonCreator
    public static RunState of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
