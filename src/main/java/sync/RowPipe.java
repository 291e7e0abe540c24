package sync;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import postgres.Copy;
import postgres.CopyOut;

/**
 * Rows on their way from one database to another in PostgreSQL's binary form, cut into pieces that are each a
 * {@code COPY} of its own. Only one buffer of them is in memory.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY, binary format</a>
 */
final class RowPipe implements AutoCloseable {

    private static final int SIGNATURE = 11;
    private static final int BUFFER = 1 << 16;
    private static final byte[] TRAILER = {-1, -1};

    private final CopyOut out;
    private final byte[] header;
    private final byte[] buffer = new byte[BUFFER];
    private byte[] next;

    private RowPipe(CopyOut out, byte[] header, byte[] next) {
        this.out = out;
        this.header = header;
        this.next = next;
    }

    /** Starts reading what the query finds. */
    static RowPipe of(Connection source, String query) throws SQLException {
        CopyOut out = CopyOut.of(source, "copy (" + query + ") to stdout (format binary)");
        try {
            byte[] first = out.next();
            int extension = ByteBuffer.wrap(first).getInt(SIGNATURE + 4);
            byte[] header = Arrays.copyOf(first, SIGNATURE + 8 + extension);
            byte[] next = Arrays.copyOfRange(first, header.length, first.length);
            return new RowPipe(out, header, next.length == 0 ? out.next() : next);
        } catch (SQLException | RuntimeException e) {
            out.close();
            throw e;
        }
    }

    /** Whether there is another row. */
    boolean hasNext() {
        return next != null && !Arrays.equals(next, TRAILER);
    }

    /** Takes the next rows into a table; returns how many. */
    long into(Connection target, String copy, long mostRows) throws SQLException {
        long rows = 0;
        try (Copy in = Copy.in(target, copy)) {
            int filled = put(in, 0, header);
            while (hasNext() && rows < mostRows) {
                filled = put(in, filled, next);
                rows++;
                next = out.next();
            }
            in.write(buffer, 0, put(in, filled, TRAILER));
            in.end();
        }
        return rows;
    }

    private int put(Copy in, int filled, byte[] bytes) throws SQLException {
        int free = filled;
        if (free + bytes.length > BUFFER) {
            in.write(buffer, 0, free);
            free = 0;
        }
        if (bytes.length > BUFFER) {
            in.write(bytes, 0, bytes.length);
            return free;
        }
        System.arraycopy(bytes, 0, buffer, free, bytes.length);
        return free + bytes.length;
    }

    @Override
    public void close() throws SQLException {
        // The end of the stream is behind the last row.
        while (next != null && !hasNext()) {
            next = out.next();
        }
        out.close();
    }
}
