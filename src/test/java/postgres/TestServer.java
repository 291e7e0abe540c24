package postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.util.PasswordUtil;
import postgres.server.Binaries;
import postgres.server.DataDirectory;
import postgres.server.EmbeddedServer;
import postgres.server.ServerSettings;

/**
 * One real server for all tests of a JVM, started when the first one asks; every test makes a database of its own in it. A
 * second one, with the same login, is for tests that copy or read a server whole.
 */
public final class TestServer {

    /** Unpacked once a machine, not once a test. */
    static final Binaries BINARIES = Binaries.sharedIn(Path.of(System.getProperty("java.io.tmpdir"), "embedded-pg"));

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private TestServer() {}

    /** Started by the class loader, which does it once and makes everybody wait for it. */
    private static final class Lazily {

        private static final EmbeddedServer STARTED = start();

        static {
            givePassword(STARTED);
        }

        private static EmbeddedServer start() {
            try {
                Path folder = Files.createTempDirectory("caravanserai-test-");
                DataDirectory directory = DataDirectory.open(folder);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(directory), "remove-test-server"));
                // More connections than in production: tests of many workers run beside each other.
                ServerSettings settings = ServerSettings.durable(0)
                        .forgetful()
                        .with("max_connections", "300")
                        // Every service that received its log leaves a slot when it goes.
                        .with("max_replication_slots", "100")
                        .with("max_wal_senders", "50")
                        .with("max_prepared_transactions", "20");
                return EmbeddedServer.start(directory, settings, BINARIES);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot start the test server", e);
            }
        }

        private static void remove(DataDirectory directory) {
            directory.close();
            try {
                DurableFiles.empty(directory.path());
                Files.delete(directory.path());
            } catch (IOException e) {
                throw new UncheckedIOException("cannot remove " + directory.path(), e);
            }
        }
    }

    /** The server that holds few databases. */
    private static final class Apart {

        private static final EmbeddedServer STARTED = Lazily.start();

        static {
            givePassword(STARTED);
        }
    }

    /** Gives it the one password, by a hash of one round: tests log in often, and 4,096 cost the client 10 ms each time. */
    private static void givePassword(EmbeddedServer server) {
        String hash = PasswordUtil.encodeScramSha256(
                password().toCharArray(), 1, "of a test server".getBytes(StandardCharsets.UTF_8));
        try (Connection connection = server.dataSource("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("alter role " + Identifier.quote(server.username()) + " password '" + hash + "'");
        } catch (SQLException e) {
            throw new IllegalStateException("cannot give a test server the password of all of them", e);
        }
    }

    /** A fresh, empty database with a name of its own; returns its JDBC URL, which goes with {@link #username()}. */
    public static String createDatabase() {
        return createDatabase(Lazily.STARTED);
    }

    /** The same in the server that holds few others, for tests that copy or read it whole. */
    public static String createDatabaseApart() {
        return createDatabase(Apart.STARTED);
    }

    private static String nameOf(String url) {
        return url.replaceFirst("\\?.*", "").replaceFirst(".*/", "");
    }

    /** Drops a database of that server, so that the next test has as little to copy. */
    public static void dropApart(String url) {
        String name = nameOf(url);
        try (Connection connection =
                        dataSource(Apart.STARTED.jdbcUrl("postgres")).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("drop database " + Identifier.quote(name) + " with (force)");
        } catch (SQLException e) {
            throw new IllegalStateException("cannot drop database " + name, e);
        }
    }

    /** The same with all that is in another one, to which nobody is connected. */
    public static String createDatabaseOf(String template) {
        return createDatabase(Lazily.STARTED, nameOf(template));
    }

    private static String createDatabase(EmbeddedServer server) {
        return createDatabase(server, "template1");
    }

    private static String createDatabase(EmbeddedServer server, String template) {
        String name = "test_" + DATABASES.incrementAndGet();
        try (Connection connection = dataSource(server.jdbcUrl("postgres")).getConnection();
                Statement statement = connection.createStatement()) {
            // Hundreds are made: the files of the template are copied, and not every page logged as well.
            statement.execute("create database " + name + " template " + template
                    + (connection.getMetaData().getDatabaseMajorVersion() < 15 ? "" : " strategy file_copy"));
        } catch (SQLException e) {
            throw new IllegalStateException("cannot create database " + name, e);
        }
        return server.jdbcUrl(name);
    }

    public static String username() {
        return Lazily.STARTED.username();
    }

    public static String password() {
        return Lazily.STARTED.password();
    }

    /** An unpooled data source, logged in as {@link #username()}. */
    public static DataSource dataSource(String url) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url);
        dataSource.setUser(username());
        dataSource.setPassword(password());
        return dataSource;
    }
}
