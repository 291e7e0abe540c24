package recovery.receive;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;

/**
 * How receiving goes.
 *
 * @param doing what
 * @param since when it began to be so
 * @param timeline that it receives, or 0
 * @param flushedLsn what is on disk here, or null before the first byte
 * @param serverLsn how far the server was when it last spoke, or null
 * @param heardAt when it last spoke, or null
 * @param trouble why it does not receive, or null
 * @param deadRows what is kept beside the log; null where that is not wanted or it does not receive
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ReceiverState(
        Doing doing,
        Instant since,
        int timeline,
        String flushedLsn,
        String serverLsn,
        Instant heardAt,
        String trouble,
        KeptDeadRows deadRows) {

    /** What it does, in JSON in lower case. */
    public enum Doing {
        /** Nothing: it is off, or there is no base backup yet that log would go on from. */
        NOTHING,
        /** It receives. */
        RECEIVING,
        /** The server is away, or something is wrong; it tries again and again. */
        WAITING;

        /** As in JSON. */
        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public ReceiverState {
        Objects.requireNonNull(doing, "doing");
        Objects.requireNonNull(since, "since");
    }

    static ReceiverState nothing() {
        return new ReceiverState(Doing.NOTHING, Instant.now(), 0, null, null, null, null, null);
    }
}
