package postgres;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;

/**
 * One {@code COPY … TO STDOUT}: bytes out as the server makes them, then the number of rows. Closed before its end it is
 * cancelled, which leaves the transaction failed.
 */
public final class CopyOut implements AutoCloseable {

    private final PGConnection connection;
    private final org.postgresql.copy.CopyOut out;

    private CopyOut(PGConnection connection, org.postgresql.copy.CopyOut out) {
        this.connection = connection;
        this.out = out;
    }

    /** Starts the statement on a connection that may be pooled. */
    public static CopyOut of(Connection connection, String sql) throws SQLException {
        PGConnection postgres = connection.unwrap(PGConnection.class);
        return new CopyOut(postgres, postgres.getCopyAPI().copyOut(sql));
    }

    /** The next message, as a rule one row with its line end, or null at the end. The array is the caller's to keep. */
    public byte[] next() throws SQLException {
        try {
            return out.readFromCopy();
        } catch (SQLException e) {
            throw Broken.hungUp(connection, e);
        }
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
        try {
            while (out.readFromCopy() != null) {
                // What was on its way is of no use any more.
            }
        } catch (SQLException e) {
            if (!SqlState.QUERY_CANCELED.equals(e.getSQLState())) {
                throw Broken.hungUp(connection, e);
            }
        }
    }
}
