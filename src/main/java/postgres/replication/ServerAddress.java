package postgres.replication;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.jdbc.PgConnection;
import postgres.DatabaseAddress;
import postgres.DatabaseSettings;

/** Where a whole server is and who comes in: for replication, and for any of its databases. */
public final class ServerAddress {

    private final String jdbcUrl;
    private final Properties properties;

    /**
     * @param jdbcUrl of one of its databases
     * @param properties what the driver is told beside it, the login among it
     */
    ServerAddress(String jdbcUrl, Properties properties) {
        this.jdbcUrl = Objects.requireNonNull(jdbcUrl, "jdbcUrl");
        this.properties = new Properties();
        this.properties.putAll(properties);
    }

    /** The server of a database that is known at run time. */
    public static ServerAddress of(DatabaseSettings.Database database) {
        Properties login = new Properties();
        database.username().ifPresent(user -> login.setProperty("user", user));
        database.password().ifPresent(password -> login.setProperty("password", password));
        return new ServerAddress(database.jdbcUrl(), login);
    }

    /**
     * A connection for replication, logged in as the service itself is.
     *
     * @param application as {@code pg_stat_replication} and {@code synchronous_standby_names} call it
     * @throws SQLException if there is none to be had: the server is away, or grants no replication
     */
    public ReplicationConnection replication(String application) throws SQLException {
        // Behind what the user's URL says, where the driver takes the last word.
        String url = with("replication=true&preferQueryMode=simple&assumeMinServerVersion=9.4&socketTimeout=0");
        PgConnection connection = (PgConnection) connect(url, application);
        try {
            return new ReplicationConnection(connection);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** An ordinary connection to the database of that name. */
    public Connection database(String name) throws SQLException {
        String start = "jdbc:postgresql://";
        int end = jdbcUrl.startsWith(start) ? endOf(jdbcUrl, "/?", start.length()) : 0;
        String hosts = jdbcUrl.startsWith(start) ? jdbcUrl.substring(0, end) : start + "localhost";
        String arguments = jdbcUrl.substring(endOf(jdbcUrl, "?", 0));
        return connect(hosts + "/" + URLEncoder.encode(name, UTF_8).replace("+", "%20") + arguments, "caravanserai");
    }

    /** Where the first of these characters stands. */
    private static int endOf(String text, String characters, int from) {
        int end = from;
        while (end < text.length() && characters.indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    /** The address, without what lets us in. */
    public String jdbcUrl() {
        return jdbcUrl;
    }

    /** The name of the database that the address names. */
    public String databaseName() {
        Properties parsed = Driver.parseURL(jdbcUrl, properties);
        String name = parsed == null ? null : parsed.getProperty("PGDBNAME");
        return name == null || name.isEmpty() ? properties.getProperty("user", "postgres") : name;
    }

    /**
     * Another server that lets us in as this one does, which is so of every copy of it.
     *
     * @return empty if that takes no password
     */
    public Optional<DatabaseAddress> at(String url) {
        Properties parsed = Driver.parseURL(jdbcUrl, properties);
        String user = parsed == null ? null : parsed.getProperty("user");
        String password = parsed == null ? null : parsed.getProperty("password");
        return user == null || password == null
                ? Optional.empty()
                : Optional.of(new DatabaseAddress(url, user, password));
    }

    /** An ordinary connection to the database that the address names. */
    public Connection database() throws SQLException {
        return connect(jdbcUrl, "caravanserai");
    }

    private Connection connect(String url, String application) throws SQLException {
        Properties all = new Properties();
        all.setProperty("tcpKeepAlive", "true");
        all.putAll(properties);
        all.setProperty("ApplicationName", application);
        Connection connection = new Driver().connect(url, all);
        if (connection == null) {
            throw new SQLException("the address is none of a PostgreSQL server", "08001");
        }
        return connection;
    }

    private String with(String arguments) {
        return jdbcUrl + (jdbcUrl.indexOf('?') < 0 ? "?" : "&") + arguments;
    }

    /** Says nothing that is secret. */
    @Override
    public String toString() {
        return "server of " + properties.getProperty("user", "nobody");
    }
}
