package startup;

import ingest.LoadProfiles;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;

/** Refuses profiles of loads that say what no load understands, before a file meets them. */
@Singleton
public final class ProfilesGuard {

    void check(@Observes @Priority(1) StartupEvent start, LoadProfiles profiles) {
        List<String> faults = profiles.faults();
        if (!faults.isEmpty()) {
            throw new ConfigurationProblem(
                    "cannot understand the profiles of loads", faults, "correct ingest.profiles.<name>.<option>");
        }
    }
}
