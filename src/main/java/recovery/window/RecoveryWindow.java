package recovery.window;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import postgres.Lsn;
import recovery.backup.BackupManifest;
import recovery.backup.BackupRepository;
import recovery.backup.StoredBackup;
import recovery.receive.ReceivedLog;
import recovery.receive.ReceiverState;
import recovery.receive.WalReceiving;
import recovery.second.CopyState;
import recovery.second.SecondCopies;
import recovery.second.Volumes;
import recovery.wal.ReplayRange;
import recovery.wal.Resolution;
import recovery.wal.Target;
import recovery.wal.TargetCheck;
import recovery.wal.Timelines;
import recovery.wal.WalSource;

/** Tells from when to when the server can be rewound, by what lies on disk; no database is asked. */
@ApplicationScoped
public class RecoveryWindow {

    /** So many segments are read from behind for the last commit; in more of them nobody committed anything. */
    private static final int READ_FROM_BEHIND = 8;

    private static final Duration ANOTHER_AFTER = Duration.ofMinutes(30);

    private final BackupRepository backups;
    private final ReceivedLog log;
    private final WalReceiving receiving;
    private final SecondCopies second;
    private final Volumes volumes;
    private final RpoHistory rpos;
    private final RtoHistory rtos;
    private LogChain.Hole hole;
    private Instant asked = Instant.EPOCH;

    public RecoveryWindow(
            BackupRepository backups,
            ReceivedLog log,
            WalReceiving receiving,
            SecondCopies second,
            Volumes volumes,
            RtoHistory rtos) {
        this.backups = backups;
        this.log = log;
        this.receiving = receiving;
        this.second = second;
        this.volumes = volumes;
        this.rpos = new RpoHistory(log.folder());
        this.rtos = rtos;
    }

    /** Enters in the history what would be lost now. */
    public void sample() throws IOException {
        rpos.sample(rpo(receiving.state(), List.of()), Instant.now());
    }

    /**
     * Whether the log behind the latest base backup has a hole, behind which only another one goes on. Told at the second
     * look, as a file may be renamed during the first, and again after some time, should that one have failed.
     */
    public boolean wantsBaseBackup() throws IOException {
        return wantsBaseBackup(Instant.now());
    }

    synchronized boolean wantsBaseBackup(Instant now) throws IOException {
        List<StoredBackup> all = backups.list();
        LogChain.Hole found =
                all.isEmpty() ? null : LogChain.of(all.get(0), log).hole().orElse(null);
        boolean again = found != null && hole != null && found.from().equals(hole.from());
        hole = found;
        if (!again || asked.plus(ANOTHER_AFTER).isAfter(now)) {
            return false;
        }
        asked = now;
        return true;
    }

    /** What can be reached now. */
    public WindowFacts now() throws IOException {
        ReceiverState receiver = receiving.state();
        List<WindowFacts.Span> spans = new ArrayList<>();
        Set<WindowFacts.Missing> holes = new LinkedHashSet<>();
        List<String> warnings = new ArrayList<>();
        for (StoredBackup backup : backups.list()) {
            LogChain chain = LogChain.of(backup, log);
            chain.hole()
                    .ifPresent(hole -> holes.add(new WindowFacts.Missing(
                            hole.from().toString(), hole.to().toString())));
            if (chain.reachesTheBackupsEnd()) {
                spans.add(span(backup, chain, receiver));
            } else {
                warnings.add(
                        "the base backup " + backup.id() + " is of no use: the log that makes it whole is missing");
            }
        }
        warn(spans, receiver, warnings);
        volumes.warning().ifPresent(warnings::add);
        second.state()
                .map(CopyState::trouble)
                .ifPresent(trouble ->
                        warnings.add("what is to lie in recovery.copy-to too is not brought there: " + trouble));
        return new WindowFacts(
                spans.isEmpty() ? null : spans.get(spans.size() - 1).from(),
                spans.isEmpty() ? null : spans.get(0).to(),
                spans,
                List.copyOf(holes),
                rpo(receiver, rpos.hours()),
                rto(),
                receiver,
                second.state().orElse(null),
                warnings,
                receiving.advice());
    }

