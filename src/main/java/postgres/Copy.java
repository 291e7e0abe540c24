package postgres;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** One {@code COPY … FROM STDIN}: bytes in, the number of rows out. Closed without {@link #end()} it is cancelled. */
public final class Copy implements AutoCloseable {

    /** The server reads a message whole before it looks at it; short ones let it work while the next is on its way. */
    private static final int MESSAGE = 1 << 16;

    private final PGConnection connection;
    private final CopyIn in;

    private Copy(PGConnection connection, CopyIn in) {
        this.connection = connection;
        this.in = in;
    }

    /** Starts the statement on a connection that may be pooled. */
    public static Copy in(Connection connection, String sql) throws SQLException {
        PGConnection postgres = connection.unwrap(PGConnection.class);
        return new Copy(postgres, postgres.getCopyAPI().copyIn(sql));
    }

    /** Sends bytes; the server may answer with an error here or at the end. */
    public void write(byte[] bytes, int offset, int length) throws SQLException {
        try {
            for (int sent = 0; sent < length; sent += MESSAGE) {
                in.writeToCopy(bytes, offset + sent, Math.min(MESSAGE, length - sent));
            }
        } catch (SQLException e) {
            throw Broken.hungUp(connection, e);
        }
    }

    /** Ends the stream; returns the rows that went in. */
    public long end() throws SQLException {
        try {
            return in.endCopy();
        } catch (SQLException e) {
            throw Broken.hungUp(connection, e);
        }
    }

    @Override
    public void close() throws SQLException {
        if (in.isActive()) {
            try {
                in.cancelCopy();
            } catch (SQLException e) {
                throw Broken.hungUp(connection, e);
            }
        }
    }
}
