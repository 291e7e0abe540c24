package recovery.second;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Objects;

/**
 * How far the second place is.
 *
 * @param to where it is
 * @param baseBackups how many of those here are there too
 * @param missingBaseBackups how many are not yet
 * @param lsn all of the log that goes on from them is there up to here, or null
 * @param lookedAt when it was last brought up to date, or null
 * @param trouble why it is not, or null
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record CopyState(
        String to, int baseBackups, int missingBaseBackups, String lsn, Instant lookedAt, String trouble) {

    public CopyState {
        Objects.requireNonNull(to, "to");
    }

    static CopyState begun(String to) {
        return new CopyState(to, 0, 0, null, null, null);
    }

    CopyState troubledBy(String said) {
        return new CopyState(to, baseBackups, missingBaseBackups, lsn, lookedAt, said);
    }
}
