package postgres.server;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Looks whether a server lives, and starts it again when it does not, with longer and longer pauses as long as that fails:
 * its disk may be full, and somebody makes room.
 */
final class ServerWatch implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(ServerWatch.class);

    private static final Duration GLANCE = Duration.ofMillis(500);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final EmbeddedServer server;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::watch, "watch-postgres");

    private ServerWatch(EmbeddedServer server) {
        this.server = server;
        thread.setDaemon(true);
    }

    static ServerWatch over(EmbeddedServer server) {
        ServerWatch watch = new ServerWatch(server);
        watch.thread.start();
        return watch;
    }

    private void watch() {
        Duration pause = GLANCE;
        while (!isClosedWithin(pause)) {
            pause = hasLooked() ? GLANCE : longer(pause);
        }
    }

    /** Whatever breaks a look, the next is taken: nobody else starts the server again. */
    private boolean hasLooked() {
        try {
            if (!server.isRunning()) {
                LOG.errorf("PostgreSQL has ended, and is started again; %s", server.lastWords());
                startAgain();
            }
            return true;
        } catch (RuntimeException | Error e) {
            LOG.error("cannot look after PostgreSQL at the moment", e);
            return false;
        }
    }

    private void startAgain() {
        Duration pause = FIRST_PAUSE;
        while (closed.getCount() > 0 && !starts()) {
            LOG.errorf("PostgreSQL is tried again in %d seconds", pause.toSeconds());
            if (isClosedWithin(pause)) {
                return;
            }
            pause = longer(pause);
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    }

    private boolean starts() {
        try {
            server.launch();
            return true;
        } catch (RuntimeException e) {
            if (closed.getCount() > 0) {
                LOG.error(e.getMessage());
            }
            return false;
        }
    }

    private boolean isClosedWithin(Duration pause) {
        try {
            return closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Returns when nobody starts the server any more. */
    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
