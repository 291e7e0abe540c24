package startup;

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
import ledger.Installation;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import postgres.server.DataDirectory;
import postgres.server.DataDirectoryInUseException;
import postgres.server.StartRefusedException;
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

    /** What an earlier process did not finish is no snapshot and no promised body, and goes before anybody makes one. */
    void sweep(@Observes @Priority(3) StartupEvent start, Repository snapshots, Spool bodies) throws IOException {
        snapshots.sweep();
        bodies.sweep();
    }

    @Produces
    @Singleton
    Inbox inbox(IngestSettings settings) throws IOException {
        return new Inbox(settings.inbox());
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
    Installation installation(@ConfigProperty(name = "data.dir") Path data) {
        DataDirectory folder = DataDirectory.open(data);
        return new Installation(folder.instanceId().toString(), folder.place());
    }
}
