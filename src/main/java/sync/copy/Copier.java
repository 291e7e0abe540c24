package sync.copy;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import javax.sql.DataSource;
import ledger.ActiveRun;
import ledger.ActiveRuns;
import ledger.Json;
import ledger.Ledger;
import ledger.Problem;
import ledger.ProblemException;
import ledger.Rows;
import ledger.Run;
import ledger.RunEnd;
import ledger.RunState;
import ledger.WorkerPool;
import org.jboss.logging.Logger;
import postgres.Databases;
import postgres.Query;
import postgres.SessionSettings;
import postgres.SnapshotGoneException;
import postgres.Sql;
import postgres.SqlState;
import postgres.TableName;
import postgres.Transactions;
import rows.place.Surroundings;
import sync.Flow;
import sync.SyncSettings;
import sync.TargetSchema;

/**
 * Copies tables from one database to another, from nothing. A copy is made beside what the target has and takes its place
 * in one transaction. Its chunks are durable steps: whoever asks for the same run again goes on with it. Not to be called
 * within a transaction.
 */
@ApplicationScoped
public class Copier {

    private static final Logger LOG = Logger.getLogger(Copier.class);

    private static final String OFFERED = Sql.read("sync/offered-copies.sql");
    private static final String THREADS = "sync-copy";
    /** Each needs a connection to both sides, and a pool has to have some left for everybody else. */
    private static final int MOST_WORKERS = 5;

    private final Databases databases;
    private final SyncSettings settings;
    private final Ledger ledger;
    private final ActiveRuns active;

    public Copier(Databases databases, SyncSettings settings, Ledger ledger, ActiveRuns active) {
        this.databases = databases;
        this.settings = settings;
        this.ledger = ledger;
        this.active = active;
    }

    /**
     * Copies what is asked for, or goes on with it where an earlier call for the same run ended.
     *
     * @return the end of the run, whose tables are in their place
     * @throws ProblemException if the copy is declined, cancelled or found not equal; all of it was undone
     * @throws SQLException if something broke; what may pass leaves the copy as it is, to be asked for again or to be
     *     {@linkplain #giveUp given up}, everything else was undone
     */
    // What is held needs no more than to be held.
    @SuppressWarnings("try")
    public RunEnd copy(CopyRequest request, Flow flow) throws SQLException, IOException {
        CopyDatabases sides = CopyDatabases.of(databases, flow);
        ActiveRun run = active.open(request.run());
        try (CopyLock hold = CopyLock.on(sides.ledger(), request.run(), settings.lockTimeoutMillis());
                WorkerPool workers = new WorkerPool(run, THREADS, Math.min(flow.workers(), MOST_WORKERS))) {
            try {
                sides.check();
                Optional<RunEnd> before = lookAtTarget(request.run(), sides);
                return before.isPresent()
                        ? before.get()
                        : new CopyAttempt(request, flow, sides, settings, run, workers).run();
            } catch (SQLException | IOException | RuntimeException e) {
                // What the stop of the service broke off goes on with the next start, as after a crash.
                if (mayGoOn(e) || run.isBrokenOff()) {
                    throw e;
                }
                Optional<RunEnd> done = undo(request.run(), sides, e);
                if (done.isPresent()) {
                    return done.get();
                }
                if (isDiskFull(e)) {
                    throw full(e, flow);
                }
                throw e;
            }
        }
    }

    /** How a copy ended whose tables are in their place, whether or not the ledger knows of it. */
    public static Optional<RunEnd> done(UUID run, Connection target) throws SQLException {
        return Arrivals.isInstalled(target) ? done(run, new Arrivals(run).find(target)) : Optional.empty();
    }

    private static Optional<RunEnd> done(UUID run, Optional<Arrivals.Copying> copying) {
        return copying.filter(known -> known.result() != null).map(known -> CopyResult.read(run, known.result()));
    }

    private static boolean mayGoOn(Exception e) {
        // What another process has in hand is not ours to undo; and a disk that is full gets its room back at once.
        return e instanceof TakenOverException || SqlState.mayPass(e) && !isDiskFull(e);
    }

    /** Not caused by what the server said, which would be tried again. */
    private static ProblemException full(Exception e, Flow flow) {
        ProblemException full = new ProblemException(Problem.unavailable(
                "the disk of " + flow.to() + " is full, and nothing of the copy was kept: "
                        + SqlState.firstLine(SqlState.find(e)),
                "make room there for the tables beside those that stand, and copy again"));
        full.addSuppressed(e);
        return full;
    }

    private static boolean isDiskFull(Exception e) {
        SQLException said = SqlState.find(e);
        return said != null && SqlState.DISK_FULL.equals(said.getSQLState());
    }

    private Optional<RunEnd> undo(UUID run, CopyDatabases sides, Exception cause) {
        try {
            return takeBack(run, sides.target());
        } catch (SQLException e) {
            // What the run ended with is what matters; what is left goes with the next copy to this target.
            cause.addSuppressed(e);
            return Optional.empty();
        }
    }

    /** Undoes a copy that will not be asked for again; one whose tables are in their place stays. */
    public void giveUp(CopyRequest request, Flow flow) throws SQLException {
        takeBack(request.run(), CopyDatabases.of(databases, flow).target());
    }

