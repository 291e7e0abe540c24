package postgres;

import java.io.IOException;
import java.lang.reflect.Field;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.core.PGStream;
import org.postgresql.core.QueryExecutorBase;
import org.postgresql.jdbc.PgConnection;

/**
 * One {@code COPY … TO STDOUT}: bytes out as the server makes them, then the number of rows. A row of whatever size is never
 * in memory as a whole. Closed before its end it is cancelled, which leaves the transaction failed.
 */
public final class CopyOut implements AutoCloseable {

    /** The most bytes that are handed out at a time. */
    public static final int PIECE = 1 << 18;

    private static final char DATA = 'd';
    private static final Field STREAM = stream();

    private final PgConnection connection;
    private final org.postgresql.copy.CopyOut out;
    private final PGStream stream;
    /** Bytes of the message that was begun which were not read yet. */
    private int left;
    /** Such a message if the driver has read it, since something else came before it; else null. */
    private byte[] ahead;

    private CopyOut(PgConnection connection, org.postgresql.copy.CopyOut out, PGStream stream) {
        this.connection = connection;
        this.out = out;
        this.stream = stream;
    }

    /** Starts the statement on a connection that may be pooled. */
    public static CopyOut of(Connection connection, String sql) throws SQLException {
        PgConnection postgres = connection.unwrap(PgConnection.class);
        PGStream stream = stream(postgres);
        return new CopyOut(postgres, postgres.getCopyAPI().copyOut(sql), stream);
    }

    /** The driver reads every row into one array, and after an array that did not fit nobody knows where the next begins. */
    private static Field stream() {
        try {
            Field field = QueryExecutorBase.class.getDeclaredField("pgStream");
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("this is another driver than rows were read with so far", e);
        }
    }

    private static PGStream stream(PgConnection connection) {
        try {
            return (PGStream) STREAM.get(connection.getQueryExecutor());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("the driver does not let its stream be read", e);
        }
    }

    /**
     * The next bytes, null at the end: a row with its line end, or as much of one as is handed out at a time. The array is
     * the caller's to keep.
     */
    public byte[] next() throws SQLException {
        if (!begun()) {
            return null;
        }
        byte[] piece = new byte[Math.min(left, PIECE)];
        read(piece, 0, piece.length);
        return piece;
    }

    /**
     * Reads on behind what is in the buffer, as {@link #next} would.
     *
     * @return how many bytes that are, 0 if the buffer is full and -1 at the end
     */
    public int into(byte[] buffer, int offset) throws SQLException {
        if (!begun()) {
            return -1;
        }
        int length = Math.min(left, buffer.length - offset);
        read(buffer, offset, length);
        return length;
    }

    /** Whether the row that was read last ends with what was read, and the next begins behind it. */
    public boolean isAtRowEnd() {
        return left == 0;
    }

    /** How many bytes of the row that was begun were not read yet. */
    public int left() {
        return left;
    }

    /** Sees to it that something of a row can be read; false if there is none any more. */
    private boolean begun() throws SQLException {
        try {
            while (left == 0 && out.isActive()) {
                if (stream.peekChar() == DATA) {
                    stream.receiveChar();
                    left = stream.receiveInteger4() - Integer.BYTES;
                    ahead = null;
                } else {
                    // Whatever is no row is the driver's to read.
                    ahead = out.readFromCopy();
                    left = ahead == null ? 0 : ahead.length;
                }
            }
            return left > 0;
        } catch (SQLException e) {
            throw Broken.hungUp(connection, e);
        } catch (IOException e) {
            throw broken(e);
        } catch (OutOfMemoryError e) {
            // Half of a message was read: what follows would be taken for something else.
            connection.abort(Runnable::run);
            throw e;
        }
    }

    private void read(byte[] buffer, int offset, int length) throws SQLException {
        try {
            if (ahead == null) {
                stream.receive(buffer, offset, length);
            } else {
                System.arraycopy(ahead, ahead.length - left, buffer, offset, length);
            }
            left -= length;
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private SQLException broken(IOException trouble) throws SQLException {
        return Broken.hungUp(
                connection,
                new SQLException("the connection broke in the middle of a COPY", SqlState.CONNECTION_FAILURE, trouble));
    }

    /** The rows the server says it sent; known after the end. */
    public long rows() {
        return out.getHandledRowCount();
    }

    @Override
    public void close() throws SQLException {
        if (out.isActive()) {
            connection.cancelQuery();
            drain();
        }
    }

    /** The driver's own cancelCopy leaves the server's answer for the next statement to stumble over. */
    private void drain() throws SQLException {
        byte[] nowhere = new byte[1 << 13];
        try {
            while (into(nowhere, 0) >= 0) {
                // What was on its way is of no use any more.
            }
        } catch (SQLException e) {
            if (!SqlState.QUERY_CANCELED.equals(e.getSQLState())) {
                throw Broken.hungUp(connection, e);
            }
        }
    }
}
