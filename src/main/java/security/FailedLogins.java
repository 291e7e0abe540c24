package security;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Who guesses: failures in a row, by address, and by address and user. Each failure makes the next answer slower, and too
 * many of them shut the door for a while. A user is never kept out for what happens at another address.
 */
@Singleton
public final class FailedLogins {

    /** A user may mistype so often; an address, behind which there may be many, more often. */
    static final int FREE_OF_A_USER = 5;

    static final int FREE_OF_AN_ADDRESS = 30;

    private static final Logger LOG = Logger.getLogger(FailedLogins.class);
    private static final Duration STEP = Duration.ofMillis(200);
    private static final Duration FIRST = Duration.ofSeconds(30);
    private static final int MOST_DOUBLINGS = 5;
    private static final Duration REMEMBERED = Duration.ofHours(1);
    private static final int MOST_COUNTED = 20_000;

    private record Count(int failures, long since) {}

    private final LongSupplier nanoClock;
    private final Map<String, Count> counts = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
            return size() > MOST_COUNTED;
        }
    };

    @Inject
    FailedLogins() {
        this(System::nanoTime);
    }

    FailedLogins(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** How long that user is not listened to from that address; zero where he is. */
    synchronized Duration refused(String address, String user) {
        Duration byUser = refused(counts.get(pair(address, user)), FREE_OF_A_USER);
        Duration byAddress = refused(counts.get(address), FREE_OF_AN_ADDRESS);
        return byUser.compareTo(byAddress) > 0 ? byUser : byAddress;
    }

    private Duration refused(Count count, int free) {
        if (count == null || count.failures < free) {
            return Duration.ZERO;
        }
        Duration all = FIRST.multipliedBy(1L << Math.min(count.failures - free, MOST_DOUBLINGS));
        Duration left = all.minusNanos(nanoClock.getAsLong() - count.since);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Counts a failure; returns how long its answer waits. */
    synchronized Duration failed(String address, String user) {
        int ofUser = count(pair(address, user));
        count(address);
        LOG.warnf(
                "a login as %s from %s failed, %d in a row",
                UsersFile.isName(user) ? user : "nobody's name", address, ofUser);
        return STEP.multipliedBy(Math.min(ofUser, FREE_OF_A_USER));
    }

    private int count(String who) {
        long now = nanoClock.getAsLong();
        Count before = counts.get(who);
        boolean goesOn = before != null && now - before.since < REMEMBERED.toNanos();
        Count count = new Count(goesOn ? before.failures + 1 : 1, now);
        counts.put(who, count);
        return count.failures;
    }

    /** What that user mistyped from that address is forgotten. */
    synchronized void succeeded(String address, String user) {
        counts.remove(pair(address, user));
    }

    private static String pair(String address, String user) {
        return address + ' ' + user;
    }
}
