package recovery.backup;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import postgres.Lsn;

/**
 * The checksum that PostgreSQL keeps in each page: 32 hashes side by side over the words of the page, the checksum's own two
 * bytes taken as zero, folded together with the number of the page.
 *
 * @see <a href="https://www.postgresql.org/docs/current/checksums.html">Data checksums</a>
 */
final class PageChecksum {

    static final int PAGE = 8192;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle HALF = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int LANES = 32;
    private static final int PRIME = 16777619;
    private static final int SHIFT = 17;
    private static final int ROUNDS_OF_ZEROS = 2;
    private static final int CHECKSUM_WORD = 2;
    private static final int CHECKSUM_AT = 8;
    private static final int UPPER_AT = 14;
    private static final int LARGEST = 65535;
    private static final int SHORT = 0xFFFF;

    private static final int[] SEEDS = {
        0x5B1F36E9, 0xB8525960, 0x02AB50AA, 0x1DE66D2A, 0x79FF467A, 0x9BB9F8A3, 0x217E7CD2, 0x83E13D2C,
        0xF8D4474F, 0xE39EB970, 0x42C6AE16, 0x993216FA, 0x7B093B5D, 0x98DAFF3C, 0xF718902A, 0x0B1C9CDB,
        0xE58F764B, 0x187636BC, 0x5D7B3BB1, 0xE73DE7DE, 0x92BEC979, 0xCCA6C0B2, 0x304A0979, 0x85AA43D4,
        0x783125BB, 0x6CA8EAA2, 0xE407EAC6, 0x4B5CFC3E, 0x9FBF8C76, 0x15CA20BE, 0xF2CA9FD3, 0x959BD756
    };

    private PageChecksum() {}

    /**
     * Whether a page is as the server wrote it, as far as that matters: one that was written since the backup began may be
     * torn, and comes whole out of the log; one that was never filled has no checksum.
     *
     * @param block its number in the relation
     */
    static boolean isSound(byte[] bytes, int offset, int block, Lsn start) {
        if ((short) HALF.get(bytes, offset + UPPER_AT) == 0) {
            return true;
        }
        long written = ((long) (int) WORD.get(bytes, offset) << Integer.SIZE)
                | Integer.toUnsignedLong((int) WORD.get(bytes, offset + Integer.BYTES));
        return !new Lsn(written).isBefore(start)
                || of(bytes, offset, block) == ((short) HALF.get(bytes, offset + CHECKSUM_AT) & SHORT);
    }

    static int of(byte[] bytes, int offset, int block) {
        int[] sums = SEEDS.clone();
        for (int word = 0; word < PAGE / Integer.BYTES; word++) {
            int value = (int) WORD.get(bytes, offset + word * Integer.BYTES);
            int lane = word % LANES;
            sums[lane] = mixed(sums[lane], word == CHECKSUM_WORD ? value & ~SHORT : value);
        }
        for (int round = 0; round < ROUNDS_OF_ZEROS; round++) {
            for (int lane = 0; lane < LANES; lane++) {
                sums[lane] = mixed(sums[lane], 0);
            }
        }
        int all = block;
        for (int sum : sums) {
            all ^= sum;
        }
        return Integer.remainderUnsigned(all, LARGEST) + 1;
    }

    private static int mixed(int sum, int value) {
        int mixed = sum ^ value;
        return mixed * PRIME ^ mixed >>> SHIFT;
    }
}
