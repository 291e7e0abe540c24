package routes;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import ledger.ActiveRun;
import ledger.ActiveRuns;
import ledger.Ledger;
import ledger.Run;
import ledger.RunMeters;
import ledger.RunSettings;
import ledger.RunState;
import ledger.RunWatch;
import ledger.UnwrittenEnds;
import org.apache.camel.Exchange;

/** Brings together the flow that ends a run and the door where somebody waits for it. */
@ApplicationScoped
public class RunWaiters {

    private final ActiveRuns active;
    private final Ledger ledger;
    private final UnwrittenEnds unwritten;
    private final RunWatch watch;
    private final RunMeters meters;

    /** Each who waits has a thread: that others are left for other callers is worth more than hearing of the end at once. */
    private final Semaphore places;

    private final int most;

    RunWaiters(
            ActiveRuns active,
            Ledger ledger,
            UnwrittenEnds unwritten,
            RunWatch watch,
            RunSettings settings,
            RunMeters meters) {
        this.watch = watch;
        this.meters = meters;
        this.most = settings.waitingCallers();
        this.places = new Semaphore(most);
        this.active = active;
        this.ledger = ledger;
        this.unwritten = unwritten;
    }

    /** The run has ended and is committed: tells whoever waits. While the ledger does not know of it they go on waiting. */
    public Run tell(Run run) {
        if (!unwritten.has(run.id()) && active.ended(run) && run.state() != RunState.RUNNING) {
            meters.count(run);
        }
        return run;
    }

    /**
     * The run when the ledger knows how it ended, however long that takes.
     *
     * @throws IllegalStateException if it has not ended, and is left to the next start
     */
    Run settled(Run run) throws SQLException, InterruptedException {
        Optional<ActiveRun> owed = active.find(run.id()).filter(here -> unwritten.has(here.id()));
        try {
            if (owed.isPresent()) {
                return owed.get().ended().get();
            }
        } catch (ExecutionException | CancellationException e) {
            throw new IllegalStateException("run " + run.id() + " was broken off", e);
        }
        Run settled = run.state() == RunState.RUNNING ? ledger.find(run.id()).orElse(run) : run;
        if (settled.state() == RunState.RUNNING) {
            throw new IllegalStateException("run " + run.id() + " was broken off");
        }
        return settled;
    }

    /** How many callers wait. */
    int waiting() {
        return most - places.availablePermits();
    }

    /** The body's run when it has ended, or as it is when the caller's patience ends. */
    public Run await(Exchange exchange) throws SQLException, InterruptedException {
        return await(exchange.getMessage().getBody(Run.class), exchange.getProperty("patience", Duration.class));
    }

    /** The same for several runs, which share one patience. */
    public List<Run> awaitAll(Exchange exchange) throws SQLException, InterruptedException {
        Duration patience = exchange.getProperty("patience", Duration.class);
        long since = System.nanoTime();
        List<Run> runs = new ArrayList<>();
        for (Run run : exchange.getMessage().getBody(Run[].class)) {
            Duration left = patience.minusNanos(System.nanoTime() - since);
            runs.add(await(run, left.isNegative() ? Duration.ZERO : left));
        }
        return runs;
    }

    private Run await(Run run, Duration patience) throws SQLException, InterruptedException {
        Optional<ActiveRun> here = active.find(run.id());
        if ((here.isPresent() || run.state() == RunState.RUNNING) && places.tryAcquire()) {
            try {
                return here.isPresent() ? end(here.get().ended(), patience) : endElsewhere(run, patience);
            } catch (TimeoutException | CancellationException stillRunning) {
                // Answered below with how far it is, also when the service stops meanwhile.
            } finally {
                places.release();
            }
        }
        return ledger.find(run.id()).orElse(run);
    }

    /** Of a run in this process, which has put everything away when it says that it has ended. */
    private static Run end(CompletableFuture<Run> ended, Duration patience)
            throws InterruptedException, TimeoutException {
        try {
            return ended.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a run's end is only ever told", e);
        }
    }

    /** Of a run in another process, as the ledger tells it. */
    // The watcher needs no more than to be there.
    @SuppressWarnings("try")
    private Run endElsewhere(Run run, Duration patience) throws SQLException, InterruptedException, TimeoutException {
        CompletableFuture<Run> ended = new CompletableFuture<>();
        try (RunWatch.Watcher watcher = watch.watch(run.id(), moved -> complete(moved, ended))) {
            // It may have ended before it was watched.
            ledger.find(run.id()).ifPresent(now -> complete(now, ended));
            return end(ended, patience);
        }
    }

    private static void complete(Run run, CompletableFuture<Run> ended) {
        if (run.state() != RunState.RUNNING) {
            ended.complete(run);
        }
    }
}
