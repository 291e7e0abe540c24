package startup;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import recovery.RecoverySettings;

/** Refuses to have recovered servers reached from elsewhere at ports that nobody said, or at fewer than there are servers. */
@Singleton
public final class RecoveryGuard {

    void check(@Observes @Priority(1) StartupEvent start, RecoverySettings settings) {
        if (settings.listen().isPresent() && settings.ports().isEmpty()) {
            throw new ConfigurationProblem(
                    "recovered servers cannot listen on " + settings.listen().get() + " at any port there is",
                    "set recovery.ports to those that may be reached, as in 15432-15439");
        }
        settings.ports().ifPresent(ports -> {
            int number = ports.last() - ports.first() + 1;
            if (number < settings.atOnce()) {
                throw new ConfigurationProblem(
                        "recovery.ports has " + number + " ports, and recovery.at-once allows " + settings.atOnce()
                                + " servers",
                        "set recovery.ports to a larger range, or recovery.at-once to " + number);
            }
        });
    }
}
