package sync;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import postgres.Copy;
import postgres.CopyBuffer;
import postgres.CopyOut;

/**
 * Rows on their way from one database to another in PostgreSQL's binary form, cut into pieces that are each a
 * {@code COPY} of its own. Only one buffer of them is in memory.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY, binary format</a>
 */
final class RowPipe implements AutoCloseable {

    private static final int SIGNATURE = 11;
    private static final byte[] TRAILER = {-1, -1};

    private final CopyOut out;
    private final byte[] header;
    private byte[] next;
    /** Whether those bytes are all of a message; a row may also end in the two bytes that are the stream's end. */
    private boolean isWhole;

    private RowPipe(CopyOut out, byte[] header, byte[] next) {
        this.out = out;
        this.header = header;
        this.next = next;
        this.isWhole = out.isAtRowEnd();
    }

    /** Starts reading what the query finds. */
    static RowPipe of(Connection source, String query) throws SQLException {
        CopyOut out = CopyOut.of(source, "copy (" + query + ") to stdout (format binary)");
        try {
            byte[] first = out.next();
            int extension = ByteBuffer.wrap(first).getInt(SIGNATURE + 4);
            byte[] header = Arrays.copyOf(first, SIGNATURE + 8 + extension);
            byte[] next = Arrays.copyOfRange(first, header.length, first.length);
            RowPipe pipe = new RowPipe(out, header, next);
            if (next.length == 0) {
                pipe.advance();
            }
            return pipe;
        } catch (SQLException | RuntimeException e) {
            out.close();
            throw e;
        }
    }

    /** Whether there is another row, or more of one. */
    boolean hasNext() {
        return next != null && !(isWhole && Arrays.equals(next, TRAILER));
    }

    private void advance() throws SQLException {
        isWhole = out.isAtRowEnd();
        next = out.next();
        isWhole &= out.isAtRowEnd();
    }

    /** Takes the next rows into a table; returns how many. */
    long into(Connection target, String copy, long mostRows) throws SQLException {
        long rows = 0;
        try (Copy in = Copy.in(target, copy)) {
            CopyBuffer buffer = new CopyBuffer(in);
            buffer.write(header);
            while (hasNext() && rows < mostRows) {
                buffer.write(next);
                rows += out.isAtRowEnd() ? 1 : 0;
                advance();
            }
            buffer.write(TRAILER);
            buffer.flush();
            in.end();
        }
        return rows;
    }

    @Override
    public void close() throws SQLException {
        // The end of the stream is behind the last row.
        while (next != null && !hasNext()) {
            advance();
        }
        out.close();
    }
}
