package recovery.heap;

/**
 * A page of a table's file: line pointers from the front, tuples from behind, and between them what pruning left. Source:
 * {@code bufpage.h}, {@code itemid.h}, {@code checksum_impl.h}; the same in 14 to 18.
 *
 * @param bytes of the page, all of them
 * @param block its number in the table
 */
record Page(byte[] bytes, int block) {

    static final int SIZE = 8192;
    static final int HEADER = 24;
    static final int POINTER = 4;

    static final int LOWER = 12;
    static final int UPPER = 14;
    static final int SPECIAL = 16;
    static final int SIZE_AND_LAYOUT = 18;
    static final int LAYOUT = SIZE | 4;
    static final int CHECKSUM = 8;

    /** What line pointers point to. */
    static final int NORMAL = 1;

    static final int DEAD = 3;

    private static final int OFFSET_BITS = 15;
    private static final int OFFSET_MASK = 0x7FFF;
    private static final int STATE_MASK = 3;
    private static final int LENGTH_SHIFT = 17;
    private static final int MIX_SHIFT = 17;

    private static final int LANES = 32;
    private static final int PRIME = 16_777_619;
    private static final int ROUNDS_AFTER = 2;
    private static final int MOST = 65_535;
    private static final int WORD_OF_CHECKSUM = 2;
    private static final int ITS_FLAGS = 0xFFFF_0000;

    private static final int[] BASE = {
        0x5B1F36E9, 0xB8525960, 0x02AB50AA, 0x1DE66D2A, 0x79FF467A, 0x9BB9F8A3, 0x217E7CD2, 0x83E13D2C,
        0xF8D4474F, 0xE39EB970, 0x42C6AE16, 0x993216FA, 0x7B093B5D, 0x98DAFF3C, 0xF718902A, 0x0B1C9CDB,
        0xE58F764B, 0x187636BC, 0x5D7B3BB1, 0xE73DE7DE, 0x92BEC979, 0xCCA6C0B2, 0x304A0979, 0x85AA43D4,
        0x783125BB, 0x6CA8EAA2, 0xE407EAC6, 0x4B5CFC3E, 0x9FBF8C76, 0x15CA20BE, 0xF2CA9FD3, 0x959BD756
    };

    int lower() {
        return Bytes.u16(bytes, LOWER);
    }

    int upper() {
        return Bytes.u16(bytes, UPPER);
    }

    /** Whether nothing was ever written on it. */
    boolean isNew() {
        return upper() == 0;
    }

    /** Whether its header is one of a page of a table. */
    boolean isSound() {
        return lower() >= HEADER
                && lower() <= upper()
                && upper() <= SIZE
                && Bytes.u16(bytes, SPECIAL) == SIZE
                && Bytes.u16(bytes, SIZE_AND_LAYOUT) == LAYOUT;
    }

    /** How many line pointers there are; the first is number 1. */
    int pointers() {
        return (lower() - HEADER) / POINTER;
    }

    private int pointer(int number) {
        return Bytes.i32(bytes, HEADER + POINTER * (number - 1));
    }

    int stateOf(int number) {
        return pointer(number) >>> OFFSET_BITS & STATE_MASK;
    }

    int offsetOf(int number) {
        return pointer(number) & OFFSET_MASK;
    }

    int lengthOf(int number) {
        return pointer(number) >>> LENGTH_SHIFT;
    }

    /** Whether what the line pointer points to lies where tuples do. */
    boolean isWithin(int number) {
        int at = offsetOf(number);
        int length = lengthOf(number);
        return at >= upper() && at + length <= SIZE && length >= Tuple.SMALLEST;
    }

    /** A line pointer to a tuple. */
    static int pointerTo(int offset, int length) {
        return offset | NORMAL << OFFSET_BITS | length << LENGTH_SHIFT;
    }

    /** The checksum that is to stand in it, if its server keeps any. */
    int checksum() {
        return checksum(bytes, 0, block);
    }

    /** That of a page that begins somewhere in the array. */
    static int checksum(byte[] bytes, int from, int block) {
        int[] sums = BASE.clone();
        for (int round = 0; round < SIZE / POINTER / LANES + ROUNDS_AFTER; round++) {
            for (int lane = 0; lane < LANES; lane++) {
                int mixed = sums[lane] ^ word(bytes, from, round * LANES + lane);
                sums[lane] = mixed * PRIME ^ mixed >>> MIX_SHIFT;
            }
        }
        int sum = block;
        for (int lane : sums) {
            sum ^= lane;
        }
        return Integer.remainderUnsigned(sum, MOST) + 1;
    }

    /** Two rounds of zeros come behind the page, and the checksum itself counts as zero. */
    private static int word(byte[] bytes, int from, int number) {
        if (number >= SIZE / POINTER) {
            return 0;
        }
        int word = Bytes.i32(bytes, from + POINTER * number);
        return number == WORD_OF_CHECKSUM ? word & ITS_FLAGS : word;
    }

    /** Whether a page that begins somewhere in the array is as it was written; a new one always is. */
    static boolean isWhole(byte[] bytes, int from, int block) {
        return Bytes.u16(bytes, from + UPPER) == 0 || checksum(bytes, from, block) == Bytes.u16(bytes, from + CHECKSUM);
    }
}
