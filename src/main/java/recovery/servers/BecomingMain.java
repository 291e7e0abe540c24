package recovery.servers;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import ledger.Problem;
import ledger.ProblemException;
import org.jboss.logging.Logger;
import postgres.Query;
import postgres.replication.ServerAddress;
import postgres.server.EmbeddedServer;
import postgres.server.EmbeddedServers;
import postgres.server.ServerException;

/**
 * Puts a recovered server in the place of the embedded one: what came after its moment is gone from then on, and lies in the
 * folder of old. The ledger goes on with all that it has written down.
 */
@ApplicationScoped
public class BecomingMain {

    private static final Logger LOG = Logger.getLogger(BecomingMain.class);

    /** So long somebody remembers what a dry run has told him. */
    private static final Duration REMEMBERED = Duration.ofHours(1);

    private static final String RUNNING = "select count(*) from caravanserai.run where state = 'running'";
    private static final String HOLD = "set local lock_timeout = '5s'; lock table caravanserai.run,"
            + " caravanserai.dead_letter, caravanserai.incident in share row exclusive mode";
    private static final String LOCKED = "55P03";
    private static final String DATABASES =
            "select datname from pg_database where datallowconn and not datistemplate and datname not in (?, 'postgres')"
                    + " order by 1";

    private final ServerAddress live;
    private final RecoveredServers servers;
    private final Map<String, Instant> told = new HashMap<>();

    public BecomingMain(ServerAddress live, RecoveredServers servers) {
        this.live = live;
        this.servers = servers;
    }

    /**
     * What became of it, or would.
     *
     * @param keptIn where the data of old is; null while it is only told
     * @param carried runs of the ledger that it has since and keeps; null while it is only told
     * @param undone those of them whose rows are gone; null while it is only told
     * @param alsoRewound other databases of the server, which are rewound with it
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Became(
            String id,
            String become,
            boolean dryRun,
            String folder,
            String keptIn,
            Long carried,
            Long undone,
            List<String> alsoRewound,
            List<String> notes) {

        public Became {
            Objects.requireNonNull(id, "id");
            alsoRewound = List.copyOf(alsoRewound);
            notes = List.copyOf(notes);
        }
    }

    /**
     * Tells what it would do.
     *
     * @throws ProblemException if it cannot be done: there is no such recovered server, or the live one is not ours
     */
    public synchronized Became tell(String id) throws SQLException, IOException {
        RecoveryRepository.Stored stored = own(id);
        EmbeddedServer embedded = embedded(stored);
        try (Connection connection = live.database()) {
            List<String> others = Query.list(connection, DATABASES, row -> row.getString(1), live.databaseName());
            told.put(id, Instant.now());
            return new Became(
                    id,
                    "main",
                    true,
                    embedded.folder().toString(),
                    null,
                    null,
                    null,
                    others,
                    List.of(
                            "every row that was written after " + stored.facts().lastCommit()
                                    + " is gone from the server then, and lies in the folder of old alone",
                            "GET /api/v1/recoveries/" + id
                                    + "/diff shows it by table: what is added or changed there would be lost, what is"
                                    + " missing would come back",
                            "take a base backup then: the log begins anew"));
        }
    }

    /**
     * Does it.
     *
     * @throws ProblemException 409 if nobody was told before what that would do, or something is at work
     */
    public synchronized Became become(String id) throws SQLException, IOException {
        RecoveryRepository.Stored stored = own(id);
        EmbeddedServer embedded = embedded(stored);
        Instant at = told.get(id);
        if (at == null || at.plus(REMEMBERED).isBefore(Instant.now())) {
            throw new ProblemException(Problem.conflict(
                    "nobody was told within the last hour what that would do",
                    "ask first: {\"become\":\"main\",\"dryRun\":true}"));
        }
        servers.promote(id);
        CarriedLedger.Carried carried;
        Path kept;
        try (Connection held = held()) {
            carried = carry(held, stored);
            kept = embedded.goOnWith(servers.giveToBecomeMain(id));
        } catch (ServerException e) {
            throw new ProblemException(Problem.unavailable(
                    "the recovered server did not start in its place: " + e.getMessage(),
                    "the live server goes on as it was"));
        }
        told.remove(id);
        LOG.warnf("the recovered server %s is the live one now; the data of old is in %s", id, kept);
        return new Became(
                id,
                "main",
                false,
                embedded.folder().toString(),
                kept.toString(),
                carried.runs(),
                carried.undone(),
                List.of(),
                List.of("take a base backup: the log begins anew"));
    }

    /** From here on nothing is written down until the server of old stops: it would be in no ledger afterwards. */
    private Connection held() throws SQLException {
        Connection connection = live.database();
        try {
            connection.setAutoCommit(false);
            Query.execute(connection, HOLD);
            return connection;
        } catch (SQLException e) {
            connection.close();
            if (LOCKED.equals(e.getSQLState())) {
                throw new ProblemException(atWork());
            }
            throw e;
        }
    }

    private CarriedLedger.Carried carry(Connection held, RecoveryRepository.Stored stored)
            throws SQLException, IOException {
        try (Connection then = servers.address(stored.facts().id()).database(live.databaseName())) {
            if (Query.first(held, RUNNING, row -> row.getLong(1)).orElse(0L) > 0) {
                throw new ProblemException(atWork());
            }
            return CarriedLedger.carry(held, then, stored.facts().run().toString());
        }
    }

    private static Problem atWork() {
        return Problem.conflict("a run is at work", "wait for its end, or cancel it: GET /api/v1/runs");
    }

    private RecoveryRepository.Stored own(String id) throws IOException {
        RecoveryRepository.Stored stored = servers.own(id);
        if (stored.facts().isPaused() || stored.facts().table() != null) {
            throw new ProblemException(Problem.conflict(
                    "the server " + id + " is not a whole one", "make one with {\"then\":\"inspect\"}"));
        }
        return stored;
    }

    private EmbeddedServer embedded(RecoveryRepository.Stored stored) throws IOException {
        EmbeddedServer embedded = EmbeddedServers.at(live.jdbcUrl())
                .orElseThrow(() -> new ProblemException(Problem.refused(
                        "the live server is not the embedded one, and is nobody's to replace here",
                        "export the recovered one instead: POST /api/v1/recoveries/"
                                + stored.facts().id() + "/export")));
        if (!Files.getFileStore(stored.folder().data()).equals(Files.getFileStore(embedded.folder()))) {
            throw new ProblemException(Problem.refused(
                    "the recovered server lies on another disk than the embedded one",
                    "set recovery.servers to a folder on its disk, and make it again"));
        }
        return embedded;
    }
}
