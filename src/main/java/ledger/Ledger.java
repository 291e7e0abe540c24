package ledger;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import postgres.Connections;
import postgres.Query;
import postgres.SpareConnections;
import postgres.Sql;

/** What happened, to which bytes, in numbers: the runs in schema {@code caravanserai}. */
@ApplicationScoped
public class Ledger {

    private static final String BEGIN = Sql.read("ledger/begin-run.sql");
    private static final String FIND = Sql.read("ledger/find-run.sql");
    private static final String FIND_SEVERAL = Sql.read("ledger/find-runs.sql");
    private static final String FIND_BY_KEY = Sql.read("ledger/find-run-by-key.sql");
    private static final String LEFT_RUNNING = Sql.read("ledger/left-running.sql");
    private static final String TAKE_LEFT = Sql.read("ledger/take-left-runs.sql");
    private static final String CANCEL_WANTED = Sql.read("ledger/cancel-wanted.sql");
    private static final String WANT_CANCEL = Sql.read("ledger/want-cancel.sql");

    private final DataSource dataSource;
    private final Connections spare;
    private final ActiveRuns active;
    private final Installation installation;
    private final Heartbeat heart;
    private final FiledRuns filed;

    @Inject
    public Ledger(
            DataSource dataSource,
            SpareConnections spare,
            ActiveRuns active,
            Installation installation,
            FiledRuns filed) {
        this(dataSource, spare::open, active, installation, new Heartbeat(installation.owner()), filed);
    }

    /** A ledger whose connections all come from one place. */
    public Ledger(DataSource dataSource, ActiveRuns active, Installation installation) {
        this(dataSource, active, installation, new Heartbeat(installation.owner()));
    }

    /** The same, which keeps runs in files while it is away. */
    public Ledger(DataSource dataSource, ActiveRuns active, Installation installation, FiledRuns filed) {
        this(dataSource, dataSource::getConnection, active, installation, new Heartbeat(installation.owner()), filed);
    }

    /** The same with a heart of its own. */
    Ledger(DataSource dataSource, ActiveRuns active, Installation installation, Heartbeat heart) {
        this(dataSource, dataSource::getConnection, active, installation, heart, FiledRuns.none());
    }

    private Ledger(
            DataSource dataSource,
            Connections spare,
            ActiveRuns active,
            Installation installation,
            Heartbeat heart,
            FiledRuns filed) {
        this.dataSource = dataSource;
        this.spare = spare;
        this.active = active;
        this.installation = installation;
        this.heart = heart;
        this.filed = filed;
    }

    /** The answer to a run that ended because there was no room for its locks: the setting, and what it has to be. */
    public Problem outOfLocks(SQLException trouble) {
        try (Connection connection = spare.open()) {
            return LockRoom.of(connection).problem(trouble);
        } catch (SQLException away) {
            return DatabaseProblem.of(trouble);
        }
    }

    /**
     * Writes down that a run begins and takes it in hand. Its id may be there already when the same run is tried again; a
     * key that is there belongs to an earlier run.
     *
     * @return the run that now stands under this id or key; it is the caller's only if the id is
     */
    public Run begin(RunRequest request) throws SQLException {
        // Of one that is tried again somebody may wait for the end.
        boolean inHand = active.find(request.run()).isPresent();
        active.open(request.run());
        Run run = null;
        try (Connection connection = open(request.kind()).orElse(null)) {
            if (connection == null) {
                run = filed.begin(request);
                return run;
            }
            Query.update(
                    connection,
                    BEGIN,
                    request.run(),
                    request.kind().name(),
                    request.kind().countsLetters(),
                    request.subject(),
                    request.door().text(),
                    request.header().askedBy(),
                    Json.write(request.asked()),
                    installation.owner(),
                    request.header().idempotencyKey());
            Optional<Run> mine = Query.first(connection, FIND, this::run, request.run());
            run = mine.isPresent()
                    ? mine.get()
                    : Query.first(
                                    connection,
                                    FIND_BY_KEY,
                                    this::run,
                                    request.header().idempotencyKey())
                            .orElseThrow();
            return run;
        } finally {
            if (!inHand && (run == null || !run.id().equals(request.run()))) {
                active.forget(request.run());
            }
        }
    }

    /** Nothing where the database is away, and runs of that kind need none. */
    private Optional<Connection> open(RunKind kind) throws SQLException {
        try {
            return Optional.of(spare.open());
        } catch (SQLException away) {
            if (filed.takes(kind)) {
                return Optional.empty();
            }
            throw away;
        }
    }

    /** The runs that began while it was away. */
    public FiledRuns filed() {
        return filed;
    }

