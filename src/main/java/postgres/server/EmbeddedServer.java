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
 * crashes and power cuts. It listens on the loopback address only, always on the same port as long as this process lives, and
 * asks for a password.
 */
public final class EmbeddedServer implements AutoCloseable {

    /** The database that is looked after. */
    public static final String MAIN = "main";

    /** A second one, so that copy and sync can be tried. */
    public static final String COPY = "copy";

    private static final Logger LOG = Logger.getLogger(EmbeddedServer.class);

    private final DatabaseFolder place;
    private final Path folder;
    private final PgPrograms programs;
    private final ServerLog log;
    private final ServerSettings settings;
    private final String password;
    private ServerWatch watch;
    private volatile boolean closed;

    private EmbeddedServer(DatabaseFolder folder, PgPrograms programs, ServerLog log, ServerSettings settings)
            throws IOException {
        this.place = folder;
        this.folder = folder.path();
        this.programs = programs;
        this.log = log;
        this.settings = settings;
        this.password = folder.password();
    }

    /**
     * Starts the server of a data directory, creating it the first time. A server that an earlier, killed process left behind
     * is stopped in order first. Waits for crash recovery, however long it takes.
     *
     * @throws ServerException when it does not start; the message says why, with the end of the server's log
     */
    public static EmbeddedServer start(DataDirectory directory, ServerSettings settings, Binaries binaries)
            throws IOException {
        EmbeddedServer server = of(directory, settings, binaries);
        if (!server.isRunning()) {
            server.launch();
        }
        return server;
    }

    /**
     * The same, watched from then on: it is started again whenever it ends. One that was in use before need not start now.
     *
     * @throws ServerException when it never ran, and does not start
     */
    static EmbeddedServer watched(DataDirectory directory, ServerSettings settings) {
        try {
            boolean inUse = DatabaseFolder.in(directory.path()).isInUse();
            EmbeddedServer server =
                    of(directory, settings, Binaries.ownedIn(directory.path().resolve("postgres-binaries")));
            try {
                if (!server.isRunning()) {
                    server.launch();
                }
            } catch (ServerException e) {
                if (!inUse) {
                    throw e;
                }
                LOG.error(e.getMessage());
            }
            server.watch = ServerWatch.over(server);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start PostgreSQL in %s: %s".formatted(directory.path(), e), e);
        }
    }

    /** The server of a data directory, which runs already only if this process started it before it was reloaded. */
    private static EmbeddedServer of(DataDirectory directory, ServerSettings settings, Binaries binaries)
            throws IOException {
        DatabaseFolder folder = DatabaseFolder.in(directory.path());
        ServerLog log = ServerLog.goOn(directory.path().resolve("postgres.log"));
        Postmaster running = Postmaster.of(folder.path()).orElse(null);
        if (running != null && !directory.isInherited()) {
            // We hold the data directory's lock, so nobody uses this server any more.
            LOG.infof(
                    "stopping the PostgreSQL that an earlier process left running (process %d)",
                    running.process().pid());
            running.stop();
            running = null;
        }
        PgPrograms programs = binaries.unpack();
        if (running == null) {
            folder.prepare(programs, log);
        }
        int port = running != null ? running.port() : settings.port() == 0 ? Launch.freePort() : settings.port();
        EmbeddedServer server = new EmbeddedServer(folder, programs, log, settings.on(port));
        directory.closeFirst(server);
        return server;
    }

    /** Starts it where it was before. */
    void launch() {
        try {
            new Launch(programs, folder, log).start(settings);
            createDatabases();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start PostgreSQL on %s: %s".formatted(folder, e), e);
        } catch (SQLException e) {
            Postmaster.of(folder).ifPresent(Postmaster::stop);
            throw new ServerException(
                    "cannot create the databases: %s\nHINT: %s".formatted(e.getMessage(), log.tail()), e);
        }
        LOG.infof("PostgreSQL runs on 127.0.0.1:%d, its data is in %s", port(), folder);
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

    /**
     * Goes on with another folder, on the same port and for the same user, and keeps the one it had; one that does not start
     * is taken back.
     *
     * @param other the data of a server of the same version, on the same disk, on which nothing runs
     * @return where the old one is from then on
     * @throws ServerException if it does not start; all is as it was then
     */
    public synchronized Path goOnWith(Path other) throws IOException {
        Path kept = folder.resolveSibling(
                folder.getFileName() + ".before-" + other.getParent().getFileName());
        if (watch != null) {
            watch.close();
        }
        try {
            Postmaster.of(folder).ifPresent(Postmaster::stop);
            place.replaceBy(other, kept);
            try {
                launch();
            } catch (RuntimeException e) {
                place.replaceBy(kept, other);
                launch();
                throw e;
            }
        } finally {
            if (watch != null) {
                watch = ServerWatch.over(this);
            }
        }
        return kept;
    }

    /** The folder that it runs on. */
    public Path folder() {
        return folder;
    }

    /** The URL of one of its databases, without the credentials. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port(), database);
    }

    /** The superuser: this server belongs to us. */
    public String username() {
        return Initdb.SUPERUSER;
    }

    public String password() {
        return password;
    }

    public int port() {
        return settings.port();
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

    /** Whether it was stopped for good. */
    boolean isClosed() {
        return closed;
    }

    /** The last lines that it wrote. */
    String lastWords() {
        return log.tail();
    }

    /** Stops the server in order; returns when it has stopped. Closing twice does nothing. */
    @Override
    public void close() {
        closed = true;
        if (watch != null) {
            watch.close();
        }
        Postmaster.of(folder).ifPresent(Postmaster::stop);
    }
}
