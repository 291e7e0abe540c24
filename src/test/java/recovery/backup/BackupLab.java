package recovery.backup;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import ledger.ActiveRuns;
import ledger.Door;
import ledger.RunEnd;
import ledger.RunHeader;
import postgres.DatabaseAddress;
import postgres.DurableFiles;
import postgres.Query;
import postgres.TestServer;
import postgres.replication.ServerAddress;
import recovery.RecoverySettings;

/** A folder of base backups of a test's own, and the server of tests that copy one whole. */
final class BackupLab implements AutoCloseable {

    final String url = TestServer.createDatabaseApart();
    final Path folder;
    final BackupRepository repository;
    final ActiveRuns active = new ActiveRuns();
    final RecoverySettings settings;

    BackupLab(Map<String, String> said) {
        try {
            folder = Files.createTempDirectory("base-backups-");
            repository = new BackupRepository(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> all = new HashMap<>(said);
        all.put("recovery.base-backups", folder.toString());
        all.put("recovery.servers", folder.resolve("recoveries").toString());
        all.put("recovery.wal", folder.resolve("wal").toString());
        settings = new SmallRyeConfigBuilder()
                .withConverter(Path.class, 100, Path::of)
                .withMapping(RecoverySettings.class)
                .withDefaultValues(all)
                .build()
                .getConfigMapping(RecoverySettings.class);
    }

    BackupLab() {
        this(Map.of());
    }

    static BaseBackupRequest request() {
        return new BaseBackupRequest(RunHeader.next(Door.HTTP));
    }

    ServerAddress server() {
        return as(TestServer.username(), TestServer.password());
    }

    ServerAddress as(String user, String password) {
        return ServerAddress.of(new DatabaseAddress(url, user, password));
    }

    BaseBackups baseBackups() {
        return baseBackups(server());
    }

    BaseBackups baseBackups(ServerAddress server) {
        return new BaseBackups(server, repository, settings, active);
    }

    /** Takes one. */
    StoredBackup taken() throws SQLException, IOException {
        RunEnd end = baseBackups().take(request());
        return repository.find(end.detail().get("baseBackup").asText());
    }

    RunEnd verify(String id) throws IOException {
        return new BackupVerifier(repository, active)
                .verify(new BackupVerifier.Request(RunHeader.next(Door.HTTP), id, false));
    }

    void execute(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, TestServer.username(), TestServer.password())) {
            for (String sql : statements) {
                Query.execute(connection, sql);
            }
        }
    }

    String value(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, TestServer.username(), TestServer.password())) {
            return Query.first(connection, sql, row -> row.getString(1)).orElse(null);
        }
    }

    /** What lies in the folder, unfinished ones too. */
    Stream<String> names() throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.map(path -> path.getFileName().toString()).toList().stream();
        }
    }

    @Override
    public void close() throws IOException {
        DurableFiles.empty(folder);
        Files.delete(folder);
        TestServer.dropApart(url);
    }
}
