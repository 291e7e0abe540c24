package recovery.servers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import ledger.ActiveRun;
import ledger.ActiveRuns;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import ledger.Rows;
import ledger.RunEnd;
import postgres.DatabaseAddress;
import postgres.DurableFiles;
import postgres.Query;
import postgres.TableName;
import postgres.WrittenName;
import postgres.replication.ServerAddress;
import postgres.server.PgPrograms;
import postgres.server.Server;
import postgres.server.ServerSettings;
import recovery.RecoverySettings;
import recovery.heap.HeapCopy;
import recovery.heap.HeapRescue;
import recovery.heap.HeapTable;
import recovery.heap.Rescued;
import recovery.incidents.IncidentQuery;
import recovery.incidents.Incidents;
import recovery.incidents.StoredIncident;

/** Makes a server that has rows which were deleted or overwritten lately, out of the files of their table. */
@ApplicationScoped
public class HeapRecoveries {

    private static final Duration PATIENCE = Duration.ofHours(1);

    private final ServerAddress live;
    private final RecoveryRepository repository;
    private final ServerPrograms programs;
    private final RecoverySettings settings;
    private final RecoveredServers servers;
    private final Incidents incidents;
    private final ActiveRuns active;

    public HeapRecoveries(
            ServerAddress live,
            RecoveryRepository repository,
            ServerPrograms programs,
            RecoverySettings settings,
            RecoveredServers servers,
            Incidents incidents,
            ActiveRuns active) {
        this.live = live;
        this.repository = repository;
        this.programs = programs;
        this.settings = settings;
        this.servers = servers;
        this.incidents = incidents;
        this.active = active;
    }

    /** What the server of the copy has to know of the live one. */
    private record Source(
            HeapTable table, String system, int major, int prepared, boolean timed, String at, String database) {}

    /**
     * Makes it; whatever goes wrong leaves nothing of it, and no row of the live table is read.
     *
     * @throws ProblemException 404 if there is no such table, 409 if its old rows are in no file any more, 422 if they cannot
     *     be reached from here
     */
    public RunEnd recover(HeapRequest request) throws SQLException, IOException {
        ActiveRun run = active.open(request.run());
        Recoveries.requireLeave(repository, settings);
        Source source = source(request.table());
        PgPrograms suiting = programs.of(source.major);
        ServerFolder place = repository.begin(Instant.now());
        boolean kept = false;
        try {
            Rescued rescued = rescue(request, run, source, suiting, place);
            requireSome(source.table, rescued);
            RecoveryFacts facts = servers.serve(place, facts(request, source, place), suiting);
            kept = true;
            return RunEnd.done(request.run(), Rows.NONE, detail(facts, source.table, rescued));
        } finally {
            if (!kept) {
                place.remove();
            }
        }
    }

    /** How good the chance is for rows that were deleted lately; no row is read for it. Empty where there is none. */
    public Optional<HeapTable.Chance> chance(String written) throws SQLException {
        try (Connection connection = live.database()) {
            return HeapTable.find(connection, named(written)).map(HeapTable::chance);
        } catch (ProblemException notInThisWay) {
            return Optional.empty();
        }
    }

    private static TableName named(String written) {
        WrittenName name = WrittenName.of(written);
        if (name.name() == null) {
            throw new ProblemException(
                    Problem.malformed("\"" + written + "\" is no name of a table", "name it as table or schema.table"));
        }
        return new TableName(name.schema() == null ? "public" : name.schema(), name.name());
    }

    private Source source(String written) throws SQLException {
        TableName table = named(written);
        try (Connection connection = live.database()) {
            HeapTable found = HeapTable.find(connection, table).orElseThrow(() -> none(table));
            return Query.first(
                            connection,
                            "select (select system_identifier::text from pg_control_system()),"
                                    + " current_setting('server_version_num')::int / 10000,"
                                    + " current_setting('max_prepared_transactions')::int,"
                                    + " current_setting('track_commit_timestamp') = 'on', pg_current_wal_lsn()::text,"
                                    + " current_database()",
                            row -> new Source(
                                    found,
                                    row.getString(1),
                                    row.getInt(2),
                                    row.getInt(3),
                                    row.getBoolean(4),
                                    row.getString(5),
                                    row.getString(6)))
                    .orElseThrow();
        }
    }

