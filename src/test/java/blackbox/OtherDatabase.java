package blackbox;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import postgres.TestServer;

/** A database beside the one that a service looks after. */
final class OtherDatabase {

    private final String url;

    OtherDatabase() {
        this(TestServer.createDatabase());
    }

    private OtherDatabase(String url) {
        this.url = url;
    }

    /** One on the server of {@link Service#apart()}. */
    static OtherDatabase apart() {
        return new OtherDatabase(TestServer.createDatabaseApart());
    }

    /** Makes it known to a service that is not yet started. */
    Service knownTo(Service service, String name) {
        String prefix = "DATABASES_" + name.toUpperCase(java.util.Locale.ROOT);
        return service.with(prefix + "_JDBC_URL", url)
                .with(prefix + "_USERNAME", TestServer.username())
                .with(prefix + "_PASSWORD", TestServer.password());
    }

    String url() {
        return url;
    }

    String name() {
        return url.replaceFirst(".*/", "").replaceFirst("\\?.*", "");
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url, TestServer.username(), TestServer.password());
    }

    void sql(String... statements) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String text : statements) {
                statement.execute(text);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Drops one that is on the server of few databases. */
    void dropApart() {
        TestServer.dropApart(url);
    }

    /** The first column of the first row, as text. */
    String value(String query) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getString(1) : null;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    long count(String table) {
        return Long.parseLong(value("select count(*) from " + table));
    }

    /** All rows of a table as one text, whatever their order, to tell whether two tables hold the same. */
    String content(String table) {
        return value(SnapshotDoor.contentOf(table));
    }
}