    private static void warn(List<WindowFacts.Span> spans, ReceiverState receiver, List<String> warnings) {
        if (spans.isEmpty()) {
            warnings.add("nothing can be recovered: take a base backup with POST /api/v1/base-backups");
        } else if (receiver.doing() == ReceiverState.Doing.NOTHING) {
            warnings.add("no log is received: what is written now can be had back from the next base backup only");
        } else if (receiver.trouble() != null) {
            warnings.add("the log is not received: " + receiver.trouble());
        }
    }

    private WindowFacts.Span span(StoredBackup backup, LogChain chain, ReceiverState receiver) throws IOException {
        BackupManifest manifest = backup.manifest();
        return new WindowFacts.Span(
                backup.id(),
                chain.timelines().timeline(),
                new WindowFacts.Moment(manifest.ended(), manifest.stopLsn()),
                latest(manifest, chain, receiver),
                backup.proof().verifiedAt(),
                backup.proof().provenAt());
    }

    /** Up to where the log is there; its time is that of the last commit, or of when the server last had no more. */
    private WindowFacts.Moment latest(BackupManifest manifest, LogChain chain, ReceiverState receiver)
            throws IOException {
        List<LogChain.Piece> pieces = chain.pieces();
        Lsn end = manifest.stop();
        Optional<Instant> commit = Optional.empty();
        boolean endKnown = false;
        for (int i = pieces.size() - 1; i >= Math.max(0, pieces.size() - READ_FROM_BEHIND) && commit.isEmpty(); i--) {
            Optional<Resolution.Reached> read = read(pieces.get(i), chain.timelines());
            if (read.isPresent()) {
                commit = read.get().seen().lastCommit();
                if (!endKnown && end.isBefore(read.get().stop())) {
                    end = read.get().stop();
                }
                endKnown = true;
            }
        }
        Instant time = commit.filter(at -> at.isAfter(manifest.ended())).orElse(manifest.ended());
        boolean newest = chain.hole().isEmpty() && receiver.flushedLsn() != null;
        if (newest && isCaughtUp(receiver) && receiver.heardAt().isAfter(time)) {
            time = receiver.heardAt();
        }
        Lsn flushed = newest ? Lsn.parse(receiver.flushedLsn()) : end;
        return new WindowFacts.Moment(time, (flushed.isBefore(end) ? end : flushed).toString());
    }

    /** A piece that is being renamed while it is looked at is found the next time. */
    private static Optional<Resolution.Reached> read(LogChain.Piece piece, Timelines timelines) throws IOException {
        Lsn start = piece.name().start();
        WalSource source = new WalSource(piece.file().getParent(), timelines, WalSource.ANY_SYSTEM, new Lsn(0));
        try {
            return TargetCheck.resolve(
                                    new ReplayRange(source, start, start, Optional.empty(), Optional.empty()),
                                    new Target.Latest())
                            instanceof Resolution.Reached reached
                    ? Optional.of(reached)
                    : Optional.empty();
        } catch (NoSuchFileException moved) {
            return Optional.empty();
        }
    }

    private static boolean isCaughtUp(ReceiverState receiver) {
        return receiver.serverLsn() != null
                && !Lsn.parse(receiver.flushedLsn()).isBefore(Lsn.parse(receiver.serverLsn()));
    }

    private static WindowFacts.Rpo rpo(ReceiverState receiver, List<RpoHistory.Hour> history) {
        if (receiver.heardAt() == null || receiver.flushedLsn() == null) {
            return new WindowFacts.Rpo(null, null, history);
        }
        long behind = Math.max(0, Lsn.parse(receiver.serverLsn()).bytesSince(Lsn.parse(receiver.flushedLsn())));
        double seconds = Duration.between(receiver.heardAt(), Instant.now()).toMillis() / 1000.0;
        return new WindowFacts.Rpo(Math.max(0, seconds), behind, history);
    }

    private WindowFacts.Rto rto() throws IOException {
        List<RtoHistory.Measured> all = rtos.all();
        return new WindowFacts.Rto(
                all.isEmpty() ? null : all.get(all.size() - 1).seconds(), all);
    }
}
