package recovery.wal;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as PostgreSQL writes them: microseconds since 2000. */
final class PostgresTime {

    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private PostgresTime() {}

    static Instant instant(long microseconds) {
        return EPOCH.plus(Duration.of(microseconds, ChronoUnit.MICROS));
    }
}
