package recovery.replication;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/**
 * A standby: how far it is, and what would be lost if it took the server's place now. Null is what nobody knows.
 *
 * @param state {@code streaming}, {@code catchup} and so on as the server tells it, {@code paused}, {@code cut-off},
 *     {@code promoted}, or {@code unseen} where our role may not look
 * @param knownBy {@code connection}, {@code slot}, {@code database}, {@code memory}
 * @param via the standby that sends it the log, where the server itself does not
 * @param sync whether commits wait for it, as in {@code pg_stat_replication}
 * @param lagBytes of log that it does not show yet
 * @param lagSeconds since it last showed everything
 * @param unflushedBytes of log that are not on its disk
 * @param unflushedSeconds since it last had everything on its disk
 * @param atRisk what committed behind what is on its disk
 * @param notShown what committed behind what it shows
 * @param pastLimits whether it is further behind than {@code recovery.lag} allows
 * @param safeToFailOver whether it may take the server's place; null where nobody knows
 * @param why not, or why nobody knows
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record StandbyFacts(
        String name,
        String state,
        List<String> knownBy,
        String slot,
        String address,
        String database,
        String via,
        String sync,
        String sentLsn,
        String writtenLsn,
        String flushedLsn,
        String replayedLsn,
        Instant seenAt,
        Instant cutOffSince,
        Instant pausedSince,
        Long lagBytes,
        Double lagSeconds,
        Long unflushedBytes,
        Double unflushedSeconds,
        RowsLost atRisk,
        RowsLost notShown,
        boolean pastLimits,
        Boolean safeToFailOver,
        List<String> why) {

    public StandbyFacts {
        knownBy = List.copyOf(knownBy);
        why = List.copyOf(why);
    }

    /** The same, of which it was otherwise a moment ago. */
    StandbyFacts wasNotSafe() {
        return new StandbyFacts(
                name,
                state,
                knownBy,
                slot,
                address,
                database,
                via,
                sync,
                sentLsn,
                writtenLsn,
                flushedLsn,
                replayedLsn,
                seenAt,
                cutOffSince,
                pausedSince,
                lagBytes,
                lagSeconds,
                unflushedBytes,
                unflushedSeconds,
                atRisk,
                notShown,
                pastLimits,
                false,
                List.of("rows would have been lost a moment before: it does not keep up all the time"));
    }
}
