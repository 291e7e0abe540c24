package ledger;

import java.util.Locale;
import java.util.Objects;
import java.util.UUID;

/**
 * What every request says of the run that it will be.
 *
 * @param run the id the run will have
 * @param idempotencyKey what makes a repeated request the same one, or null
 * @param askedBy the name of the user who asks, or null where there are none
 */
public record RunHeader(UUID run, Door door, String idempotencyKey, String askedBy) {

    public RunHeader {
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(door, "door");
    }

    /** Of a new run, asked for by nobody who gave a name. */
    public static RunHeader next(Door door) {
        return next(door, null);
    }

    /** The same, for a request that may come twice. */
    public static RunHeader next(Door door, String idempotencyKey) {
        return new RunHeader(RunId.next(), door, idempotencyKey, null);
    }

    /** Of a run that an earlier process began. */
    public static RunHeader of(Run run) {
        return new RunHeader(run.id(), Door.valueOf(run.door().toUpperCase(Locale.ROOT)), null, run.askedBy());
    }
}
