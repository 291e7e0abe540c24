package recovery.receive;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Objects;

/**
 * What it costs that dead rows are kept, as the statistics of the database tell it.
 *
 * @param seconds how long they are kept at least
 * @param rows that are dead, or null as long as nobody has looked
 * @param bytes about what room they take
 * @param lookedAt once a minute
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record KeptDeadRows(long seconds, Long rows, Long bytes, Instant lookedAt) {

    public KeptDeadRows {
        if (rows != null) {
            Objects.requireNonNull(bytes, "bytes");
            Objects.requireNonNull(lookedAt, "lookedAt");
        }
    }
}
