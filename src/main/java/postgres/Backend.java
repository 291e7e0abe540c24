package postgres;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;

/** The server process behind a connection, for stopping what it does from another thread. */
public final class Backend {

    private final PGConnection connection;

    private Backend(PGConnection connection) {
        this.connection = connection;
    }

    /** The server process that serves this connection. */
    public static Backend of(Connection connection) throws SQLException {
        return new Backend(connection.unwrap(PGConnection.class));
    }

    /** Cancels the statement that runs there now; it fails with SQLSTATE 57014. Without one, nothing happens. */
    public void cancelStatement() throws SQLException {
        connection.cancelQuery();
    }
}