    /** Takes over those that have ended meanwhile. */
    public void enterFiled() throws SQLException, IOException {
        filed.enter(spare, installation.owner());
    }

    /** A run that an earlier process began is in hand again. */
    public Run resume(Run run) {
        active.open(run.id());
        return run;
    }

    /** The run of that id. */
    public Optional<Run> find(UUID id) throws SQLException {
        Optional<Run> away = filed.find(id);
        if (away.isPresent()) {
            return away.map(this::asItIs);
        }
        try (Connection connection = spare.open()) {
            return Query.first(connection, FIND, this::run, id);
        }
    }

    /** The runs of those ids, in no order. */
    public List<Run> find(Collection<UUID> ids) throws SQLException {
        if (ids.isEmpty()) {
            return List.of();
        }
        try (Connection connection = spare.open()) {
            return Query.list(connection, FIND_SEVERAL, this::run, (Object) ids.toArray(UUID[]::new));
        }
    }

    /** The run of that id as the caller's transaction sees it. */
    public Run standing(UUID id) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return Query.first(connection, FIND, this::run, id).orElseThrow();
        }
    }

    /** Runs of this installation and kind that no process has in hand any more. */
    public List<Run> leftRunning(RunKind kind) throws SQLException {
        return leftRunning().stream()
                .filter(run -> run.kind().equals(kind.name()))
                .toList();
    }

    /**
     * Runs of this installation that no process has in hand any more. From here on they are this process's, so that of two
     * that look at the same time only one finds them. Those of a process elsewhere are taken when it is silent and this one
     * was heard of all the while.
     */
    public List<Run> leftRunning() throws SQLException {
        try (Connection connection = spare.open()) {
            heart.beat(connection);
            Query.update(
                    connection,
                    TAKE_LEFT,
                    installation.owner(),
                    installation.id(),
                    installation.here(),
                    heart.isSteady());
            return Query.list(connection, LEFT_RUNNING, RunRow::read, installation.owner()).stream()
                    .filter(run -> active.find(run.id()).isEmpty())
                    .toList();
        }
    }

    /** The runs in hand here that somebody wants to stop, in whichever process he asked, and that do not know it yet. */
    public List<ActiveRun> cancelWanted() throws SQLException {
        try (Connection connection = spare.open()) {
            return Query.list(connection, CANCEL_WANTED, row -> row.getObject("id", UUID.class), installation.owner())
                    .stream()
                    .flatMap(id -> active.find(id).stream())
                    .filter(run -> !run.cancelWanted())
                    .toList();
        }
    }

    /** Says that this process lives, whatever work holds all that the pool has. */
    public void beat() throws SQLException {
        try (Connection connection = spare.open()) {
            heart.beat(connection);
        }
    }

    /** As whose the runs of this process stand in the ledger. */
    public String owner() {
        return installation.owner();
    }

    /** Asks a run to stop, in whichever process it is; false if it has ended. */
    public boolean wantCancel(UUID id) throws SQLException {
        Optional<ActiveRun> here = active.find(id);
        if (filed.find(id).isPresent()) {
            if (here.isPresent()) {
                here.get().cancel();
            }
            return here.isPresent();
        }
        try (Connection connection = spare.open()) {
            boolean running = Query.update(connection, WANT_CANCEL, id) == 1;
            if (running && here.isPresent()) {
                here.get().cancel();
            }
            return running;
        }
    }

    /** The end of a run as named values for {@code sql/ledger/finish-run.sql}. */
    public Map<String, Object> ending(RunEnd end) {
        return RunRow.values(end, installation.owner());
    }

    /** A row of the ledger's runs; of one that works, how far it is, and with each table. */
    public Run run(ResultSet row) throws SQLException {
        Run run = asItIs(RunRow.read(row));
        boolean elsewhere =
                run.state() == RunState.RUNNING && active.find(run.id()).isEmpty();
        JsonNode tables = elsewhere ? Json.read(row.getString("progress_tables")) : null;
        return tables == null ? run : run.with(tables);
    }

    /** One that this process has in hand is as far as it is now. */
    private Run asItIs(Run run) {
        Optional<ActiveRun> here = Optional.of(run.id())
                .filter(id -> run.state() == RunState.RUNNING)
                .flatMap(active::find);
        Run known = here.flatMap(ActiveRun::tables)
                .map(tables -> run.with(tables.told()))
                .orElse(run);
        return here.filter(one -> one.total() > 0)
                .map(one -> known.at(new Run.Progress(one.done(), one.total(), one.unit())))
                .orElse(known);
    }
}
