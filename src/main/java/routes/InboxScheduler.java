package routes;

import ingest.InboxWatch;
import java.nio.file.ClosedWatchServiceException;
import java.util.function.Supplier;
import org.apache.camel.support.DefaultScheduledPollConsumerScheduler;

/** Lets Camel look into the inbox when its watch says so, instead of by the clock alone. */
final class InboxScheduler extends DefaultScheduledPollConsumerScheduler {

    private final Supplier<InboxWatch> watches;
    private final Runnable before;
    private final Pause pause;
    private InboxWatch watch;

    /** What is waited for between two looks. */
    @FunctionalInterface
    interface Pause {
        void await(InboxWatch watch) throws InterruptedException;
    }

    /**
     * @param watches begins to watch, each time that the route starts
     * @param before what is done before each look
     * @param pause waits for the next look
     */
    InboxScheduler(Supplier<InboxWatch> watches, Runnable before, Pause pause) {
        this.watches = watches;
        this.before = before;
        this.pause = pause;
        // The watch alone says how long to wait; what the endpoint says about that is not asked for here.
        setInitialDelay(1);
        setDelay(1);
    }

    @Override
    public void scheduleTask(Runnable look) {
        super.scheduleTask(() -> {
            before.run();
            look.run();
            try {
                pause.await(watch);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            } catch (ClosedWatchServiceException stopped) {
                // No look follows.
            }
        });
    }

    @Override
    protected void doStart() throws Exception {
        watch = watches.get();
        super.doStart();
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        if (watch != null) {
            watch.close();
        }
    }
}
