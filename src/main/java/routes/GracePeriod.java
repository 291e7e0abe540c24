package routes;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import ledger.ActiveRun;
import ledger.ActiveRuns;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.CamelEvent.CamelContextStoppingEvent;
import org.jboss.logging.Logger;

/**
 * Keeps the stop of the service within its grace period, {@code camel.main.shutdown-timeout}: what still is at work shortly
 * before its end is broken off, its statements cancelled, and is left to the next start.
 */
@ApplicationScoped
class GracePeriod {

    private static final Logger LOG = Logger.getLogger(GracePeriod.class);
    /** What breaking off takes at most, where the grace period is long enough for it. */
    private static final Duration FOR_BREAKING_OFF = Duration.ofSeconds(5);

    private final ActiveRuns active;
    private final RunWorkers workers;
    private final CamelContext camel;

    GracePeriod(ActiveRuns active, RunWorkers workers, CamelContext camel) {
        this.active = active;
        this.workers = workers;
        this.camel = camel;
    }

    void begins(@Observes CamelContextStoppingEvent stopping) {
        workers.beginNoMore();
        long millis = patience(Duration.ofMillis(TimeUnit.MILLISECONDS.convert(
                        camel.getShutdownStrategy().getTimeout(),
                        camel.getShutdownStrategy().getTimeUnit())))
                .toMillis();
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "grace-period");
            thread.setDaemon(true);
            return thread;
        });
        // Again and again: one that was between two statements has begun the next.
        clock.scheduleWithFixedDelay(this::breakOff, millis, 500, TimeUnit.MILLISECONDS);
    }

    /** How long work may go on. */
    static Duration patience(Duration grace) {
        Duration third = grace.dividedBy(3);
        return grace.minus(third.compareTo(FOR_BREAKING_OFF) < 0 ? third : FOR_BREAKING_OFF);
    }

    private void breakOff() {
        for (ActiveRun run : active.all()) {
            try {
                run.breakOff();
            } catch (SQLException e) {
                LOG.warnf("run %s is broken off, and its statement may go on: %s", run.id(), e.getMessage());
            }
        }
    }
}