    /** Copies that an earlier process of this installation began: {@link #copy} goes on with them. */
    public List<CopyRequest> leftOver() throws SQLException {
        return ledger.leftRunning(CopyKinds.COPY).stream().map(CopyRequest::of).toList();
    }

    /** Finishes all that an earlier process of this installation began, and tells how each ended. */
    public List<RunEnd> finishLeftOver() throws SQLException {
        List<RunEnd> ends = new ArrayList<>();
        for (CopyRequest request : leftOver()) {
            finish(request).ifPresent(ends::add);
        }
        return ends;
    }

    private Optional<RunEnd> finish(CopyRequest request) throws SQLException {
        SyncSettings.FlowSettings known = settings.flows().get(request.flow());
        if (known == null) {
            LOG.warnf("copy %s goes on when there is a flow %s again", request.run(), request.flow());
            return Optional.empty();
        }
        try {
            return Optional.of(copy(request, Flow.of(request.flow(), known)));
        } catch (TakenOverException e) {
            LOG.infof("%s", e.getMessage());
            return Optional.empty();
        } catch (ProblemException e) {
            if (mayGoOn(e)) {
                throw e;
            }
            RunState state = e.problem().isRefusal() ? RunState.REFUSED : RunState.FAILED;
            return Optional.of(new RunEnd(request.run(), state, Rows.NONE, null, e.problem()));
        } catch (IOException e) {
            throw new SQLException(e);
        }
    }

    /**
     * Takes chunks of copies of this flow that other processes have in hand, until none is left.
     *
     * @return how many chunks it copied
     */
    public int help(Flow flow) throws SQLException, IOException {
        CopyDatabases sides = CopyDatabases.of(databases, flow);
        int copied = 0;
        for (Workers.Offer offer : offered(sides.ledger(), flow)) {
            if (active.find(offer.run()).isEmpty()) {
                copied += help(flow, sides, offer);
            }
        }
        return copied;
    }

    private static List<Workers.Offer> offered(DataSource ledger, Flow flow) throws SQLException {
        try (Connection connection = ledger.getConnection()) {
            return Query.list(
                    connection, OFFERED, row -> Json.read(row.getString("detail"), Workers.Offer.class), flow.name());
        }
    }

    private int help(Flow flow, CopyDatabases sides, Workers.Offer offer) throws SQLException, IOException {
        ActiveRun run = active.open(offer.run());
        Chunks chunks =
                new Chunks(sides.ledger(), offer.run(), UUID.randomUUID().toString());
        try (WorkerPool workers = new WorkerPool(run, THREADS, Math.min(flow.workers(), MOST_WORKERS))) {
            Set<TableName> tables = new TreeSet<>(Comparator.comparing(TableName::quoted));
            chunks.all().forEach(chunk -> tables.add(chunk.table()));
            return new Workers(offer, sides, List.copyOf(tables), settings.lockTimeoutMillis(), chunks, workers).help();
        } catch (SnapshotGoneException e) {
            // Whoever exported it is gone, or done with the rows.
            return 0;
        } finally {
            active.forget(offer.run());
        }
    }

    /** Makes room for what the target has to know, looks whether the copy is done, and clears away what others left. */
    private Optional<RunEnd> lookAtTarget(UUID run, CopyDatabases sides) throws SQLException {
        Arrivals arrivals = new Arrivals(run);
        Known known = Transactions.in(sides.target(), target -> {
            Arrivals.install(target);
            TargetSchema.install(target);
            return new Known(arrivals.find(target), arrivals.others(target));
        });
        for (UUID other : known.others) {
            // One that another ledger knows is not ours to judge.
            if (ledger.find(other)
                    .map(Run::state)
                    .filter(state -> state != RunState.RUNNING)
                    .isPresent()) {
                forget(other, sides.target());
            }
        }
        return done(run, known.copying);
    }

    /**
     * What the target knows of copies.
     *
     * @param copying the one that is asked about
     */
    private record Known(Optional<Arrivals.Copying> copying, List<UUID> others) {}

    private Optional<RunEnd> takeBack(UUID run, DataSource target) throws SQLException {
        return done(run, clear(run, target, false));
    }

    private void forget(UUID run, DataSource target) throws SQLException {
        clear(run, target, true);
    }

    /** Takes back what is there of a copy that is not done; and forgets one that is, if it should. */
    private Optional<Arrivals.Copying> clear(UUID run, DataSource target, boolean forget) throws SQLException {
        Arrivals arrivals = new Arrivals(run);
        return Transactions.in(target, connection -> {
            Arrivals.install(connection);
            SessionSettings.lockTimeout(connection, settings.lockTimeoutMillis());
            // Waits for what it has in hand, and lets it do nothing more.
            arrivals.begin(connection);
            Optional<Arrivals.Copying> copying = arrivals.find(connection);
            boolean done = copying.isPresent() && copying.get().result() != null;
            if (copying.isPresent() && !done) {
                Staging.drop(connection, run);
                Surroundings.takeBack(connection, copying.get().made());
            }
            if (!done || forget) {
                arrivals.forget(connection);
            }
            return copying;
        });
    }
}
