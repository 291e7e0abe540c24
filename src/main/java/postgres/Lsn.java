package postgres;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the write-ahead log: how many bytes came before it.
 *
 * @param bytes unsigned
 */
public record Lsn(long bytes) implements Comparable<Lsn> {

    private static final Pattern TEXT = Pattern.compile("([0-9A-Fa-f]{1,8})/([0-9A-Fa-f]{1,8})");

    private static final int HALF = 32;
    private static final long LOWER = 0xFFFF_FFFFL;
    private static final int HEXADECIMAL = 16;

    /**
     * What PostgreSQL writes, as in {@code 16/B374D848}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Lsn parse(String text) {
        Matcher halves = TEXT.matcher(text);
        if (!halves.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is no place in the log, as in 16/B374D848");
        }
        return new Lsn(
                Long.parseLong(halves.group(1), HEXADECIMAL) << HALF | Long.parseLong(halves.group(2), HEXADECIMAL));
    }

    /** How many bytes of the log lie between an earlier place and this one; negative if that one is later. */
    public long bytesSince(Lsn earlier) {
        return bytes - earlier.bytes;
    }

    /** The place so many bytes further on. */
    public Lsn plus(long more) {
        return new Lsn(bytes + more);
    }

    public boolean isBefore(Lsn other) {
        return compareTo(other) < 0;
    }

    @Override
    public int compareTo(Lsn other) {
        return Long.compareUnsigned(bytes, other.bytes);
    }

    /** As PostgreSQL writes it. */
    @Override
    public String toString() {
        return "%X/%X".formatted(bytes >>> HALF, bytes & LOWER);
    }
}
