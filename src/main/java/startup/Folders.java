package startup;

import dumps.archive.ArchiveRepository;
import dumps.archive.DumpSettings;
import dumps.archive.DumpsInbox;
import ingest.CorrectionsFolder;
import ingest.Inbox;
import ingest.IngestSettings;
import ingest.Spool;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import ledger.FiledRuns;
import ledger.Installation;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import postgres.OwnFiles;
import postgres.server.DataDirectory;
import postgres.server.DataDirectoryInUseException;
import postgres.server.StartRefusedException;
import recovery.RecoverySettings;
import recovery.backup.BackupRepository;
import recovery.lab.LabFolder;
import recovery.receive.ReceivedLog;
import recovery.second.SecondCopies;
import recovery.second.SecondPlaces;
import recovery.servers.RecoveryRepository;
import recovery.servers.ServerPrograms;
import recovery.window.RtoHistory;
import rows.spark.SparkJob;
import rows.spark.SparkSettings;
import snapshot.Repository;
import snapshot.SnapshotSettings;

/** What this installation keeps on disk, as the beans that need it. */
public class Folders {

    /** Already running. */
    private static final int IN_USE = 7;

    /** One process at a time, before any of them touches what is kept. */
    void claim(@Observes @Priority(2) StartupEvent start, @ConfigProperty(name = "data.dir") Path data) {
        try {
            DataDirectory.open(data);
        } catch (DataDirectoryInUseException e) {
            throw new StartRefusedException(e, IN_USE);
        }
    }

    /** What an earlier process did not finish is no snapshot, no base backup, no server, no exercise, no archive and no promised body, and goes before anybody makes one. */
    void sweep(
            @Observes @Priority(3) StartupEvent start,
            Repository snapshots,
            BackupRepository backups,
            RecoveryRepository recoveries,
            ArchiveRepository archives,
            LabFolder exercises,
            Spool bodies,
            SparkSettings spark)
            throws IOException {
        SparkJob.sweep(spark);
        snapshots.sweep();
        backups.sweep();
        recoveries.sweep();
        archives.sweep();
        exercises.sweep();
        bodies.sweep();
    }

    @Produces
    @Singleton
    Inbox inbox(IngestSettings settings) throws IOException {
        return new Inbox(settings.inbox());
    }

    @Produces
    @Singleton
    CorrectionsFolder corrections(IngestSettings settings) throws IOException {
        return new CorrectionsFolder(settings.corrections());
    }

    @Produces
    @Singleton
    Spool spool(@ConfigProperty(name = "data.dir") Path data) throws IOException {
        return new Spool(data.resolve("spool"));
    }

    @Produces
    @Singleton
    Repository snapshots(SnapshotSettings settings) throws IOException {
        return new Repository(settings.repository());
    }

    @Produces
    @Singleton
    BackupRepository baseBackups(RecoverySettings settings) throws IOException {
        return new BackupRepository(settings.baseBackups());
    }

    @Produces
    @Singleton
    ReceivedLog receivedLog(RecoverySettings settings) throws IOException {
        return new ReceivedLog(settings.walFolder());
    }

    @Produces
    @Singleton
    RecoveryRepository recoveries(RecoverySettings settings) throws IOException {
        return new RecoveryRepository(settings.servers());
    }

    @Produces
    @Singleton
    ArchiveRepository archives(DumpSettings settings) throws IOException {
        return new ArchiveRepository(settings.repository());
    }

    @Produces
    @Singleton
    SecondCopies secondCopies(
            RecoverySettings settings, SecondPlaces places, BackupRepository backups, ReceivedLog log) {
        return new SecondCopies(settings.copyTo().map(places::of), backups, log, settings);
    }

    @Produces
    @Singleton
    DumpsInbox dumpsInbox(DumpSettings settings) throws IOException {
        return new DumpsInbox(settings.inbox(), settings.settleMillis());
    }

    @Produces
    @Singleton
    RtoHistory rtoHistory(RecoverySettings settings) throws IOException {
        return new RtoHistory(OwnFiles.folders(settings.servers()));
    }

    @Produces
    @Singleton
    FiledRuns filedRuns(RecoverySettings settings) throws IOException {
        return new FiledRuns(settings.servers());
    }

    @Produces
    @Singleton
    LabFolder exercises(@ConfigProperty(name = "data.dir") Path data) {
        return new LabFolder(data.resolve("lab"));
    }

    @Produces
    @Singleton
    ServerPrograms programs(@ConfigProperty(name = "data.dir") Path data) throws IOException {
        return ServerPrograms.andOurs(data.resolve("postgres-binaries"));
    }

    @Produces
    @Singleton
    Installation installation(@ConfigProperty(name = "data.dir") Path data) {
        DataDirectory folder = DataDirectory.open(data);
        return new Installation(folder.instanceId().toString(), folder.place());
    }
}
