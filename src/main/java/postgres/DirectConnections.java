package postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * Connections that come from no pool, to a database of which all that is known is how to get in.
 *
 * @param password null where none is asked for
 */
public record DirectConnections(String url, String user, String password) implements Connections {

    public DirectConnections {
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(user, "user");
    }

    @Override
    public Connection open() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        if (password != null) {
            properties.setProperty("password", password);
        }
        properties.setProperty("ApplicationName", "caravanserai");
        properties.setProperty("tcpKeepAlive", "true");
        // Not by way of DriverManager, which knows only the drivers of the class loader that asked it first.
        Connection connection = new Driver().connect(url, properties);
        if (connection == null) {
            throw new SQLException("this is no address of a PostgreSQL database", SqlState.CONNECTION_FAILURE);
        }
        try {
            SessionSettings.begin(connection);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Says nothing that is secret. */
    @Override
    public String toString() {
        return "database of " + user;
    }
}
