package startup;

import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import ledger.LedgerSchema;
import ledger.Problem;
import ledger.ProblemException;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;
import postgres.Databases;
import postgres.SqlState;
import postgres.server.StartRefusedException;
import rows.place.NamedDatabase;

/**
 * What has to be done in the database that is looked after before anything else is: the ledger is made, or brought up to
 * date. Until that database answers the service lives and waits for it, and its doors say so.
 */
@ApplicationScoped
@Unremovable
public class LedgerStart {

    private static final Logger LOG = Logger.getLogger(LedgerStart.class);

    /** Long enough for a server that just restarts; whoever gives a command does not want to wait for more. */
    private static final Duration PATIENCE_OF_A_COMMAND = Duration.ofSeconds(15);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final int FAILED = 1;

    private final Flyway flyway;
    private final DataSource dataSource;
    private final DemoTables demo;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile Problem waitsFor = Problem.unavailable("the service is starting", "try again in a moment");

    private volatile boolean someOpen;

    LedgerStart(Flyway flyway, DataSource dataSource, DemoTables demo) {
        this.flyway = flyway;
        this.dataSource = dataSource;
        this.demo = demo;
    }

    /**
     * Waits for the database as long as it takes, and prepares it.
     *
     * @return false if the process is told to end before that
     * @throws StartRefusedException if it answers, but the ledger cannot be made there
     */
    public boolean await() {
        Duration pause = FIRST_PAUSE;
        while (true) {
            Optional<Problem> away = prepare();
            if (away.isEmpty()) {
                return true;
            }
            if (!away.get().equals(waitsFor)) {
                LOG.warnf(
                        "not ready yet, and waiting for the database: %s",
                        away.get().text());
            }
            waitsFor = away.get();
            if (isStoppedWithin(pause)) {
                return false;
            }
            pause = longer(pause);
        }
    }

    /**
     * The same for somebody who gave a command; returns why it does not answer, or nothing.
     *
     * @param patiently whether it is waited for, a quarter of a minute at most
     */
    public Optional<Problem> awaitForCommand(boolean patiently) {
        long deadline = System.nanoTime() + (patiently ? PATIENCE_OF_A_COMMAND.toNanos() : 0);
        Duration pause = FIRST_PAUSE;
        Optional<Problem> away = prepare();
        while (away.isPresent() && System.nanoTime() < deadline && !isStoppedWithin(pause)) {
            pause = longer(pause);
            away = prepare();
        }
        return away;
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    }

    /** To be called when what lies behind those doors has started that need no database. */
    public void openWhatNeedsNone() {
        someOpen = true;
    }

    /** Whether those doors are open. */
    boolean areSomeOpen() {
        return someOpen;
    }

    /** To be called when what lies behind the doors has started. */
    public void open() {
        waitsFor = null;
    }

    /** Why nobody can be served yet; empty once the doors are open. */
    public Optional<Problem> waitsFor() {
        return Optional.ofNullable(waitsFor);
    }

    private Optional<Problem> prepare() {
        try (Connection connection = new NamedDatabase(Databases.MAIN, dataSource).connect()) {
            flyway.migrate();
            demo.make(connection);
            warnOfOthers(LedgerSchema.tablesOfOthers(connection));
            return Optional.empty();
        } catch (ProblemException e) {
            return Optional.of(e.problem());
        } catch (SQLException | RuntimeException e) {
            if (SqlState.mayPass(e)) {
                return Optional.of(Problem.unavailable(
                        "the database went away while the ledger was prepared (SQLSTATE "
                                + SqlState.find(e).getSQLState() + ")",
                        "it is tried again until it answers"));
            }
            throw new StartRefusedException(
                    new IllegalStateException(
                            "cannot prepare the ledger, schema caravanserai of the database: " + e.getMessage()
                                    + "\nHINT: let its user create that schema, or see what is in it",
                            e),
                    FAILED);
        }
    }

    private static void warnOfOthers(List<String> tables) {
        if (!tables.isEmpty()) {
            LOG.warnf(
                    "%s: tables of others in the ledger's schema are neither loaded nor kept nor copied"
                            + "\nHINT: move what is yours: %s",
                    LedgerSchema.names(tables), LedgerSchema.move(tables));
        }
    }

    private boolean isStoppedWithin(Duration pause) {
        try {
            return stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    void stop(@Observes ShutdownEvent end) {
        stopping.countDown();
    }
}
