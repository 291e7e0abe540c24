package recovery.wal;

import java.time.Instant;
import java.util.Optional;
import postgres.Lsn;

/**
 * What was met on the way through a log.
 *
 * @param from where it was read from
 * @param to where the last record begins that was read, {@code from} if none was
 * @param records how many
 * @param version who wrote them; empty if none was read
 * @param lastCommit when the last transaction committed of those
 * @param lz4 whether replaying needs a server that was built with it
 * @param zstd likewise
 * @param parameters the most that the server had of each setting that a server that replays must have as much of; empty if
 *     they were not changed
 */
public record Seen(
        Lsn from,
        Lsn to,
        long records,
        Optional<WalVersion> version,
        Optional<Instant> lastCommit,
        boolean lz4,
        boolean zstd,
        Optional<Landmark.ParametersChanged> parameters) {}
