package recovery.window;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import postgres.Lsn;
import recovery.backup.BackupManifest;
import recovery.backup.StoredBackup;
import recovery.receive.ReceivedLog;
import recovery.wal.SegmentName;
import recovery.wal.Timelines;

/**
 * The log that goes on from a base backup: its own, and then what was received, segment by segment as far as none is missing.
 *
 * @param timelines the way to the newest timeline, which it follows
 * @param pieces without a gap, from the segment on that has the backup's start
 * @param hole what is missing behind them, if there is more behind that
 */
public record LogChain(StoredBackup backup, Timelines timelines, List<Piece> pieces, Optional<Hole> hole) {

    private static final String PACKED = ".zst";
    private static final String PARTIAL = ".partial";

    /**
     * A segment.
     *
     * @param file where it lies
     * @param whole whether all of it is there
     */
    public record Piece(SegmentName name, Path file, boolean whole) {

        public Piece {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(file, "file");
        }

        /** Whether it has to be unpacked. */
        public boolean isPacked() {
            return file.toString().endsWith(PACKED);
        }
    }

    /**
     * Log that is missing.
     *
     * @param from its first byte
     * @param to where the log goes on
     */
    public record Hole(Lsn from, Lsn to) {}

    public LogChain {
        pieces = List.copyOf(pieces);
    }

    /** What there is now; it grows while the log is received. */
    public static LogChain of(StoredBackup backup, ReceivedLog log) throws IOException {
        return of(backup, log, null);
    }

    /**
     * The same on the way to a timeline that need not be the newest: what a server wrote that another took the place of.
     *
     * @param timeline null for the newest
     */
    public static LogChain of(StoredBackup backup, ReceivedLog log, Integer timeline) throws IOException {
        BackupManifest manifest = backup.manifest();
        int size = manifest.server().segmentBytes();
        Map<SegmentName, Piece> found = new TreeMap<>((one, other) -> one.number() == other.number()
                ? Integer.compareUnsigned(one.timeline(), other.timeline())
                : Long.compare(one.number(), other.number()));
        collect(backup.folder().resolve(BackupManifest.LOG), size, found);
        // Earlier versions kept the beginning of the next segment as if it were whole.
        found.keySet().removeIf(name -> !name.start().isBefore(manifest.stop()));
        if (isOf(manifest, log)) {
            collect(log.folder(), size, found);
        }
        Timelines timelines =
                timeline == null ? timelines(manifest, log, found) : Timelines.read(log.folder(), timeline);
        return follow(backup, timelines, found, SegmentName.holding(manifest.start(), manifest.timeline(), size));
    }

    private static boolean isOf(BackupManifest manifest, ReceivedLog log) throws IOException {
        return log.owner()
                .filter(owner ->
                        owner.systemIdentifier().equals(manifest.server().systemIdentifier())
                                && owner.segmentBytes() == manifest.server().segmentBytes())
                .isPresent();
    }

    /** Of a segment that is there twice, a whole one counts; of two whole ones, the one that need not be unpacked. */
    private static void collect(Path folder, int size, Map<SegmentName, Piece> into) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = file.getFileName().toString();
                boolean partial = name.endsWith(PARTIAL);
                boolean packed = name.endsWith(PACKED);
                Optional<SegmentName> segment =
                        SegmentName.parse(partial || packed ? name.substring(0, name.lastIndexOf('.')) : name, size);
                if (segment.isPresent()) {
                    into.merge(segment.get(), new Piece(segment.get(), file, !partial), LogChain::better);
                }
            }
        }
    }

    private static Piece better(Piece one, Piece other) {
        if (one.whole != other.whole) {
            return one.whole ? one : other;
        }
        return one.isPacked() ? other : one;
    }

    /** To the newest timeline that the backup's own leads to; else that one alone. */
    private static Timelines timelines(BackupManifest manifest, ReceivedLog log, Map<SegmentName, Piece> found)
            throws IOException {
        List<Integer> newestFirst = found.keySet().stream()
                .map(SegmentName::timeline)
                .distinct()
                .sorted((one, other) -> Integer.compareUnsigned(other, one))
                .toList();
        for (int timeline : newestFirst) {
            Timelines way = Timelines.read(log.folder(), timeline);
            if (way.contains(manifest.timeline())) {
                return way;
            }
        }
        return Timelines.read(log.folder(), manifest.timeline());
    }

    private static LogChain follow(
            StoredBackup backup, Timelines timelines, Map<SegmentName, Piece> found, SegmentName first) {
        List<Piece> pieces = new ArrayList<>();
        SegmentName next = first;
        for (Piece piece = at(next, timelines, found); piece != null; piece = at(next, timelines, found)) {
            pieces.add(piece);
            next = next.next();
        }
        SegmentName missing = next;
        Optional<Hole> hole = found.keySet().stream()
                .filter(name -> name.number() > missing.number() && timelines.contains(name.timeline()))
                .findFirst()
                .map(goesOn -> new Hole(missing.start(), goesOn.start()));
        return new LogChain(backup, timelines, pieces, hole);
    }

    private static Piece at(SegmentName segment, Timelines timelines, Map<SegmentName, Piece> found) {
        return found.get(segment.on(timelines.of(segment.number(), segment.size())));
    }

    /** Whether it makes the backup whole. */
    public boolean reachesTheBackupsEnd() {
        return !pieces.isEmpty()
                && !pieces.get(pieces.size() - 1)
                        .name()
                        .end()
                        .isBefore(backup.manifest().stop());
    }
}
