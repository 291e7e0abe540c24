package postgres.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The PostgreSQL that runs when no other is configured: its rows are in {@code <data.dir>/postgres} and survive restarts,
 * crashes and power cuts. It listens on the loopback address only and asks for a password.
 */
public final class EmbeddedServer implements AutoCloseable {

    /** The database that is looked after. */
    public static final String MAIN = "main";

    /** A second one, so that copy and sync can be tried. */
    public static final String COPY = "copy";

    private static final Logger LOG = Logger.getLogger(EmbeddedServer.class);
    private static final String SUPERUSER = "postgres";

    private final Path folder;
    private final String password;
    private final int port;

    private EmbeddedServer(DatabaseFolder folder, Postmaster postmaster) throws IOException {
        this.folder = folder.path();
        this.password = folder.password();
        this.port = postmaster.port();
    }

    /**
     * Starts the server of a data directory, creating it the first time. A server that an earlier, killed process left behind
     * is stopped in order first. Waits for crash recovery, however long it takes.
     *
     * @throws EmbeddedServerException when it does not start; the message says why, with the end of the server's log
     */
    public static EmbeddedServer start(DataDirectory directory, ServerSettings settings) {
        try {
            return start(directory, settings, Binaries.ownedIn(directory.path().resolve("postgres-binaries")));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start PostgreSQL in %s: %s".formatted(directory.path(), e), e);
        }
    }

    public static EmbeddedServer start(DataDirectory directory, ServerSettings settings, Binaries binaries)
            throws IOException {
        DatabaseFolder folder = DatabaseFolder.in(directory.path());
        Postmaster running = Postmaster.of(folder.path()).orElse(null);
        EmbeddedServer server = running != null && directory.isInherited()
                ? new EmbeddedServer(folder, running)
                : launch(directory, folder, settings, binaries, running);
        directory.closeFirst(server);
        return server;
    }

    private static EmbeddedServer launch(
            DataDirectory directory,
            DatabaseFolder folder,
            ServerSettings settings,
            Binaries binaries,
            Postmaster orphan)
            throws IOException {
        if (orphan != null) {
            // We hold the data directory's lock, so nobody uses this server any more.
            LOG.infof(
                    "stopping the PostgreSQL that an earlier process left running (process %d)",
                    orphan.process().pid());
            orphan.stop();
        }
        folder.prepare();
        Postmaster.disownDead(folder.path());
        ServerLog log = ServerLog.goOn(directory.path().resolve("postgres.log"));
        EmbeddedServer server = new EmbeddedServer(folder, new Launch(folder, binaries, log).start(settings));
        try {
            server.createDatabases();
        } catch (SQLException e) {
            server.close();
            throw new EmbeddedServerException(
                    "cannot create the databases: %s\nHINT: %s".formatted(e.getMessage(), log.tail()), e);
        }
        LOG.infof("PostgreSQL runs on 127.0.0.1:%d, its data is in %s", server.port, server.folder);
        return server;
    }

    private void createDatabases() throws SQLException {
        try (Connection connection = dataSource("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            Set<String> missing = new TreeSet<>(Set.of(MAIN, COPY));
            try (ResultSet present = statement.executeQuery("select datname from pg_database")) {
                while (present.next()) {
                    missing.remove(present.getString(1));
                }
            }
            for (String database : missing) {
                statement.execute("create database " + database);
            }
        }
    }

    /** The URL of one of its databases, without the credentials. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
    }

    /** The superuser: this server belongs to us. */
    public String username() {
        return SUPERUSER;
    }

    public String password() {
        return password;
    }

    public int port() {
        return port;
    }

    /** A plain, unpooled data source. */
    public DataSource dataSource(String database) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(jdbcUrl(database));
        dataSource.setUser(username());
        dataSource.setPassword(password);
        return dataSource;
    }

    /** Whether the server's process lives. */
    public boolean isRunning() {
        return Postmaster.of(folder).isPresent();
    }

    /** Stops the server in order; returns when it has stopped. Closing twice does nothing. */
    @Override
    public void close() {
        Postmaster.of(folder).ifPresent(Postmaster::stop);
    }
}
