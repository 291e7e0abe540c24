package recovery.servers;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import ledger.ActiveRuns;
import ledger.Door;
import ledger.RunEnd;
import ledger.RunHeader;
import ledger.TestLedger;
import postgres.Databases;
import postgres.Query;
import postgres.TestPrograms;
import postgres.TestServer;
import postgres.server.PgPrograms;
import recovery.RecoverySettings;
import recovery.incidents.Incidents;
import recovery.lab.LabServer;

/** A live server of a test's own whose dead rows are brought back. */
final class HeapLab implements AutoCloseable {

    final LabServer live;
    final RecoveredServers servers;

    private final Path folder;
    private final String ledger = TestLedger.createDatabase();
    private final Databases databases = new Databases(TestServer.dataSource(ledger), Map::of);
    private final RecoveryRepository repository;

    HeapLab(Path folder) throws IOException {
        this(folder, TestPrograms.unpacked());
    }

    HeapLab(Path folder, PgPrograms programs) throws IOException {
        this.folder = folder;
        live = LabServer.make(
                programs,
                folder.resolve("live"),
                Map.of("autovacuum", "off", "max_prepared_transactions", "5", "track_commit_timestamp", "on"));
        repository = new RecoveryRepository(folder.resolve("recoveries"));
        servers = new RecoveredServers(live.address(), repository, programs(), settings(), databases);
    }

    private static ServerPrograms programs() throws IOException {
        return ServerPrograms.and(TestPrograms.binaries());
    }

    private RecoverySettings settings() {
        return new SmallRyeConfigBuilder()
                .withConverter(Path.class, 100, Path::of)
                .withMapping(RecoverySettings.class)
                .withDefaultValues(Map.of(
                        "recovery.base-backups", folder.resolve("base-backups").toString(),
                        "recovery.servers", folder.resolve("recoveries").toString(),
                        "recovery.wal", folder.resolve("wal").toString(),
                        "recovery.at-once", "10"))
                .build()
                .getConfigMapping(RecoverySettings.class);
    }

    RunEnd recover(String table, HeapRequest.Wanted rows) throws Exception {
        return new HeapRecoveries(
                        live.address(),
                        repository,
                        programs(),
                        settings(),
                        servers,
                        new Incidents(TestServer.dataSource(ledger)),
                        new ActiveRuns())
                .recover(new HeapRequest(RunHeader.next(Door.HTTP), table, rows));
    }

    Connection connect(RunEnd end) throws SQLException {
        return databases
                .find(end.detail().get("database").asText())
                .orElseThrow()
                .getConnection();
    }

    String there(RunEnd end, String sql) throws SQLException {
        try (Connection connection = connect(end)) {
            return Query.first(connection, sql, row -> row.getString(1)).orElse(null);
        }
    }

    List<String> rowsThere(RunEnd end, String sql) throws SQLException {
        try (Connection connection = connect(end)) {
            return Query.list(connection, sql, row -> row.getString(1));
        }
    }

    @Override
    public void close() throws IOException {
        for (RecoveryFacts each : servers.list()) {
            servers.delete(each.id());
        }
        live.close();
    }
}
