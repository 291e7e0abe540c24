package startup;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import snapshot.SnapshotSettings;

/** Refuses a number of workers that the pool of connections cannot serve: they all read at once, or none ends. */
@Singleton
public final class ConnectionsGuard {

    /** One holds the moment that all workers see, one writes down what became of them. */
    private static final int BESIDE_THE_WORKERS = 2;

    void check(
            @Observes @Priority(1) StartupEvent start,
            SnapshotSettings snapshots,
            @ConfigProperty(name = "quarkus.datasource.jdbc.max-size") int connections) {
        int most = connections - BESIDE_THE_WORKERS;
        if (snapshots.workers() > most) {
            throw new ConfigurationProblem(
                    "cannot make snapshots with " + snapshots.workers() + " workers and " + connections
                            + " connections (quarkus.datasource.jdbc.max-size): " + BESIDE_THE_WORKERS
                            + " are needed beside the workers",
                    "set snapshot.workers to " + Math.max(1, most)
                            + " or less, or quarkus.datasource.jdbc.max-size to "
                            + (snapshots.workers() + BESIDE_THE_WORKERS) + " or more");
        }
    }
}
