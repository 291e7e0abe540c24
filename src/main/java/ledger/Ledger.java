package ledger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.LinkedHashMap;
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
    private static final String LIST = Sql.read("ledger/list-runs.sql");
    private static final String LEFT_RUNNING = Sql.read("ledger/left-running.sql");
    private static final String TAKE_LEFT = Sql.read("ledger/take-left-runs.sql");
    private static final String CANCEL_WANTED = Sql.read("ledger/cancel-wanted.sql");
    private static final String WANT_CANCEL = Sql.read("ledger/want-cancel.sql");

    private final DataSource dataSource;
    private final Connections spare;
    private final ActiveRuns active;
    private final Installation installation;
    private final Heartbeat heart;

    @Inject
    public Ledger(DataSource dataSource, SpareConnections spare, ActiveRuns active, Installation installation) {
        this(dataSource, spare::open, active, installation, new Heartbeat(installation.owner()));
    }

    /** A ledger whose connections all come from one place. */
    public Ledger(DataSource dataSource, ActiveRuns active, Installation installation) {
        this(dataSource, active, installation, new Heartbeat(installation.owner()));
    }

    /** The same with a heart of its own. */
    Ledger(DataSource dataSource, ActiveRuns active, Installation installation, Heartbeat heart) {
        this(dataSource, dataSource::getConnection, active, installation, heart);
    }

    private Ledger(
            DataSource dataSource, Connections spare, ActiveRuns active, Installation installation, Heartbeat heart) {
        this.dataSource = dataSource;
        this.spare = spare;
        this.active = active;
        this.installation = installation;
        this.heart = heart;
    }

    /**
     * Writes down that a run begins and takes it in hand. Its id may be there already when the same run is tried again; a
     * key that is there belongs to an earlier run.
     *
     * @return the run that now stands under this id or key; it is the caller's only if the id is
     */
    public Run begin(RunRequest request) throws SQLException {
        active.open(request.run());
        Run run = null;
        try (Connection connection = spare.open()) {
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
            if (run == null || !run.id().equals(request.run())) {
                active.forget(request.run());
            }
        }
    }

    /** A run that an earlier process began is in hand again. */
    public Run resume(Run run) {
        active.open(run.id());
        return run;
    }

    /** The run of that id. */
    public Optional<Run> find(UUID id) throws SQLException {
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

    /** Runs, the latest first. */
    public List<Run> list(RunQuery query) throws SQLException {
        try (Connection connection = spare.open()) {
            String state = query.state() == null ? null : query.state().text();
            return Query.list(
                    connection, LIST, this::run, query.kind(), state, query.subject(), query.before(), query.limit());
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
            return Query.list(connection, LEFT_RUNNING, this::run, installation.owner()).stream()
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
        try (Connection connection = spare.open()) {
            boolean running = Query.update(connection, WANT_CANCEL, id) == 1;
            Optional<ActiveRun> here = active.find(id);
            if (running && here.isPresent()) {
                here.get().cancel();
            }
            return running;
        }
    }

    /** The end of a run as named values for {@code sql/ledger/finish-run.sql}. */
    public Map<String, Object> ending(RunEnd end) {
        Map<String, Object> named = new LinkedHashMap<>();
        named.put("id", end.run());
        named.put("owner", installation.owner());
        named.put("state", end.state().text());
        named.put("in", end.rows().in());
        named.put("loaded", end.rows().loaded());
        named.put("rejected", end.rows().rejected());
        named.put("unchanged", end.rows().unchanged());
        named.put("skipped", end.rows().skipped());
        named.put("detail", end.detail() == null ? "{}" : end.detail().toString());
        named.put("problem", end.problem() == null ? null : Json.write(end.problem()));
        return named;
    }

    private Run run(ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        RunState state = RunState.of(row.getString("state"));
        Run.Progress progress = new Run.Progress(
                row.getLong("progress_done"),
                row.getObject("progress_total", Long.class),
                row.getString("progress_unit"));
        Optional<ActiveRun> here = state == RunState.RUNNING ? active.find(id) : Optional.empty();
        if (here.isPresent() && here.get().total() > 0) {
            progress = new Run.Progress(
                    here.get().done(), here.get().total(), here.get().unit());
        }
        OffsetDateTime endedAt = row.getObject("ended_at", OffsetDateTime.class);
        return new Run(
                id,
                row.getString("kind"),
                row.getString("subject"),
                row.getString("door"),
                row.getString("asked_by"),
                state,
                new Rows(
                        row.getLong("rows_in"),
                        row.getLong("rows_loaded"),
                        row.getLong("rows_rejected"),
                        row.getLong("rows_unchanged"),
                        row.getLong("rows_skipped")),
                progress,
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                endedAt == null ? null : endedAt.toInstant(),
                Json.read(row.getString("detail")),
                Json.read(row.getString("problem"), Problem.class));
    }
}
