package recovery.wal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import postgres.Lsn;

/**
 * A folder of WAL: whole segments, one that is still being received ({@code .partial}), old ones packed ({@code .zst}).
 *
 * @param folder where they are
 * @param timelines which of them belong together
 * @param system the identifier of the system that wrote them, or {@link #ANY_SYSTEM} for that of the first one read
 * @param written up to where the log is known to be there: what ends before that is damaged; {@code 0/0} if not known
 */
public record WalSource(Path folder, Timelines timelines, long system, Lsn written) {

    public static final long ANY_SYSTEM = 0;

    private static final int DEFAULT_SEGMENT = 16 << 20;

    public WalSource {
        Objects.requireNonNull(folder, "folder");
        Objects.requireNonNull(timelines, "timelines");
        Objects.requireNonNull(written, "written");
    }

    /** One timeline of whatever system. */
    public static WalSource of(Path folder, int timeline) throws IOException {
        return new WalSource(folder, Timelines.read(folder, timeline), ANY_SYSTEM, new Lsn(0));
    }

    public WalSource ofSystem(long identifier) {
        return new WalSource(folder, timelines, identifier, written);
    }

    public WalSource writtenTo(Lsn place) {
        return new WalSource(folder, timelines, system, place);
    }

    /** How large its segments are, as the first one says that can be asked. */
    int segmentSize() throws IOException {
        for (String name : names()) {
            Optional<SegmentFile> file = SegmentFile.open(folder, name);
            if (file.isPresent()) {
                try (SegmentFile segment = file.get()) {
                    int size = PageHeader.segmentSize(segment.beginning());
                    if (SegmentName.isSize(size)) {
                        return size;
                    }
                }
            }
        }
        return DEFAULT_SEGMENT;
    }

    /** The first segment after one that is there, of a timeline that is read. */
    Optional<SegmentName> after(SegmentName segment) throws IOException {
        return names().stream()
                .flatMap(name -> SegmentName.parse(name, segment.size()).stream())
                .filter(other -> other.number() > segment.number()
                        && other.timeline() == timelines.of(other.number(), other.size()))
                .min((one, other) -> Long.compare(one.number(), other.number()));
    }

    /** The first segment that is there, of a timeline that is read. */
    public Optional<SegmentName> first() throws IOException {
        int size = segmentSize();
        return names().stream()
                .flatMap(name -> SegmentName.parse(name, size).stream())
                .filter(segment -> timelines.contains(segment.timeline()))
                .min((one, other) -> Long.compare(one.number(), other.number()));
    }

    /** Whether the segment of a place is there. */
    public boolean has(Lsn place) throws IOException {
        int size = segmentSize();
        long number = place.bytes() / size;
        return names().contains(new SegmentName(timelines.of(number, size), number, size).toString());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .map(name -> name.endsWith(SegmentFile.PARTIAL) || name.endsWith(SegmentFile.PACKED)
                            ? name.substring(0, name.lastIndexOf('.'))
                            : name)
                    .filter(name -> name.matches("[0-9A-F]{24}"))
                    .distinct()
                    .sorted()
                    .toList();
        }
    }
}
