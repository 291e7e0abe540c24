package recovery.servers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import ledger.ActiveRun;
import ledger.ActiveRuns;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import ledger.Rows;
import ledger.RunEnd;
import org.jboss.logging.Logger;
import postgres.DatabaseAddress;
import postgres.Lsn;
import postgres.replication.ServerAddress;
import postgres.server.PgPrograms;
import recovery.RecoverySettings;
import recovery.backup.BackupManifest;
import recovery.backup.BackupRepository;
import recovery.backup.StoredBackup;
import recovery.incidents.Incidents;
import recovery.receive.ReceivedLog;
import recovery.receive.WalReceiving;
import recovery.second.BroughtBack;
import recovery.second.SecondCopies;
import recovery.wal.Resolution;
import recovery.wal.Target;
import recovery.wal.Timelines;
import recovery.window.RtoHistory;

/** Makes servers that are as the live one was at some moment. */
@ApplicationScoped
public class Recoveries {

    private static final Logger LOG = Logger.getLogger(Recoveries.class);

    static final String DATABASE = "recovery-";
    private static final long MARGIN = 64L << 20;

    private final BackupRepository backups;
    private final ReceivedLog log;
    private final RecoveryRepository repository;
    private final ServerPrograms programs;
    private final RecoverySettings settings;
    private final RecoveredServers servers;
    private final TargetMeaning meaning;
    private final SecondCopies second;
    private final RtoHistory measured;
    private final ActiveRuns active;

    public Recoveries(
            ServerAddress live,
            BackupRepository backups,
            ReceivedLog log,
            WalReceiving receiving,
            RecoveryRepository repository,
            ServerPrograms programs,
            RecoverySettings settings,
            RecoveredServers servers,
            Incidents incidents,
            SecondCopies second,
            RtoHistory measured,
            ActiveRuns active) {
        this.backups = backups;
        this.log = log;
        this.repository = repository;
        this.programs = programs;
        this.settings = settings;
        this.servers = servers;
        meaning = new TargetMeaning(live, incidents, receiving);
        this.second = second;
        this.measured = measured;
        this.active = active;
    }

    /** How a run ended that made one; empty if there is none of it. */
    public Optional<RunEnd> published(UUID run) throws IOException {
        return repository.list().stream()
                .map(RecoveryRepository.Stored::facts)
                .filter(facts -> facts.run().equals(run))
                .findFirst()
                .map(facts -> RunEnd.done(run, Rows.NONE, detail(facts)));
    }

    /**
     * Makes one; whatever goes wrong leaves nothing of it, and the live server is never touched.
     *
     * @throws ProblemException if the target is not reached, with the reason; nothing was started then
     */
    public RunEnd recover(RecoverRequest request) throws SQLException, IOException {
        Instant since = Instant.now();
        ActiveRun run = active.open(request.run());
        Target target = meaning.of(request.target());
        if (request.onFrom() != null) {
            return goOn(request, target, run);
        }
        requireLeave(repository, settings);
        bringBack(target);
        try (RecoveryAttempt attempt = new RecoveryAttempt(repository.begin(Instant.now()), log, run)) {
            ChosenBackup chosen = choose(request.target().timeline(), target, attempt);
            try (BackupRepository.Reading reading =
                    backups.reading(chosen.backup().id())) {
                RunEnd end = recover(request, attempt, chosen, reading.backup());
                attempt.keep();
                measured.add(measure("recovery", since, chosen));
                return end;
            }
        }
    }

    static RtoHistory.Measured measure(String what, Instant since, ChosenBackup chosen) {
        BackupManifest manifest = chosen.backup().manifest();
        Instant now = Instant.now();
        return new RtoHistory.Measured(
                now,
                what,
                Duration.between(since, now).toMillis() / 1000.0,
                manifest.unpackedBytes(),
                chosen.reached().stop().bytesSince(manifest.start()));
    }

    /** On an older timeline nothing more is received; base backups of newer ones do not lead there. */
    private ChosenBackup choose(Integer timeline, Target target, RecoveryAttempt attempt) throws IOException {
        if (timeline == null) {
            return attempt.choose(target, null, backups.list(), meaning.received());
        }
        Timelines way = Timelines.read(log.folder(), timeline);
        List<StoredBackup> leading = backups.list().stream()
                .filter(backup -> way.contains(backup.manifest().timeline()))
                .toList();
        return attempt.choose(target, timeline, leading, ChosenBackup.Received.NOTHING);
    }

    private RunEnd recover(RecoverRequest request, RecoveryAttempt attempt, ChosenBackup chosen, StoredBackup backup)
            throws IOException {
        BackupManifest manifest = backup.manifest();
        PgPrograms suiting =
                programs.of(manifest.server().major(), chosen.reached().seen());
        requireRoom(manifest, chosen);
        if (request.then() == RecoverRequest.Then.PAUSE) {
            DatabaseAddress login = servers.login(0);
            attempt.bring(chosen);
            attempt.pause(chosen, suiting, login);
        } else {
            attempt.make(chosen, suiting);
        }
        RecoveryFacts facts = facts(request, backup, chosen.reached(), attempt.folder());
        return RunEnd.done(request.run(), Rows.NONE, detail(servers.serve(attempt.folder(), facts, suiting), chosen));
    }

