package recovery.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import postgres.DatabaseAddress;
import postgres.DurableFiles;
import postgres.OwnFiles;
import postgres.Query;
import postgres.replication.ServerAddress;
import postgres.server.Initdb;
import postgres.server.PgPrograms;
import postgres.server.Server;
import postgres.server.ServerSettings;
import recovery.backup.BackupUnpacker;
import recovery.backup.StoredBackup;

/** A server that may be broken: made in a folder of its own, killed, promoted, started again. */
public final class LabServer implements AutoCloseable {

    static final String DATABASE = "postgres";

    private static final String USER = Initdb.SUPERUSER;
    private static final String FOLDER = "server";
    private static final String LOG = "server.log";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int SECRET_BYTES = 12;
    /** Servers that were recovered lie this deep below the folder of all exercises. */
    private static final int DEPTH = 7;

    private final PgPrograms programs;
    private final Path home;
    private final String password;
    private Server server;
    private int port;

    private LabServer(PgPrograms programs, Path home, String password) {
        this.programs = programs;
        this.home = home;
        this.password = password;
    }

    /** A new, empty one. */
    public static LabServer make(PgPrograms programs, Path home, Map<String, String> settings) throws IOException {
        OwnFiles.folders(home);
        String password = secret();
        Path file = home.resolve("password");
        DurableFiles.write(file, password);
        LabServer made = new LabServer(programs, home, password);
        Initdb.run(programs, Files.createDirectory(made.data()), file, home.resolve(LOG));
        made.configure(settings);
        made.start();
        return made;
    }

    /**
     * One of a base backup, that stands by for this one.
     *
     * @param name as {@code pg_stat_replication} calls it
     * @param slot that keeps the log for it here, or null
     */
    public LabServer standby(String name, StoredBackup backup, Path folder, String slot)
            throws IOException, SQLException {
        if (slot != null) {
            value("select pg_create_physical_replication_slot('" + slot + "', true)::text");
        }
        LabServer standby = copied(backup, folder);
        standby.configure(Map.of(
                "primary_conninfo",
                "host=127.0.0.1 port=%d user=%s password=%s application_name=%s".formatted(port, USER, password, name),
                "primary_slot_name",
                slot == null ? "" : slot,
                "cluster_name",
                name));
        Files.createFile(standby.data().resolve("standby.signal"));
        standby.start();
        return standby;
    }

    /** One of a base backup, as it was left. */
    private LabServer copied(StoredBackup backup, Path folder) throws IOException {
        OwnFiles.folders(folder);
        LabServer copy = new LabServer(programs, folder, password);
        Files.createDirectory(copy.data(), DurableFiles.OWNER_ONLY_FOLDER);
        BackupUnpacker.unpack(backup, copy.data(), Files.createDirectory(folder.resolve("tablespaces")), written -> {});
        return copy;
    }

    /** One of a folder that somebody copied. */
    LabServer of(Path folder) {
        return new LabServer(programs, folder, password);
    }

    private static String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Beside what the folder has already; the machine may fail, as all of it is made anew then. */
    void configure(Map<String, String> settings) throws IOException {
        Map<String, String> all = new TreeMap<>(settings);
        all.put("fsync", "off");
        all.put("timezone", "UTC");
        all.put("max_connections", "30");
        Files.writeString(
                data().resolve("postgresql.auto.conf"),
                all.entrySet().stream()
                        .map(setting -> "%s = '%s'\n"
                                .formatted(setting.getKey(), setting.getValue().replace("'", "''")))
                        .collect(Collectors.joining()));
    }

    /** Starts it, on the port that it had before. */
    public void start() {
        server = Server.launch(new Server.Start(programs, data(), home.resolve(LOG), ServerSettings.ofItsOwn(port)));
        port = server.port();
    }

    public Path data() {
        return home.resolve(FOLDER);
    }

    Path home() {
        return home;
    }

    public int port() {
        return port;
    }

    String password() {
        return password;
    }

    /** Where it is, and who comes in. */
    public DatabaseAddress database() {
        return new DatabaseAddress(server.jdbcUrl(DATABASE), USER, password);
    }

    public ServerAddress address() {
        return ServerAddress.of(database());
    }

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(DATABASE), USER, password);
    }

    /** Each as a transaction of its own, unless one contains several. */
    public void execute(String... statements) throws SQLException {
        try (Connection connection = connect()) {
            for (String sql : statements) {
                Query.execute(connection, sql);
            }
        }
    }

    /** The first column of the first row. */
    public String value(String sql) throws SQLException {
        try (Connection connection = connect()) {
            return Query.first(connection, sql, row -> row.getString(1)).orElse(null);
        }
    }

    /** Ends it as {@code kill -9} does: nothing more is written. */
    public void kill() {
        server.stop(Server.Stop.IMMEDIATE);
    }

    public boolean isRunning() {
        return server != null && server.isRunning();
    }

    /** Has a standby take writers. */
    public void promote() throws SQLException {
        value("select pg_promote(false)::text");
        server.awaitReady(PATIENCE);
    }

    @Override
    public void close() {
        if (isRunning()) {
            server.stop(Server.Stop.IMMEDIATE);
        }
    }

    /** How to look into it. */
    String psql() {
        return "PGPASSWORD=%s psql -h 127.0.0.1 -p %d -U %s %s".formatted(password, port, USER, DATABASE);
    }

    /** Ends every server below a folder, of whatever process. */
    static void endBelow(Path folder) throws IOException {
        List<Path> running;
        try (Stream<Path> files = Files.find(
                folder, DEPTH, (file, facts) -> file.getFileName().toString().equals("postmaster.pid"))) {
            running = files.map(Path::getParent).toList();
        }
        for (Path data : running) {
            Server.runningOn(data, data.resolveSibling(LOG)).ifPresent(left -> left.stop(Server.Stop.IMMEDIATE));
        }
    }
}
