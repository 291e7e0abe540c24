package recovery.putback;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import ledger.ActiveRun;
import ledger.ActiveRuns;
import ledger.Attempt;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Databases;
import postgres.Query;
import postgres.replication.ServerAddress;
import recovery.incidents.Incidents;
import recovery.incidents.StoredIncident;
import recovery.servers.RecoveredServers;
import recovery.servers.RecoveryFacts;
import rows.change.RowChoice;
import rows.place.LockSettings;
import rows.place.RemoteTargets;
import rows.place.RestoreTarget;
import rows.restore.Restore;
import rows.undo.AlreadyCommitted;

/** Puts rows back that a recovered server still has; what came since stays. */
@ApplicationScoped
public class PutBack {

    private static final String DATABASE = "select current_database()";
    private static final String STARTED = "select pg_postmaster_start_time()::text";

    private final ServerAddress live;
    private final RecoveredServers servers;
    private final Incidents incidents;
    private final RemoteTargets targets;
    private final LockSettings settings;
    private final ActiveRuns active;

    public PutBack(
            ServerAddress live,
            RecoveredServers servers,
            Incidents incidents,
            RemoteTargets targets,
            LockSettings settings,
            ActiveRuns active) {
        this.live = live;
        this.servers = servers;
        this.incidents = incidents;
        this.targets = targets;
        this.settings = settings;
        this.active = active;
    }

    /**
     * Looks whether it can be done at all, before there is a run.
     *
     * @throws ProblemException 404 if there is no such recovered server, 400 if nothing tells which tables are meant
     */
    public PutBackRequest checked(PutBackRequest request) throws SQLException, IOException {
        RecoveryFacts facts = servers.find(request.recovery());
        boolean told = facts.target() != null
                && facts.target().before() != null
                && since(facts).stream().anyMatch(one -> facts.isJustBefore(one.lsn()));
        if (request.tables().isEmpty() && !told) {
            throw new ProblemException(Problem.malformed(
                    "which tables is not said, and the server was not asked for as before an incident, which tells it",
                    "name them, as in {\"tables\":[\"products\"]}; GET /api/v1/recoveries/" + facts.id()
                            + "/diff shows what differs"));
        }
        return request;
    }

    /**
     * Opens an attempt in the caller's transaction.
     *
     * @throws ProblemException if the recovered server, a table or the database is not there
     */
    public Attempt open(PutBackRequest request) throws SQLException, IOException {
        checked(request);
        RestoreTarget site = targets.open(request.database(), request.run(), !request.dryRun());
        try {
            if (!request.dryRun() && !site.claim(request.run())) {
                return new AlreadyCommitted(site, request.run());
            }
            LostRows lost =
                    lost(request.recovery(), request.tables(), false, request.database(), active.open(request.run()));
            try {
                lost.check(request, site.tables());
                Restore restore = new Restore(
                        site,
                        request.options(lost.tables().emptied()),
                        lost.rows(),
                        List.of(),
                        answer(request, site, lost.tables()),
                        settings.lockTimeoutMillis());
                lost.state().notes().forEach(restore::note);
                return new PutBackAttempt(restore, lost);
            } catch (SQLException | RuntimeException e) {
                lost.close();
                throw e;
            }
        } catch (SQLException | IOException | RuntimeException e) {
            site.close();
            throw e;
        }
    }

    private ObjectNode answer(PutBackRequest request, RestoreTarget site, LostTables tables) throws SQLException {
        ObjectNode answer = Json.mapper().createObjectNode().put("recovery", request.recovery());
        boolean all = request.keys() == null && !request.dryRun();
        if (all && value(site.ledger(), STARTED).equals(value(site.tables(), STARTED))) {
            // Rows that go into another server leave what happened to this one as it is.
            String database = value(site.tables(), DATABASE);
            answer.set(
                    "incidents",
                    Json.mapper()
                            .valueToTree(tables.healed().stream()
                                    .filter(one -> one.database().equals(database))
                                    .filter(one -> one.kind().equals("update") == (request.rows() == RowChoice.CHANGED))
                                    .map(StoredIncident::id)
                                    .toList()));
        }
        return answer;
    }

    private static String value(Connection connection, String query) throws SQLException {
        return Query.first(connection, query, row -> row.getString(1)).orElseThrow();
    }

    private List<StoredIncident> since(RecoveryFacts facts) throws SQLException {
        return facts.system() == null ? List.of() : incidents.from(facts.system(), facts.stoppedAt());
    }

    /**
     * Looks into the recovered server.
     *
     * @param named empty for the tables of the incident, or all where there is none
     * @param wantsAll whether all tables are meant, whatever the incident
     * @param goesInto the database that is meant
     * @param run whose cancelling stops it, or null for none
     * @throws ProblemException if one of them is not there, or the rows were in another database than that
     */
    LostRows lost(String recovery, List<String> named, boolean wantsAll, String goesInto, ActiveRun run)
            throws SQLException, IOException {
        RecoveryFacts facts = servers.find(recovery);
        if (facts.isPaused()) {
            throw new ProblemException(Problem.conflict(
                    "the server " + recovery + " waits at its target, where others hold locks that no one lets go of",
                    "promote it, or have it go on with \"then\": \"inspect\""));
        }
        List<StoredIncident> since = since(facts);
        List<StoredIncident> justAfter =
                since.stream().filter(one -> facts.isJustBefore(one.lsn())).toList();
        String database = databaseOf(justAfter, goesInto);
        RecoveredState state =
                RecoveredState.of(facts, servers.address(recovery).database(database), run);
        try {
            boolean all = wantsAll || named.isEmpty() && justAfter.stream().allMatch(one -> one.table() == null);
            return new LostRows(
                    state,
                    LostTables.of(
                            state,
                            all ? state.all() : state.named(named),
                            since.stream()
                                    .filter(one -> one.database().equals(database))
                                    .toList(),
                            justAfter.stream()
                                    .filter(one -> one.database().equals(database))
                                    .toList()));
        } catch (SQLException | RuntimeException e) {
            state.close();
            throw e;
        }
    }

    /** The database of the server in which the rows were. */
    private String databaseOf(List<StoredIncident> lost, String goesInto) {
        String own = live.databaseName();
        String database = lost.stream()
                .map(StoredIncident::database)
                .filter(own::equals)
                .findFirst()
                .orElse(lost.isEmpty() ? own : lost.get(0).database());
        if (!database.equals(own) && goesInto.equals(Databases.MAIN)) {
            throw new ProblemException(Problem.refused(
                    "the rows were in the database " + database + ", and " + Databases.MAIN + " is " + own,
                    "say into which database they go, by the name that databases.<name>.jdbc-url gives it"));
        }
        return database;
    }
}
