package recovery.heap;

import java.util.Arrays;

/**
 * A version of a row as it lies on a page. Source: {@code htup_details.h}.
 *
 * @param bytes of the page
 * @param at where it begins
 * @param length with its header, without what brings the next into line
 */
record Tuple(byte[] bytes, int at, int length) {

    static final int SMALLEST = 24;

    static final int XMAX = 4;
    static final int CID = 8;
    static final int BLOCK = 12;
    static final int ITEM = 16;
    static final int MASK2 = 18;
    static final int MASK = 20;
    static final int DATA = 22;
    static final int NULLS = 23;

    static final int COLUMNS = 0x07FF;
    static final int NEVER2 = 0x1800;
    private static final int KEYS_UPDATED = 0x2000;
    private static final int HOT_UPDATED = 0x4000;

    static final int HAS_NULLS = 0x0001;
    static final int HAS_VARIABLE = 0x0002;
    static final int HAS_EXTERNAL = 0x0004;
    /** What is neither set in these versions, nor anything but a relict of old ones. */
    static final int NEVER = 0xC008;

    private static final int COMBINED_CID = 0x0020;
    private static final int LOCKED_ONLY = 0x0080;
    private static final int LOCK_BITS = 0x1050;
    private static final int EXCLUSIVE_LOCK = 0x0040;
    private static final int XMIN_COMMITTED = 0x0100;
    private static final int XMIN_ANY = 0x0300;
    private static final int XMAX_COMMITTED = 0x0400;
    private static final int XMAX_INVALID = 0x0800;
    private static final int MULTI = 0x1000;

    /** Columns are where they were; the transaction that made it is so old that all see it, and nobody ended it. */
    static final int KEPT = HAS_NULLS | HAS_VARIABLE | HAS_EXTERNAL;

    static final int VISIBLE = XMIN_ANY | XMAX_INVALID;

    /** A row that went to another partition has no place of its own that it was updated to. */
    private static final int HALF = 16;

    int xmin() {
        return Bytes.i32(bytes, at);
    }

    int xmax() {
        return Bytes.i32(bytes, at + XMAX);
    }

    int mask() {
        return Bytes.u16(bytes, at + MASK);
    }

    int mask2() {
        return Bytes.u16(bytes, at + MASK2);
    }

    int columns() {
        return mask2() & COLUMNS;
    }

    boolean hasExternal() {
        return (mask() & HAS_EXTERNAL) != 0;
    }

    /** Where the version is that took its place, or where it was itself, if none did. */
    long next() {
        return place(
                Bytes.u16(bytes, at + BLOCK) << HALF | Bytes.u16(bytes, at + BLOCK + 2), Bytes.u16(bytes, at + ITEM));
    }

    /** A place in a table as one number. */
    static long place(int block, int item) {
        return Integer.toUnsignedLong(block) << HALF | item;
    }

    static int blockOf(long place) {
        return (int) (place >>> HALF);
    }

    static int itemOf(long place) {
        return (int) (place & 0xFFFF);
    }

    /** Whether it was ever committed. */
    boolean wasCommitted(Commits commits) {
        int known = mask() & XMIN_ANY;
        return known != 0 ? (known & XMIN_COMMITTED) != 0 : commits.isCommitted(xmin());
    }

    /** The committed transaction that ended it; 0 if none did. */
    int endedBy(Commits commits) {
        int mask = mask();
        if ((mask & XMAX_INVALID) != 0 || (mask & LOCKED_ONLY) != 0 || (mask & LOCK_BITS) == EXCLUSIVE_LOCK) {
            return 0;
        }
        if ((mask & MULTI) != 0) {
            int updater = commits.updaterIn(xmax());
            return updater != 0 && commits.isCommitted(updater) ? updater : 0;
        }
        return (mask & XMAX_COMMITTED) != 0 || commits.isCommitted(xmax()) ? xmax() : 0;
    }

    /** Whether one transaction made and ended it, so that nobody else ever saw it. */
    boolean wasNeverSeen(int endedBy) {
        return (mask() & COMBINED_CID) != 0 || endedBy == xmin();
    }

    /** Whether it was ended by a delete and not by an update, as far as the header tells. */
    boolean saysDeleted() {
        return (mask2() & (KEYS_UPDATED | HOT_UPDATED)) == KEYS_UPDATED;
    }

    /** Whether it is the same version, which may lie on a page twice. */
    boolean isCopyOf(Tuple other) {
        return length == other.length
                && xmin() == other.xmin()
                && columns() == other.columns()
                && Arrays.equals(bytes, at + DATA, at + length, other.bytes, other.at + DATA, other.at + other.length);
    }

    byte[] copy() {
        return Arrays.copyOfRange(bytes, at, at + length);
    }
}
