package recovery.wal;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import postgres.Lsn;

/**
 * The log that can be replayed over a base backup.
 *
 * @param source where it is, with the system and the timelines that it has to be of
 * @param backupStart where replaying begins
 * @param backupEnd the backup is no consistent state before it
 * @param backupEndedAt when that was, by the server's clock; empty if nobody knows, then it is what the log says
 * @param receivedAt when the log was last known to be here up to the server's end, by the server's clock; empty if nobody
 *     knows
 */
public record ReplayRange(
        WalSource source,
        Lsn backupStart,
        Lsn backupEnd,
        Optional<Instant> backupEndedAt,
        Optional<Instant> receivedAt) {

    public ReplayRange {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(backupEndedAt, "backupEndedAt");
        Objects.requireNonNull(receivedAt, "receivedAt");
        if (backupEnd.isBefore(backupStart)) {
            throw new IllegalArgumentException(
                    "a base backup from %s ends before, at %s".formatted(backupStart, backupEnd));
        }
    }
}
