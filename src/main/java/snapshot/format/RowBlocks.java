package snapshot.format;

import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.Arrays;

/** Reads rows of CSV in blocks, each of which begins with a row and may end in the middle of one. */
public final class RowBlocks {

    /** Bytes of a block, unless a row is longer. */
    static final int SIZE = 1 << 18;

    /** What is done with a block. */
    @FunctionalInterface
    public interface Taker {

        /** Takes the rows that are whole; returns where the first begins that is not, which comes again with more behind it. */
        int take(byte[] block, int limit) throws IOException, SQLException;
    }

    private RowBlocks() {}

    /**
     * Reads to the end.
     *
     * @throws IOException if that is in the middle of a row
     */
    public static void read(InputStream rows, Taker taker) throws IOException, SQLException {
        byte[] block = new byte[SIZE];
        int limit = 0;
        for (int got = rows.read(block); got >= 0; got = rows.read(block, limit, block.length - limit)) {
            limit += got;
            int taken = taker.take(block, limit);
            System.arraycopy(block, taken, block, 0, limit - taken);
            limit -= taken;
            if (limit == block.length) {
                block = Arrays.copyOf(block, Math.multiplyExact(block.length, 2));
            }
        }
        if (limit > 0) {
            throw new IOException("the rows end in the middle of one");
        }
    }
}
