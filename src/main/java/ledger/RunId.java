package ledger;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ids that sort by the time they were made: UUID version 7.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-7">RFC 9562</a>
 */
public final class RunId {

    private static final SecureRandom RANDOM = new SecureRandom();
    /** Milliseconds and a 12-bit counter in one number, so that ids of one process never step back. */
    private static final AtomicLong LAST = new AtomicLong();

    private RunId() {}

    /** A new id, later in order than every one this process made before. */
    public static UUID next() {
        long now = System.currentTimeMillis() << 12;
        long stamp = LAST.updateAndGet(last -> Math.max(last + 1, now));
        long low = RANDOM.nextLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L;
        return new UUID(high(stamp), low);
    }

    private static long high(long stamp) {
        return (stamp >>> 12) << 16 | 0x7000L | stamp & 0xFFFL;
    }

    /** No id that is made at that moment or later comes before this one. */
    static UUID earliest(Instant moment) {
        return new UUID(high(moment.toEpochMilli() << 12), 0x8000000000000000L);
    }
}
