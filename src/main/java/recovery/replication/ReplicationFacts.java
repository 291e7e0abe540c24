package recovery.replication;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/**
 * Who stands by, and what would be lost.
 *
 * @param standbys by name, those that are cut off or gone among them
 * @param logicalSlots how many others are sent changes: none of them can take the server's place
 * @param safeToFailOver whether some standby may take the server's place; null where nobody knows
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ReplicationFacts(
        Instant at,
        Primary primary,
        List<StandbyFacts> standbys,
        long logicalSlots,
        Boolean safeToFailOver,
        Limits limits,
        List<String> warnings) {

    public ReplicationFacts {
        standbys = List.copyOf(standbys);
        warnings = List.copyOf(warnings);
    }

    /**
     * The server that is looked after.
     *
     * @param reachable whether it answered
     * @param lsn how far it has written, or had when it last answered
     * @param flushedLsn how far that is on its disk
     * @param seenAt when it last answered, or null
     * @param trouble why it does not answer, or null
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Primary(
            boolean reachable, String lsn, String flushedLsn, Integer timeline, Instant seenAt, String trouble) {}

    /** What is allowed; null is any number. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Limits(Long maxBytes, Double maxSeconds, long maxRows) {}

    /** Whether one is further behind than is allowed. */
    @JsonIgnore
    public boolean isPastLimits() {
        return standbys.stream().anyMatch(StandbyFacts::pastLimits);
    }
}