    private ProblemException none(TableName table) {
        StoredIncident drop = latest(table, "drop");
        return new ProblemException(
                drop == null
                        ? Problem.notFound("there is no table " + table.display(), "name it as table or schema.table")
                        : gone(table, drop, "was dropped"));
    }

    private StoredIncident latest(TableName table, String kind) {
        try {
            return incidents.list(new IncidentQuery(null, null, table.display(), kind)).stream()
                    .findFirst()
                    .orElse(null);
        } catch (SQLException noLedger) {
            return null;
        }
    }

    private static Problem gone(TableName table, StoredIncident incident, String how) {
        return Problem.conflict(
                table.display() + " " + how + " at " + incident.committedAt()
                        + ", and its rows are in no file of its own any more",
                "recover to just before that: POST /api/v1/recoveries {\"target\":{\"before\":\"" + incident.id()
                        + "\"}}");
    }

    private Rescued rescue(HeapRequest request, ActiveRun run, Source source, PgPrograms suiting, ServerFolder place)
            throws SQLException, IOException {
        Files.createDirectory(place.data(), DurableFiles.OWNER_ONLY_FOLDER);
        Path files = Files.createDirectory(place.path().resolve("files"), DurableFiles.OWNER_ONLY_FOLDER);
        new HeapCopy(live, source.table, files, place.data(), place.tablespaces()).take(bytes -> {
            check(run);
            run.progress(bytes, bytes);
        });
        place.setUpToRescue(source.prepared, source.timed);
        place.makeUser(suiting, source.database, RecoveryAttempt.secret(), List.of());
        Rescued rescued;
        try (Server server = place.launch(suiting, ServerSettings.ofItsOwn(0))) {
            server.awaitReady(PATIENCE);
            ServerAddress there = ServerAddress.of(
                    new DatabaseAddress(server.jdbcUrl(source.database), ServerFolder.USER, place.secret()));
            try (Connection connection = there.database()) {
                rescued = HeapRescue.of(
                        connection,
                        place.data(),
                        files,
                        source.table,
                        request.rows() == HeapRequest.Wanted.ALL,
                        () -> check(run));
            }
        }
        DurableFiles.empty(files);
        Files.delete(files);
        return rescued;
    }

    private static void check(ActiveRun run) {
        if (run.cancelWanted()) {
            throw new ProblemException(Problem.cancelled());
        }
    }

    private void requireSome(HeapTable table, Rescued rescued) {
        if (rescued.versions() > 0) {
            return;
        }
        StoredIncident truncate = latest(table.name(), "truncate");
        if (truncate != null && table.rewritten()) {
            throw new ProblemException(gone(table.name(), truncate, "was emptied"));
        }
        String found = "the file of " + table.name().display() + " has no dead row that can be read any more";
        throw new ProblemException(Problem.conflict(
                table.rewritten()
                        ? found + ": it got a new one by TRUNCATE, VACUUM FULL, CLUSTER or ALTER TABLE"
                        : found + ": " + rescued.deadPointers() + " rows were vacuumed or pruned away",
                "recover to a moment instead: POST /api/v1/recoveries {\"target\":{\"time\":\"…\"}}"));
    }

    private RecoveryFacts facts(HeapRequest request, Source source, ServerFolder place) {
        Instant now = Instant.now();
        String id = place.path().getFileName().toString();
        return new RecoveryFacts(
                id,
                request.run(),
                now,
                null,
                source.table.name().display(),
                null,
                source.system,
                source.major,
                source.at,
                true,
                null,
                0,
                servers.url(0),
                ServerFolder.USER,
                Recoveries.DATABASE + id,
                RecoveryFacts.State.INSPECT,
                now.plus(Duration.ofDays(settings.keepDays())));
    }

    private static ObjectNode detail(RecoveryFacts facts, HeapTable table, Rescued rescued) {
        ObjectNode detail = Json.mapper().valueToTree(facts);
        detail.put("recovery", facts.id());
        detail.put("versionsTable", HeapRescue.SCHEMA + ".versions");
        detail.set("found", Json.mapper().valueToTree(rescued));
        detail.set("chance", Json.mapper().valueToTree(table.chance()));
        return detail;
    }
}
