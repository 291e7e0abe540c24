package recovery.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import ledger.Problem;
import ledger.ProblemException;
import ledger.ProblemType;
import postgres.DurableFiles;
import postgres.Lsn;
import recovery.backup.BackupManifest;
import recovery.backup.StoredBackup;
import recovery.receive.ReceivedLog;
import recovery.wal.ReplayRange;
import recovery.wal.Resolution;
import recovery.wal.SegmentName;
import recovery.wal.Target;
import recovery.wal.TargetCheck;
import recovery.wal.WalSource;
import recovery.window.LogChain;

/**
 * The base backup from which a target is reached, and the record to stop at: all of the log on the way has been read.
 *
 * @param chain the log, which is followed only as far as it has to be
 */
record ChosenBackup(LogChain chain, Resolution.Reached reached) {

    private static final int TRIES = 5;

    ChosenBackup {
        Objects.requireNonNull(chain, "chain");
        Objects.requireNonNull(reached, "reached");
    }

    StoredBackup backup() {
        return chain.backup();
    }

    /** The segments that are replayed. */
    List<LogChain.Piece> pieces() {
        int size = backup().manifest().server().segmentBytes();
        // The record to stop at may go on in the segment behind it.
        long last = SegmentName.holding(reached.stop(), 1, size).number() + 1;
        return chain.pieces().stream()
                .filter(piece -> piece.name().number() <= last)
                .toList();
    }

    /**
     * Looks for it, from the latest base backup on.
     *
     * @param timeline the one that is followed, or null for the newest
     * @param backups the latest first
     * @param reading an empty folder for what is needed to read the log
     * @param received what is known to be here
     * @throws ProblemException if the target is reached from none of them, with what was found
     */
    static ChosenBackup of(
            Target target,
            Integer timeline,
            List<StoredBackup> backups,
            ReceivedLog log,
            Path reading,
            Received received)
            throws IOException {
        if (backups.isEmpty()) {
            throw new ProblemException(Problem.notFound(
                    "there is no base backup to recover from", "take one with POST /api/v1/base-backups"));
        }
        String refused = null;
        for (StoredBackup backup : backups) {
            Read read = read(target, timeline, backup, log, reading, received);
            LogChain chain = read.chain;
            Resolution resolution = read.resolution;
            if (resolution instanceof Resolution.Reached reached && !isAtHole(chain, reached)) {
                return new ChosenBackup(chain, reached);
            }
            // What the newest says counts, unless it is only too new.
            if (refused == null || resolution instanceof Resolution.BeforeBackup) {
                refused = message(chain, target, resolution);
            }
            if (resolution instanceof Resolution.NotReached && isPlaced(target)) {
                break;
            }
        }
        throw new ProblemException(Problem.refused(
                refused, "GET /api/v1/recovery/window tells from when to when the server can be rewound"));
    }

    /**
     * The end of a base backup.
     *
     * @throws ProblemException if its log does not make it whole
     */
    static ChosenBackup endOf(StoredBackup backup, ReceivedLog log, Path reading) throws IOException {
        Target end = new Target.Place(backup.manifest().stop());
        Read read = read(end, null, backup, log, reading, Received.NOTHING);
        if (read.resolution instanceof Resolution.Reached reached) {
            return new ChosenBackup(read.chain, reached);
        }
        throw new ProblemException(Problem.of(
                ProblemType.VERIFICATION_FAILED,
                "the log of the base backup " + backup.id() + " does not make it whole: "
                        + message(read.chain, end, read.resolution),
                "do not rely on it: take another"));
    }

    /** The state before a hole is nobody's latest, whatever PostgreSQL makes of it. */
    private static boolean isAtHole(LogChain chain, Resolution.Reached reached) {
        return reached.last() && chain.hole().isPresent();
    }

    private static String message(LogChain chain, Target target, Resolution resolution) {
        String said =
                resolution instanceof Resolution.Refused refused ? refused.message() : target + " cannot be reached";
        boolean endsEarly = resolution instanceof Resolution.Reached || resolution instanceof Resolution.NotReached;
        return said
                + chain.hole()
                        .filter(hole -> endsEarly)
                        .map(hole -> ", as log is missing from " + hole.from() + " to " + hole.to())
                        .orElse("");
    }

    /** What lies behind the end of the log does so for older base backups too. */
    private static boolean isPlaced(Target target) {
        return target instanceof Target.Time || target instanceof Target.Place;
    }

    /**
     * How much log is known to be here.
     *
     * @param at when that was all that the server had; empty if nobody knows
     * @param flushed up to where it was written down; empty if nothing is received
     */
    record Received(Optional<Instant> at, Optional<Lsn> flushed) {

        static final Received NOTHING = new Received(Optional.empty(), Optional.empty());

        /** A segment that gets its name while a folder is looked through may be missed, and what comes last with it. */
        private boolean isWithin(LogChain chain, ReceivedLog log) {
            boolean follows =
                    chain.pieces().stream().anyMatch(piece -> piece.file().startsWith(log.folder()));
            return flushed.isEmpty()
                    || !follows
                    || chain.hole().isPresent()
                    || !chain.pieces()
                            .get(chain.pieces().size() - 1)
                            .name()
                            .end()
                            .isBefore(flushed.get());
        }
    }

    private record Read(LogChain chain, Resolution resolution) {}

    /** Segments are compressed beside it: where one that was read got another name meanwhile, it is read once more. */
    private static Read read(
            Target target, Integer timeline, StoredBackup backup, ReceivedLog log, Path reading, Received received)
            throws IOException {
        for (int i = 0; i < TRIES; i++) {
            LogChain chain = LogChain.of(backup, log, timeline);
            link(chain, log, reading);
            Resolution resolution = resolve(target, chain, reading, received);
            if (isAllThere(reading) && received.isWithin(chain, log)) {
                return new Read(chain, resolution);
            }
        }
        throw new ProblemException(
                Problem.unavailable("the log changes faster than it can be read", "try again in a moment"));
    }

    private static void link(LogChain chain, ReceivedLog log, Path reading) throws IOException {
        DurableFiles.empty(reading);
        for (LogChain.Piece piece : chain.pieces()) {
            if (piece.whole()) {
                Files.createSymbolicLink(
                        reading.resolve(piece.file().getFileName()),
                        piece.file().toAbsolutePath());
            } else {
                copyPartial(piece, reading);
            }
        }
        copyHistories(log.folder(), reading);
    }

    private static boolean isAllThere(Path reading) throws IOException {
        try (Stream<Path> links = Files.list(reading)) {
            return links.allMatch(Files::exists);
        }
    }

    private static Resolution resolve(Target target, LogChain chain, Path reading, Received received)
            throws IOException {
        BackupManifest manifest = chain.backup().manifest();
        long system = Long.parseUnsignedLong(manifest.server().systemIdentifier());
        return TargetCheck.resolve(
                new ReplayRange(
                        new WalSource(reading, chain.timelines(), system, new Lsn(0)),
                        manifest.start(),
                        manifest.stop(),
                        // Our clock may be another than the server's, which the log tells.
                        Optional.empty(),
                        received.at()),
                target);
    }

    /** It may become whole while it is looked at, and be called otherwise then. */
    private static void copyPartial(LogChain.Piece piece, Path reading) throws IOException {
        Path whole = piece.file().resolveSibling(piece.name().toString());
        Files.copy(
                Files.exists(whole) ? whole : piece.file(),
                reading.resolve(piece.name() + ".partial"),
                StandardCopyOption.REPLACE_EXISTING);
    }

    static void copyHistories(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (file.getFileName().toString().endsWith(".history")) {
                    Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }
}
