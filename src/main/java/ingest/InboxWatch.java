package ingest;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * When to look into the inbox: as soon as something has arrived and nothing more follows, so that files moved in one after
 * the other are one look, and every now and then in any case, for file systems that do not tell.
 */
public final class InboxWatch implements AutoCloseable {

    /** Nothing more follows when nothing came for this long. */
    static final Duration STILL = Duration.ofMillis(100);

    /** Something may follow for ever; what came first is not kept waiting longer than this. */
    static final Duration LONGEST = Duration.ofSeconds(1);

    private static final Logger LOG = Logger.getLogger(InboxWatch.class);

    private final Arrivals arrivals;
    private final Duration every;
    private final LongSupplier nanoClock;

    InboxWatch(Arrivals arrivals, Duration every, LongSupplier nanoClock) {
        this.arrivals = arrivals;
        this.every = every;
        this.nanoClock = nanoClock;
    }

    /**
     * Begins to watch.
     *
     * @param inbox the folder, as it is really called
     * @param every how long to wait for arrivals at most
     */
    public static InboxWatch of(Path inbox, Duration every) {
        return new InboxWatch(arrivals(inbox, every), every, System::nanoTime);
    }

    private static Arrivals arrivals(Path inbox, Duration every) {
        try {
            return FolderArrivals.of(inbox);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warnf(
                    "cannot watch %s, so it is looked at every %d ms only: %s",
                    inbox, every.toMillis(), e.getMessage());
            return atMost -> {
                TimeUnit.NANOSECONDS.sleep(atMost.toNanos());
                return false;
            };
        }
    }

    /** Returns when it is time for the next look. */
    public void awaitNextLook() throws InterruptedException {
        awaitNextLook(every);
    }

    /** The same, where something else may come meanwhile; false if nothing arrived within that time. */
    boolean awaitNextLook(Duration atMost) throws InterruptedException {
        if (!arrivals.within(atMost)) {
            return false;
        }
        long end = nanoClock.getAsLong() + LONGEST.toNanos();
        long left = LONGEST.toNanos();
        while (left > 0 && arrivals.within(Duration.ofNanos(Math.min(STILL.toNanos(), left)))) {
            left = end - nanoClock.getAsLong();
        }
        return true;
    }

    @Override
    public void close() {
        arrivals.close();
    }
}
