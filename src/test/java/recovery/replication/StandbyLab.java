package recovery.replication;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import ledger.ActiveRuns;
import ledger.Door;
import ledger.Installation;
import ledger.RunHeader;
import ledger.TestLedger;
import org.awaitility.Awaitility;
import postgres.DatabaseAddress;
import postgres.Databases;
import postgres.DurableFiles;
import postgres.Lsn;
import postgres.Patience;
import postgres.TestPrograms;
import postgres.TestServer;
import postgres.replication.ServerAddress;
import recovery.RecoverySettings;
import recovery.backup.BackupRepository;
import recovery.backup.BaseBackupRequest;
import recovery.backup.BaseBackups;
import recovery.backup.StoredBackup;
import recovery.lab.LabServer;
import recovery.receive.ReceivedLog;
import recovery.receive.WalReceiving;

/** A server that others stand by for, and an installation that looks after it; its ledger is elsewhere. */
final class StandbyLab implements AutoCloseable {

    final Path folder;
    final LabServer primary;
    final ReceivedLog log;
    final BackupRepository backups;
    final Databases databases;
    final WalReceiving receiving;
    final Replication replication;
    private final List<LabServer> servers = new ArrayList<>();
    private final String ledger;

    StandbyLab(Map<String, String> said) throws Exception {
        folder = Files.createTempDirectory("standbys-");
        ledger = TestLedger.createDatabase();
        primary = LabServer.make(
                TestPrograms.unpacked(), folder.resolve("primary"), Map.of("synchronous_standby_names", ""));
        servers.add(primary);
        log = new ReceivedLog(folder.resolve("wal"));
        backups = new BackupRepository(folder.resolve("base-backups"));
        Installation installation = new Installation(UUID.randomUUID().toString(), "here");
        RecoverySettings settings = settings(said);
        receiving = new WalReceiving(primary.address(), log, backups, settings, installation);
        receiving.begin();
        databases = new Databases(TestServer.dataSource(ledger), Map::of);
        replication = another(said);
    }

    StandbyLab() throws Exception {
        this(Map.of());
    }

    RecoverySettings settings(Map<String, String> said) {
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

    /** As another process of the installation has it. */
    Replication another(Map<String, String> said) {
        return another(primary.address(), said);
    }

    /** As one with other rights has it. */
    Replication as(String user, String password) {
        return another(ServerAddress.of(new DatabaseAddress(primary.database().jdbcUrl(), user, password)), Map.of());
    }

    private Replication another(ServerAddress server, Map<String, String> said) {
        return new Replication(
                server,
                databases,
                new LogReading(log, backups, receiving, primary.address()),
                settings(said),
                new LagSeries(TestServer.dataSource(ledger)),
                log);
    }

    LagSeries series() {
        return new LagSeries(TestServer.dataSource(ledger));
    }

    StoredBackup backup() throws IOException, SQLException {
        return backup(primary);
    }

    StoredBackup backup(LabServer server) throws IOException, SQLException {
        String id = new BaseBackups(server.address(), backups, settings(Map.of()), new ActiveRuns())
                .take(new BaseBackupRequest(RunHeader.next(Door.HTTP)))
                .detail()
                .get("baseBackup")
                .asText();
        return backups.find(id);
    }

    LabServer standby(String name, String slot) throws IOException, SQLException {
        LabServer standby = primary.standby(name, backup(), folder.resolve(name), slot);
        servers.add(standby);
        awaitEqual(standby);
        return standby;
    }

    LabServer below(LabServer standby, String name) throws IOException, SQLException {
        LabServer below = standby.standby(name, backup(), folder.resolve(name), null);
        servers.add(below);
        return below;
    }

    void known(String name, LabServer standby) {
        DatabaseAddress address = standby.database();
        databases.register(name, address);
    }

    void awaitEqual(LabServer standby) throws SQLException {
        Lsn here = Lsn.parse(primary.value("select pg_current_wal_flush_lsn()"));
        Awaitility.await().atMost(Patience.LIMIT).ignoreExceptions().until(() -> !Lsn.parse(
                        standby.value("select pg_last_wal_replay_lsn()"))
                .isBefore(here));
    }

    /** Stops sending it the log, as a network that broke does. */
    void cut(LabServer standby) throws SQLException {
        standby.execute("alter system set primary_conninfo = ''", "select pg_reload_conf()");
        Awaitility.await().atMost(Patience.LIMIT).until(() -> standby.value("select count(*) from pg_stat_wal_receiver")
                .equals("0"));
    }

    StandbyFacts facts(String name) throws IOException, SQLException {
        return replication.now().standbys().stream()
                .filter(facts -> facts.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nobody is called " + name));
    }

    /** What becomes true soon. */
    StandbyFacts await(String name, Predicate<StandbyFacts> condition) {
        return Awaitility.await()
                .atMost(Patience.LIMIT)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> facts(name), condition);
    }

    @Override
    public void close() throws IOException {
        receiving.close();
        for (LabServer server : servers) {
            server.close();
        }
        databases.names().stream().filter(name -> !name.equals(Databases.MAIN)).forEach(databases::unregister);
        DurableFiles.empty(folder);
        Files.delete(folder);
    }
}
