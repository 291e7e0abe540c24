package recovery.lab;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import ledger.ActiveRuns;
import ledger.Door;
import ledger.Installation;
import ledger.RunHeader;
import org.jboss.logging.Logger;
import postgres.Databases;
import postgres.Lsn;
import postgres.replication.ServerAddress;
import recovery.RecoverySettings;
import recovery.backup.BackupRepository;
import recovery.backup.BaseBackupRequest;
import recovery.backup.BaseBackups;
import recovery.backup.ServerCatalog;
import recovery.backup.StoredBackup;
import recovery.incidents.CatalogNames;
import recovery.incidents.Incidents;
import recovery.receive.ReceivedLog;
import recovery.receive.WalReceiving;
import recovery.replication.LagSeries;
import recovery.replication.LogReading;
import recovery.replication.Replication;
import recovery.replication.ReplicationFacts;
import recovery.second.SecondCopies;
import recovery.servers.RecoverRequest;
import recovery.servers.RecoveredServers;
import recovery.servers.Recoveries;
import recovery.servers.RecoveryRepository;
import recovery.servers.ServerPrograms;
import recovery.servers.WantedTarget;
import recovery.wal.Incident;
import recovery.wal.IncidentState;
import recovery.wal.IncidentWatch;
import recovery.wal.Thresholds;
import recovery.wal.Timelines;
import recovery.wal.WalSource;
import recovery.window.RtoHistory;

/**
 * What the service is to its server, for one of the laboratory: the log is received, base backups are taken, and what was
 * lost is recovered, all by the parts that do it for the live server, in a folder of its own.
 */
public final class LabHouse implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(LabHouse.class);

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration GLANCE = Duration.ofMillis(50);

    private final Path folder;
    private final ServerPrograms programs;
    private final RecoverySettings settings;
    private final BackupRepository backups;
    private final ReceivedLog log;
    private final Installation installation = new Installation(UUID.randomUUID().toString(), "laboratory");
    private final Databases nowhere = new Databases(null, Map::of);
    private final List<RecoveredServers> recovered = new ArrayList<>();
    private LabServer server;
    private WalReceiving receiving;

    /** @param folder an empty one */
    public LabHouse(LabServer server, Path folder, ServerPrograms programs) throws IOException {
        this.folder = folder;
        this.programs = programs;
        this.server = server;
        backups = new BackupRepository(folder.resolve("base-backups"));
        log = new ReceivedLog(folder.resolve("wal"));
        settings = new SmallRyeConfigBuilder()
                .withConverter(Path.class, 100, Path::of)
                .withMapping(RecoverySettings.class)
                .withDefaultValues(Map.of(
                        "recovery.base-backups", folder.resolve("base-backups").toString(),
                        "recovery.wal", folder.resolve("wal").toString(),
                        "recovery.wal.receive", "on",
                        "recovery.servers", folder.resolve("recoveries").toString()))
                .build()
                .getConfigMapping(RecoverySettings.class);
        receive();
    }

    private void receive() {
        receiving = new WalReceiving(server.address(), log, backups, settings, installation);
        receiving.begin();
    }

    /** From now on it looks after another server, which took the place of the one before. */
    public void follow(LabServer other) {
        receiving.close();
        server = other;
        receive();
    }

    /** Receives no more, as when the server is gone. */
    public void stopReceiving() {
        receiving.close();
    }

    public ReceivedLog log() {
        return log;
    }

    /** Takes a base backup of a server. */
    public StoredBackup backup(LabServer of) throws SQLException, IOException {
        String id = new BaseBackups(of.address(), backups, settings, new ActiveRuns())
                .take(new BaseBackupRequest(RunHeader.next(Door.TIMER)))
                .detail()
                .get("baseBackup")
                .asText();
        return backups.find(id);
    }

    /** Waits until all that the server has written is here; tells up to where that is. */
    public Lsn awaitReceived() throws SQLException {
        Lsn written = Lsn.parse(server.value("select pg_current_wal_flush_lsn()"));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (receiving.state().flushedLsn() == null
                || Lsn.parse(receiving.state().flushedLsn()).isBefore(written)) {
            if (System.nanoTime() > deadline || Thread.interrupted()) {
                throw new IllegalStateException("the log of the server is not received: "
                        + receiving.state().trouble());
            }
            LockSupport.parkNanos(GLANCE.toNanos());
        }
        return written;
    }

    /** Who stands by for the server. */
    public ReplicationFacts replication() throws SQLException, IOException {
        return new Replication(
                        server.address(),
                        nowhere,
                        new LogReading(log, backups, receiving, server.address()),
                        settings,
                        new LagSeries(null),
                        log)
                .now();
    }

    /** What the log tells of rows that were destroyed since the base backup. */
    public List<Incident> incidents(StoredBackup since) throws IOException {
        Lsn start = since.manifest().start();
        WalSource source = new WalSource(
                log.folder(),
                Timelines.read(log.folder(), log.newestTimeline()),
                Long.parseUnsignedLong(log.owner().orElseThrow().systemIdentifier()),
                new Lsn(0));
        IncidentState state = new IncidentState(start, start, CatalogNames.of(ServerCatalog.of(since)));
        try (IncidentWatch watch = new IncidentWatch(
                source,
                state,
                new Thresholds(
                        settings.incidents().minRows(), settings.incidents().minShare()))) {
            return watch.readOn();
        }
    }

    /** Makes a server as the one that is looked after was; tells where it is. */
    public ServerAddress recover(WantedTarget target) throws SQLException, IOException {
        RecoveryRepository repository = new RecoveryRepository(folder.resolve("recoveries"));
        RecoveredServers servers = new RecoveredServers(server.address(), repository, programs, settings, nowhere);
        recovered.add(servers);
        String id = new Recoveries(
                        server.address(),
                        backups,
                        log,
                        receiving,
                        repository,
                        programs,
                        settings,
                        servers,
                        new Incidents(null),
                        new SecondCopies(Optional.empty(), backups, log, settings),
                        new RtoHistory(folder),
                        new ActiveRuns())
                .recover(new RecoverRequest(RunHeader.next(Door.TIMER), target, RecoverRequest.Then.INSPECT))
                .detail()
                .get("recovery")
                .asText();
        return servers.address(id);
    }

    @Override
    public void close() {
        receiving.close();
        for (RecoveredServers servers : recovered) {
            try {
                servers.close();
            } catch (RuntimeException e) {
                LOG.errorf("a recovered server of the laboratory did not stop: %s", e.getMessage());
            }
        }
    }
}
