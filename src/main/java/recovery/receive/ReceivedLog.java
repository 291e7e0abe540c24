package recovery.receive;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import postgres.DurableFiles;
import postgres.Lsn;
import postgres.OwnFiles;
import recovery.wal.SegmentName;
import recovery.wal.WalReader;
import recovery.wal.WalSource;

/** The folder of the log: whole segments, one that is being received, and old ones compressed; all of one server. */
public final class ReceivedLog {

    static final String PARTIAL = ".partial";
    static final String PACKED = ".zst";

    private static final String OWNER = "server.json";

    private final Path folder;

    public ReceivedLog(Path folder) throws IOException {
        this.folder = OwnFiles.folders(folder);
    }

    /**
     * Whose log it is.
     *
     * @param systemIdentifier of the server's data
     * @param segmentBytes of each of its segments
     */
    public record Owner(String systemIdentifier, int segmentBytes) {

        public Owner {
            Objects.requireNonNull(systemIdentifier, "systemIdentifier");
            if (!SegmentName.isSize(segmentBytes)) {
                throw new IllegalArgumentException("a segment of the log has no " + segmentBytes + " bytes");
            }
        }
    }

    /**
     * A segment that is there.
     *
     * @param whole whether all of its bytes are
     * @param packed whether it is compressed
     */
    public record Segment(SegmentName name, boolean whole, boolean packed) {

        public Segment {
            Objects.requireNonNull(name, "name");
        }
    }

    public Path folder() {
        return folder;
    }

    /** Whose log it is; empty before the first byte. */
    public Optional<Owner> owner() throws IOException {
        Path file = folder.resolve(OWNER);
        return Files.exists(file) ? Optional.of(Json.read(Files.readString(file), Owner.class)) : Optional.empty();
    }

    /**
     * Takes this server's log from now on.
     *
     * @throws ProblemException if it holds another server's
     */
    void belongTo(Owner server) throws IOException {
        Optional<Owner> owner = owner();
        if (owner.isPresent() && !owner.get().equals(server)) {
            throw new ProblemException(
                    Problem.refused(
                            "the folder of the log holds that of the server "
                                    + owner.get().systemIdentifier() + ", and this one is " + server.systemIdentifier(),
                            "set recovery.wal to another folder, or move what is in it away with the base backups of that server"));
        }
        if (owner.isEmpty()) {
            DurableFiles.write(folder.resolve(OWNER), Json.write(server) + "\n");
        }
    }

    /** All segments, by timeline and then in their order; one that is there in two forms counts as the whole one. */
    public List<Segment> segments() throws IOException {
        Optional<Owner> owner = owner();
        if (owner.isEmpty()) {
            return List.of();
        }
        int size = owner.get().segmentBytes();
        try (Stream<Path> files = Files.list(folder)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .flatMap(name -> segment(name, size).stream())
                    .collect(toMap(Segment::name, each -> each, (one, other) -> one.whole() ? one : other))
                    .values()
                    .stream()
                    .sorted(Comparator.<Segment>comparingLong(
                                    each -> Integer.toUnsignedLong(each.name().timeline()))
                            .thenComparingLong(each -> each.name().number()))
                    .toList();
        }
    }

    /** The newest timeline of which some is here; 0 where nothing is. */
    public int newestTimeline() throws IOException {
        return segments().stream()
                .mapToInt(segment -> segment.name().timeline())
                .reduce(0, (one, other) -> Integer.compareUnsigned(one, other) > 0 ? one : other);
    }

    private static Optional<Segment> segment(String file, int size) {
        boolean partial = file.endsWith(PARTIAL);
        boolean packed = file.endsWith(PACKED);
        String name = partial || packed ? file.substring(0, file.lastIndexOf('.')) : file;
        return SegmentName.parse(name, size).map(segment -> new Segment(segment, !partial, packed));
    }

    /** The segment in which receiving goes on: the newest that is not whole, or the one after the newest that is. */
    Optional<SegmentName> next() throws IOException {
        List<Segment> all = segments();
        if (all.isEmpty()) {
            return Optional.empty();
        }
        Segment newest = all.get(all.size() - 1);
        return Optional.of(newest.whole() ? newest.name().next() : newest.name());
    }

    /** Whether all of that segment is here up to the end of its timeline, behind which nothing was written. */
    boolean hasUpTo(SegmentName segment, Lsn end) throws IOException {
        Path partial = folder.resolve(segment + PARTIAL);
        if (end.isBefore(segment.start()) || !end.isBefore(segment.end()) || !Files.exists(partial)) {
            return false;
        }
        // How far it is filled does not tell: records may end with zeros, as the rest of the file does.
        WalSource source = WalSource.of(folder, segment.timeline());
        // A record may have begun in the segment before.
        Lsn before = new Lsn(Math.max(0, segment.start().bytes() - segment.size()));
        try (WalReader reader = new WalReader(source, source.has(before) ? before : segment.start())) {
            while (reader.next()) {
                if (!reader.record().end().isBefore(end)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Whether the history of that timeline is here. */
    boolean hasHistory(int timeline) {
        return Files.exists(history(timeline));
    }

    /** Keeps the history of a timeline. */
    void keepHistory(int timeline, String content) throws IOException {
        DurableFiles.write(history(timeline), content);
    }

    private Path history(int timeline) {
        return folder.resolve("%08X.history".formatted(timeline));
    }

    /** Deletes what lies before that place, whatever its timeline; tells how many segments those were. */
    int deleteBefore(Lsn place) throws IOException {
        int deleted = 0;
        for (Segment segment : segments()) {
            if (!place.isBefore(segment.name().end())) {
                for (String ending : List.of("", PACKED, PARTIAL)) {
                    Files.deleteIfExists(folder.resolve(segment.name() + ending));
                }
                deleted++;
            }
        }
        if (deleted > 0) {
            DurableFiles.sync(folder);
        }
        return deleted;
    }
}
