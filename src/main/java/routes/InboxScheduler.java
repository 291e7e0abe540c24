package routes;

import ingest.InboxWatch;
import java.nio.file.ClosedWatchServiceException;
import java.util.function.Supplier;
import org.apache.camel.support.DefaultScheduledPollConsumerScheduler;

/** Lets Camel look into the inbox when its watch says so, instead of by the clock alone. */
final class InboxScheduler extends DefaultScheduledPollConsumerScheduler {

    private final Supplier<InboxWatch> watches;
    private InboxWatch watch;

    /**
     * @param watches begins to watch, each time that the route starts
     */
    InboxScheduler(Supplier<InboxWatch> watches) {
        this.watches = watches;
        // The watch alone says how long to wait; what the endpoint says about that is not asked for here.
        setInitialDelay(1);
        setDelay(1);
    }

    @Override
    public void scheduleTask(Runnable look) {
        super.scheduleTask(() -> {
            look.run();
            try {
                watch.awaitNextLook();
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
