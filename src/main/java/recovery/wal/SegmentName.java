package recovery.wal;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import postgres.Lsn;

/**
 * Which piece of the log a file holds: its name is the timeline, and the number in two halves, eight hexadecimal digits
 * each.
 *
 * @param timeline from 1, unsigned
 * @param number how many segments of that size came before it, from the beginning of the log
 * @param size bytes of a segment: a power of two, from 1 MB to 1 GB
 */
public record SegmentName(int timeline, long number, int size) {

    private static final Pattern NAME = Pattern.compile("([0-9A-F]{8})([0-9A-F]{8})([0-9A-F]{8})");
    private static final int HEXADECIMAL = 16;
    private static final long FOUR_GIGABYTES = 0x1_0000_0000L;
    private static final int SMALLEST = 1 << 20;
    private static final int LARGEST = 1 << 30;

    public SegmentName {
        if (!isSize(size)) {
            throw new IllegalArgumentException("a segment of the log has no " + size + " bytes");
        }
        if (timeline == 0 || number < 0) {
            throw new IllegalArgumentException("segment %d of timeline %d is none".formatted(number, timeline));
        }
    }

    /** Whether PostgreSQL makes segments of that size. */
    public static boolean isSize(int bytes) {
        return bytes >= SMALLEST && bytes <= LARGEST && Integer.bitCount(bytes) == 1;
    }

    /** The segment that holds a place. */
    public static SegmentName holding(Lsn place, int timeline, int size) {
        return new SegmentName(timeline, place.bytes() / size, size);
    }

    /** What a name without ending says; empty if it is none of a segment. */
    public static Optional<SegmentName> parse(String name, int size) {
        Matcher parts = NAME.matcher(name);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int timeline = Integer.parseUnsignedInt(parts.group(1), HEXADECIMAL);
        long high = Long.parseLong(parts.group(2), HEXADECIMAL);
        long low = Long.parseLong(parts.group(3), HEXADECIMAL);
        return timeline == 0 || low >= perHalf(size)
                ? Optional.empty()
                : Optional.of(new SegmentName(timeline, high * perHalf(size) + low, size));
    }

    public SegmentName next() {
        return new SegmentName(timeline, number + 1, size);
    }

    public SegmentName on(int otherTimeline) {
        return new SegmentName(otherTimeline, number, size);
    }

    /** Where it begins. */
    public Lsn start() {
        return new Lsn(number * size);
    }

    /** Where the next one begins. */
    public Lsn end() {
        return new Lsn((number + 1) * size);
    }

    private static long perHalf(int size) {
        return FOUR_GIGABYTES / size;
    }

    /** The name of its file. */
    @Override
    public String toString() {
        return "%08X%08X%08X".formatted(timeline, number / perHalf(size), number % perHalf(size));
    }
}
