package postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * What is notified on one channel. Behind a pooler that lends a server's connection a transaction nothing arrives, and
 * nothing is listened to: the server's connection would go on listening for whoever has it next.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-notify.html">NOTIFY</a>
 */
public final class Notices implements AutoCloseable {

    private final Connection connection;
    private final PGConnection server;

    private Notices(Connection connection) throws SQLException {
        this.connection = connection;
        this.server = connection.unwrap(PGConnection.class);
    }

    /** Listens from now on, on a connection in autocommit that is nobody else's meanwhile. */
    public static Notices on(Connection connection, String channel) throws SQLException {
        Notices notices = new Notices(connection);
        if (notices.isTheServersOwn()) {
            Query.execute(connection, "listen " + Identifier.quote(channel));
        }
        return notices;
    }

    /** A pooler greets with a process of its own making, whichever of the server's does the work. */
    private boolean isTheServersOwn() throws SQLException {
        int greeted = server.getBackendPID();
        return Query.first(connection, "select pg_backend_pid()", row -> row.getInt(1))
                        .orElseThrow()
                == greeted;
    }

    /** What has been said, as soon as something is; nothing if nothing is within that time. */
    public List<String> await(Duration patience) throws SQLException {
        List<String> said = new ArrayList<>();
        PGNotification[] notices = server.getNotifications(Math.toIntExact(Math.max(1, patience.toMillis())));
        if (notices != null) {
            for (PGNotification notice : notices) {
                said.add(notice.getParameter());
            }
        }
        return said;
    }

    /** The connection listens no more. */
    @Override
    public void close() throws SQLException {
        if (!connection.isClosed() && isTheServersOwn()) {
            Query.execute(connection, "unlisten *");
        }
    }
}
