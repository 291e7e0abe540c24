package recovery.replication;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import ledger.Problem;
import ledger.ProblemException;
import org.jboss.logging.Logger;
import postgres.Databases;
import postgres.Identifier;
import postgres.Lsn;
import postgres.SqlState;
import postgres.replication.ServerAddress;
import recovery.RecoverySettings;
import recovery.receive.ReceivedLog;

/** Who stands by for the server that is looked after, how far they are, and what a failover would lose. */
@ApplicationScoped
public class Replication {

    private static final Logger LOG = Logger.getLogger(Replication.class);

    /** What is safe is so twice, with so much time between. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(300);

    /** The class of what goes wrong with connections. */
    private static final String CONNECTION = "08";

    private static final String OF_RECOVERIES = "recovery-";

    private final ServerAddress server;
    private final Databases databases;
    private final LogReading reading;
    private final RecoverySettings settings;
    private final LagSeries series;
    private final ReceivedLog log;
    private StandbyMemory memory;

    public Replication(
            ServerAddress server,
            Databases databases,
            LogReading reading,
            RecoverySettings settings,
            LagSeries series,
            ReceivedLog log) {
        this.server = server;
        this.databases = databases;
        this.reading = reading;
        this.settings = settings;
        this.series = series;
        this.log = log;
    }

    /** What was seen at one moment. */
    private record Seen(Instant at, Optional<ServerLook> server, String trouble, Map<String, Sender> senders) {}

    /** All of it, now; looked at twice where that could be a way out. */
    public synchronized ReplicationFacts now() throws IOException, SQLException {
        ReplicationFacts first = facts(see());
        if (first.standbys().stream().noneMatch(Replication::isSafe)) {
            return first;
        }
        pause();
        List<String> safe = first.standbys().stream()
                .filter(Replication::isSafe)
                .map(StandbyFacts::name)
                .toList();
        ReplicationFacts second = facts(see());
        return with(
                second,
                second.standbys().stream()
                        .map(facts -> isSafe(facts) && !safe.contains(facts.name()) ? facts.wasNotSafe() : facts)
                        .toList());
    }

    /** The same in a process that does nothing else: the log that has not been received yet comes first. */
    public ReplicationFacts once() throws IOException, SQLException {
        reading.catchUp();
        return now();
    }

    /** Looks who is there, keeps that in mind, and writes down how far each is behind. */
    public synchronized List<LagSeries.Lag> look() throws IOException, SQLException {
        Seen seen = see();
        memory().keep();
        List<LagSeries.Lag> lags = new ArrayList<>();
        for (Known known : memory().all()) {
            lags.add(LagSeries.Lag.of(known, Lsn.parse(serverAt().lsn()), seen.at));
        }
        if (seen.server.isPresent() && !lags.isEmpty()) {
            series.add(lags, settings.lag().keepDays());
        }
        return lags;
    }

