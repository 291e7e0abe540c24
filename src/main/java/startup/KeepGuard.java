package startup;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.TreeSet;
import ledger.LedgerSettings;
import ledger.RunKinds;

/** Refuses a time to keep runs of a kind that there is none of: nothing would ever be forgotten. */
@Singleton
public final class KeepGuard {

    void check(@Observes @Priority(1) StartupEvent start, LedgerSettings settings, RunKinds kinds) {
        List<String> faults = faults(settings, kinds);
        if (!faults.isEmpty()) {
            throw new ConfigurationProblem(
                    "cannot tell how long runs are kept",
                    faults,
                    "name kinds of runs: " + String.join(", ", new TreeSet<>(kinds.names())));
        }
    }

    static List<String> faults(LedgerSettings settings, RunKinds kinds) {
        return new TreeSet<>(settings.keep().keySet())
                .stream()
                        .filter(kind -> !kinds.names().contains(kind))
                        .map(kind -> "ledger.keep." + kind + " names no kind of runs")
                        .toList();
    }
}
