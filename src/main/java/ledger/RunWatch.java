package ledger;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import postgres.Connections;
import postgres.Notices;
import postgres.SpareConnections;

/**
 * Tells whoever watches a run when it has moved or ended, in whichever process it is: the ledger notifies at the commit, and
 * is asked each second where no notice arrives. One thread and one connection serve all who watch.
 */
@ApplicationScoped
public class RunWatch {

    private static final Logger LOG = Logger.getLogger(RunWatch.class);
    private static final String CHANNEL = "caravanserai_run";
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final Connections connections;
    private final Ledger ledger;
    private final Map<UUID, Set<Watcher>> watched = new ConcurrentHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private Thread listener;

    @Inject
    public RunWatch(SpareConnections connections, Ledger ledger) {
        this(connections::open, ledger);
    }

    /** One whose connections come from anywhere. */
    public RunWatch(Connections connections, Ledger ledger) {
        this.connections = connections;
        this.ledger = ledger;
    }

    /** Somebody who watches one run, until he closes it. */
    public final class Watcher implements AutoCloseable {

        private final UUID run;
        private final Consumer<Run> told;

        private Watcher(UUID run, Consumer<Run> told) {
            this.run = run;
            this.told = told;
        }

        @Override
        public void close() {
            watched.computeIfPresent(run, (id, watchers) -> {
                watchers.remove(this);
                return watchers.isEmpty() ? null : watchers;
            });
        }
    }

    /**
     * Watches a run from now on.
     *
     * @param told takes the run as it stands, more often than it moves, and never waits
     */
    public Watcher watch(UUID run, Consumer<Run> told) {
        Watcher watcher = new Watcher(run, told);
        watched.compute(run, (id, watchers) -> {
            Set<Watcher> all = watchers == null ? ConcurrentHashMap.newKeySet() : watchers;
            all.add(watcher);
            return all;
        });
        listen();
        return watcher;
    }

    private synchronized void listen() {
        if (listener == null && !isClosing()) {
            listener = new Thread(this::serve, "run-watch");
            listener.setDaemon(true);
            listener.start();
        }
    }

    private void serve() {
        while (!isClosing()) {
            try (Connection connection = connections.open();
                    Notices notices = Notices.on(connection, CHANNEL)) {
                serve(notices);
            } catch (SQLException | RuntimeException e) {
                LOG.debugf("runs cannot be watched at the moment: %s", e.getMessage());
            }
            pause();
        }
    }

    private void serve(Notices notices) throws SQLException {
        long looked = System.nanoTime() - LOOK_EVERY.toNanos();
        while (!isClosing()) {
            Set<UUID> moved = new HashSet<>();
            for (String id : notices.await(LOOK_EVERY)) {
                moved.add(UUID.fromString(id));
            }
            moved.retainAll(watched.keySet());
            if (System.nanoTime() - looked >= LOOK_EVERY.toNanos()) {
                moved.addAll(watched.keySet());
                looked = System.nanoTime();
            }
            tell(moved);
        }
    }

    private void tell(Set<UUID> runs) throws SQLException {
        for (Run run : ledger.find(runs)) {
            for (Watcher watcher : watched.getOrDefault(run.id(), Set.of())) {
                watcher.told.accept(run);
            }
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void pause() {
        try {
            closing.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing.countDown();
        }
    }

    /** Nobody is told any more. */
    @PreDestroy
    public void close() {
        closing.countDown();
    }
}