    /**
     * Forgets one that is not there any more.
     *
     * @throws ProblemException if nobody is called so, or it is still there
     */
    public synchronized StandbyFacts forget(String name) throws IOException, SQLException {
        StandbyFacts facts = facts(see()).standbys().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ProblemException(Problem.notFound(
                        "there is no standby \"" + name + '"', "list them with GET /api/v1/replication")));
        if (!facts.knownBy().equals(List.of("memory"))) {
            throw new ProblemException(
                    Problem.conflict(
                            "the standby " + name + " is still known by its " + String.join(", ", facts.knownBy()),
                            "it can be forgotten when it is gone, and its slot was dropped: select pg_drop_replication_slot('…')"));
        }
        memory().forget(name);
        return facts;
    }

    private static boolean isSafe(StandbyFacts facts) {
        return Boolean.TRUE.equals(facts.safeToFailOver());
    }

    private static void pause() {
        LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }

    private Seen see() throws IOException, SQLException {
        Optional<ServerLook> look = Optional.empty();
        String trouble = null;
        try (Connection connection = server.database()) {
            look = Optional.of(ServerLook.at(connection));
        } catch (SQLException e) {
            if (!isAway(e)) {
                throw e;
            }
            trouble = SqlState.firstLine(e);
        }
        List<StandbyLook> standbys = standbys();
        Instant now = Instant.now();
        return new Seen(now, look, trouble, Sighting.enter(memory(), look, standbys, now));
    }

    private static boolean isAway(SQLException trouble) {
        return SqlState.isEndOfConnection(trouble)
                || trouble.getSQLState() != null && trouble.getSQLState().startsWith(CONNECTION);
    }

    private List<StandbyLook> standbys() {
        List<StandbyLook> looks = new ArrayList<>();
        for (String name : databases.names()) {
            if (name.equals(Databases.MAIN) || name.startsWith(OF_RECOVERIES)) {
                continue;
            }
            try (Connection connection = databases.find(name).orElseThrow().getConnection()) {
                looks.add(StandbyLook.at(name, connection));
            } catch (SQLException | RuntimeException away) {
                LOG.debugf("the database %s says nothing: %s", name, SqlState.firstLine(away));
            }
        }
        return looks;
    }

    private ReplicationFacts facts(Seen seen) throws IOException {
        StandbyMemory.Server last = serverAt();
        Judge judge = new Judge(
                settings,
                reading,
                seen.at,
                seen.server.map(ServerLook::flushed),
                Lsn.parse(last.lsn()),
                Lsn.parse(last.flushed()));
        List<StandbyFacts> standbys = new ArrayList<>();
        for (Known known : memory().all()) {
            Optional<Sender> sender = Optional.ofNullable(seen.senders.get(known.key()));
            standbys.add(judge.of(known, sender, sender.isPresent() ? grant(seen.server) : null));
        }
        standbys.sort(Comparator.comparing(StandbyFacts::name));
        ReplicationFacts.Primary primary = new ReplicationFacts.Primary(
                seen.server.isPresent(),
                last.lsn(),
                last.flushed(),
                last.timeline() == 0 ? null : last.timeline(),
                last.seen(),
                seen.trouble);
        return with(
                new ReplicationFacts(
                        seen.at,
                        primary,
                        List.of(),
                        seen.server.map(ServerLook::logicalSlots).orElse(0L),
                        null,
                        new ReplicationFacts.Limits(
                                settings.lag().maxBytes().orElse(null),
                                settings.lag().maxSeconds().orElse(null),
                                settings.failover().maxRows()),
                        warnings(seen)),
                standbys);
    }

    private static ReplicationFacts with(ReplicationFacts facts, List<StandbyFacts> standbys) {
        List<Boolean> safe = standbys.stream()
                .map(StandbyFacts::safeToFailOver)
                .filter(Objects::nonNull)
                .collect(Collectors.toList());
        Boolean all = safe.contains(true) ? Boolean.TRUE : safe.size() < standbys.size() ? null : Boolean.FALSE;
        return new ReplicationFacts(
                facts.at(), facts.primary(), standbys, facts.logicalSlots(), all, facts.limits(), facts.warnings());
    }

    private static String grant(Optional<ServerLook> server) {
        return server.filter(look -> !look.seesAll())
                .map(look -> "our role may not see how far standbys are: grant pg_read_all_stats to "
                        + Identifier.quote(look.role()))
                .orElse(null);
    }

    private static List<String> warnings(Seen seen) {
        List<String> warnings = new ArrayList<>();
        String grant = grant(seen.server);
        if (grant != null) {
            warnings.add(grant);
        }
        if (seen.server.isEmpty()) {
            warnings.add("the server does not answer: rows at risk are those that were received here before it went");
        } else if (seen.server.get().standby()) {
            warnings.add("the server that is looked after stands by itself for another");
        }
        return warnings;
    }

    private StandbyMemory.Server serverAt() throws IOException {
        return memory().server().orElse(new StandbyMemory.Server("0/0", "0/0", 0, null, null));
    }

    private StandbyMemory memory() throws IOException {
        if (memory == null) {
            memory = new StandbyMemory(log.folder());
        }
        return memory;
    }
}
