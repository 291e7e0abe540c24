package snapshot.format;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;

/** Reads rows of CSV in blocks, each of which begins with a row and may end in the middle of one. */
public final class RowBlocks {

    /** Bytes of a block, unless a row is longer. */
    static final int SIZE = 1 << 18;

    /** The most bytes of a row that is taken here. */
    static final int LONGEST = 1 << 22;

    /** What is done with a block. */
    @FunctionalInterface
    public interface Taker {

        /** Takes the rows that are whole; returns where the first begins that is not, which comes again with more behind it. */
        int take(byte[] block, int limit) throws IOException, SQLException;
    }

    private RowBlocks() {}

    /**
     * Reads to the end, or up to a row that is longer than is taken here.
     *
     * @return that row and all behind it; nothing if it came to the end
     * @throws IOException if that is in the middle of a row
     */
    public static Optional<InputStream> read(InputStream rows, Taker taker) throws IOException, SQLException {
        byte[] block = new byte[SIZE];
        int limit = 0;
        for (int got = rows.read(block); got >= 0; got = rows.read(block, limit, block.length - limit)) {
            limit += got;
            int taken = taker.take(block, limit);
            System.arraycopy(block, taken, block, 0, limit - taken);
            limit -= taken;
            if (limit == block.length) {
                if (limit >= LONGEST) {
                    return Optional.of(new SequenceInputStream(new ByteArrayInputStream(block), rows));
                }
                block = Arrays.copyOf(block, block.length * 2);
            }
        }
        if (limit > 0) {
            throw new IOException("the rows end in the middle of one");
        }
        return Optional.empty();
    }
}
