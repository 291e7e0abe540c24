package snapshot.format;

import java.io.Closeable;
import java.io.IOException;

/** Takes the bytes of a COPY, block by block, and puts them into a file. */
interface RowSink extends Closeable {

    /** Whether a block has to end with a row. */
    default boolean takesWholeRows() {
        return true;
    }

    /** What the server sent; the bytes are only lent. */
    void write(byte[] bytes, int length) throws IOException;

    /** After the last block, with the number of rows that the server counted. */
    void end(long rows) throws IOException;
}
