package postgres.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import postgres.DurableServers;
import postgres.Lsn;
import postgres.Patience;
import postgres.Query;
import postgres.TestPrograms;

/** A server of a test's own, whose log the test reads while it runs and after it has ended. */
public final class WalServer implements AutoCloseable {

    private static final String DATABASE = "postgres";

    private final Server.Start start;
    private final String password;
    private Server server;

    private WalServer(Server.Start start, String password) {
        this.start = start;
        this.password = password;
        this.server = Server.launch(start);
    }

    /** The embedded one. */
    public static WalServer embedded(Path folder, ServerSettings settings) throws IOException, InterruptedException {
        DurableServers.copyInto(folder);
        return new WalServer(
                new Server.Start(
                        TestPrograms.unpacked(), folder.resolve("postgres"), folder.resolve("server.log"), settings),
                Files.readString(folder.resolve("postgres.password")).strip());
    }

    /** One of those programs, made for the test. */
    public static WalServer of(PgPrograms programs, Path folder, ServerSettings settings) throws IOException {
        Path data = Files.createDirectory(folder.resolve("postgres"));
        Path password = Files.writeString(folder.resolve("password"), "secret");
        Path log = folder.resolve("server.log");
        Initdb.run(programs, data, password, ServerLog.goOn(log));
        return new WalServer(new Server.Start(programs, data, log, settings), "secret");
    }

    /** Programs of a major version that this machine happens to have, with those that read WAL. */
    public static Optional<PgPrograms> installed(int major) {
        return installed(major, "pg_waldump");
    }

    /** The same with another one. */
    public static Optional<PgPrograms> installed(int major, String more) {
        return InstalledPrograms.ofThisMachine().of(major, "postgres", "initdb", "pg_ctl", more);
    }

    /** Runs one of them that does not like to be run as root. */
    public static void run(List<String> command, Path folder) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Unprivileged.command(command, folder))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(said);
        }
    }

    public int major() {
        return start.programs().major();
    }

    /** Where its log is. */
    public Path wal() {
        return start.folder().resolve("pg_wal");
    }

    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(database), Initdb.SUPERUSER, password);
    }

    /** Each as a transaction of its own, unless one contains several. */
    public void execute(String... statements) throws SQLException {
        in(DATABASE, statements);
    }

    public void in(String database, String... statements) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The first column of the first row. */
    public String query(String sql) throws SQLException {
        try (Connection connection = connect(DATABASE)) {
            return Query.first(connection, sql, row -> row.getString(1)).orElseThrow();
        }
    }

    /** Up to where its log is written and flushed. */
    public Lsn flushed() throws SQLException {
        return Lsn.parse(query("select pg_current_wal_flush_lsn()"));
    }

    /** Ends it as a power cut would, and lets it recover. */
    public void crash() {
        server.stop(Server.Stop.IMMEDIATE);
        server = Server.launch(start);
    }

    /** Goes on as another server would that had stood by: on a timeline of its own. */
    public void goOnAsAnother() throws IOException, SQLException {
        server.stop(Server.Stop.FAST);
        Files.createFile(start.folder().resolve("standby.signal"));
        server = Server.launch(start);
        query("select pg_promote(false)");
        server.awaitReady(Patience.LIMIT);
    }

    public void stop() {
        server.stop(Server.Stop.FAST);
    }

    @Override
    public void close() {
        server.close();
    }
}