    /** A paused one goes on; a target that it cannot reach leaves it where it is. */
    private RunEnd goOn(RecoverRequest request, Target target, ActiveRun run) throws IOException {
        RecoveryRepository.Stored stored = repository.own(request.onFrom());
        RecoveryFacts before = stored.facts();
        if (!before.isPaused()) {
            throw new ProblemException(Problem.conflict(
                    "the server " + before.id() + " does not wait at its target, and cannot go on",
                    "make another: POST /api/v1/recoveries"));
        }
        DatabaseAddress login = servers.login(0);
        try (BackupRepository.Reading reading = backups.reading(before.baseBackup());
                RecoveryAttempt attempt = new RecoveryAttempt(stored.folder(), log, run)) {
            attempt.keep();
            ChosenBackup chosen = attempt.choose(target, null, List.of(reading.backup()), meaning.received());
            Lsn from = Lsn.parse(before.stoppedAt());
            if (!from.isBefore(chosen.reached().stop())) {
                throw new ProblemException(Problem.refused(
                        "the server waits at " + from + ", and does not go back to "
                                + chosen.reached().stop(),
                        "make another: POST /api/v1/recoveries"));
            }
            PgPrograms suiting = programs.of(before.major(), chosen.reached().seen());
            String waiting = stored.folder().settings();
            servers.withdraw(stored);
            boolean stays = false;
            try {
                attempt.bringMore(chosen, from);
                if (request.then() == RecoverRequest.Then.PAUSE) {
                    attempt.pause(chosen, suiting, login);
                } else {
                    attempt.open(chosen, suiting);
                }
                RecoveryFacts facts = facts(request, reading.backup(), chosen.reached(), stored.folder());
                RunEnd end = RunEnd.done(
                        request.run(), Rows.NONE, detail(servers.serve(stored.folder(), facts, suiting), chosen));
                stays = true;
                return end;
            } finally {
                if (!stays && !servers.waitAgain(stored, waiting)) {
                    attempt.giveUp();
                }
            }
        }
    }

    /** A machine that has no base backup of its own takes it from the second place. */
    private void bringBack(Target target) throws IOException {
        if (second.place().isPresent() && backups.list().isEmpty()) {
            Optional<String> brought = new BroughtBack(second.place().get(), backups, log).forTarget(target);
            brought.ifPresent(id -> LOG.infof(
                    "the base backup %s and its log were brought back from %s",
                    id, second.place().get()));
        }
    }

    private RecoveryFacts facts(
            RecoverRequest request, StoredBackup backup, Resolution.Reached reached, ServerFolder place) {
        Instant now = Instant.now();
        String id = place.path().getFileName().toString();
        boolean writable = request.then() == RecoverRequest.Then.PROMOTE;
        boolean paused = request.then() == RecoverRequest.Then.PAUSE;
        return new RecoveryFacts(
                id,
                request.run(),
                now,
                request.target(),
                null,
                backup.id(),
                backup.manifest().server().systemIdentifier(),
                backup.manifest().server().major(),
                reached.stop().toString(),
                reached.inclusive(),
                reached.seen().lastCommit().orElse(null),
                0,
                servers.url(0),
                paused ? servers.login(0).username().orElseThrow() : ServerFolder.USER,
                DATABASE + id,
                writable
                        ? RecoveryFacts.State.PROMOTED
                        : paused ? RecoveryFacts.State.PAUSED : RecoveryFacts.State.INSPECT,
                writable ? null : now.plus(Duration.ofDays(settings.keepDays())));
    }

    private static ObjectNode detail(RecoveryFacts facts) {
        ObjectNode detail = Json.mapper().valueToTree(facts);
        return detail.put("recovery", facts.id());
    }

    private static ObjectNode detail(RecoveryFacts facts, ChosenBackup chosen) {
        ObjectNode detail = detail(facts);
        detail.put(
                "replayedBytes",
                chosen.reached().stop().bytesSince(chosen.backup().manifest().start()));
        detail.put("isLatest", chosen.reached().last());
        return detail;
    }

    /**
     * Whether there may be one more.
     *
     * @throws ProblemException 409 if there may not
     */
    static void requireLeave(RecoveryRepository repository, RecoverySettings settings) throws IOException {
        long there = repository.ours().size();
        if (there >= settings.atOnce()) {
            throw new ProblemException(Problem.conflict(
                    "there are " + there + " recovered servers already, and recovery.at-once is " + settings.atOnce(),
                    "remove one with DELETE /api/v1/recoveries/<id>"));
        }
    }

    private void requireRoom(BackupManifest manifest, ChosenBackup chosen) throws IOException {
        long needed = manifest.unpackedBytes()
                + chosen.pieces().size() * (long) manifest.server().segmentBytes()
                + MARGIN;
        long room = Files.getFileStore(repository.folder()).getUsableSpace();
        if (room < needed) {
            throw new ProblemException(Problem.noRoom(
                    "the server needs about " + needed + " bytes, and there are " + room,
                    "make room there, or set recovery.servers to a larger disk"));
        }
    }
}
