package recovery.receive;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import ledger.ActiveRuns;
import ledger.Door;
import ledger.Installation;
import ledger.RunHeader;
import postgres.DatabaseAddress;
import postgres.DurableFiles;
import postgres.Query;
import postgres.TestServer;
import postgres.replication.ServerAddress;
import recovery.RecoverySettings;
import recovery.backup.BackupRepository;
import recovery.backup.BaseBackupRequest;
import recovery.backup.BaseBackups;
import recovery.second.FolderPlace;
import recovery.second.SecondCopies;
import recovery.second.Volumes;
import recovery.window.RecoveryWindow;
import recovery.window.RtoHistory;

/** An installation of a test's own that receives the log of the server of tests that copy one whole. */
public final class ReceivingLab implements AutoCloseable {

    public final String url = TestServer.createDatabaseApart();
    public final ServerAddress server =
            ServerAddress.of(new DatabaseAddress(url, TestServer.username(), TestServer.password()));
    public final Installation installation = new Installation(UUID.randomUUID().toString(), "here");
    public final Path folder;
    public final ReceivedLog log;
    public final BackupRepository backups;

    public ReceivingLab() throws IOException {
        folder = Files.createTempDirectory("receiving-");
        log = new ReceivedLog(folder.resolve("wal"));
        backups = new BackupRepository(folder.resolve("base-backups"));
    }

    public RecoverySettings settings(Map<String, String> said) {
        Map<String, String> all = new HashMap<>(said);
        all.put("recovery.base-backups", folder.resolve("base-backups").toString());
        all.put("recovery.servers", folder.resolve("recoveries").toString());
        all.put("recovery.wal", folder.resolve("wal").toString());
        return new SmallRyeConfigBuilder()
                .withConverter(Path.class, 100, Path::of)
                .withMapping(RecoverySettings.class)
                .withDefaultValues(all)
                .build()
                .getConfigMapping(RecoverySettings.class);
    }

    /** A process of the installation. */
    public WalReceiving process(String... said) {
        Map<String, String> settings = new HashMap<>();
        for (int i = 0; i < said.length; i += 2) {
            settings.put("recovery.wal." + said[i], said[i + 1]);
        }
        return new WalReceiving(server, log, backups, settings(settings), installation);
    }

    /** A process of the installation that has the server keep dead rows for so long. */
    WalReceiving keeping(String duration) {
        return new WalReceiving(
                server,
                log,
                backups,
                settings(Map.of("recovery.wal.receive", "on", "recovery.heap.keep", duration)),
                installation);
    }

    /** The second place of this installation, in that folder. */
    public SecondCopies second(Path place) {
        return new SecondCopies(Optional.of(new FolderPlace(place)), backups, log, settings(Map.of()));
    }

    /** No second place. */
    public SecondCopies noSecond() {
        return new SecondCopies(Optional.empty(), backups, log, settings(Map.of()));
    }

    public RtoHistory rtos() throws IOException {
        return new RtoHistory(Files.createDirectories(folder.resolve("recoveries")));
    }

    public RecoveryWindow window(WalReceiving process, SecondCopies second, Map<String, String> said)
            throws IOException {
        return new RecoveryWindow(backups, log, process, second, new Volumes(server, settings(said)), rtos());
    }

    /** A process of the installation that receives from another server, which its own became. */
    public WalReceiving processOf(ServerAddress other) {
        return new WalReceiving(other, log, backups, settings(Map.of("recovery.wal.receive", "on")), installation);
    }

    public void takeBaseBackup() throws SQLException, IOException {
        new BaseBackups(server, backups, settings(Map.of()), new ActiveRuns())
                .take(new BaseBackupRequest(RunHeader.next(Door.HTTP)));
    }

    public void execute(String... statements) throws SQLException {
        try (Connection connection = TestServer.dataSource(url).getConnection()) {
            // The server that tests share commits without waiting for its disk.
            Query.execute(connection, "set synchronous_commit = on");
            for (String sql : statements) {
                Query.execute(connection, sql);
            }
        }
    }

    public String value(String sql) throws SQLException {
        try (Connection connection = TestServer.dataSource(url).getConnection()) {
            return Query.first(connection, sql, row -> row.getString(1)).orElse(null);
        }
    }

    byte[] bytes(String sql) throws SQLException {
        try (Connection connection = TestServer.dataSource(url).getConnection()) {
            return Query.first(connection, sql, row -> row.getBytes(1)).orElseThrow();
        }
    }

    String slot() {
        return "caravanserai_" + installation.id().replace("-", "");
    }

    String slots() throws SQLException {
        return value("select count(*) from pg_replication_slots where slot_name = '" + slot() + "'");
    }

    @Override
    public void close() throws SQLException, IOException {
        WalReceiving last = process("receive", "off");
        last.look();
        DurableFiles.empty(folder);
        Files.delete(folder);
        TestServer.dropApart(url);
    }
}
