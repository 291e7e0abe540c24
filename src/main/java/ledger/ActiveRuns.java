package ledger;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The runs that this process has in hand. */
@ApplicationScoped
public class ActiveRuns {

    private final ConcurrentMap<UUID, ActiveRun> runs = new ConcurrentHashMap<>();

    /** The run, from its beginning or from where another step left it. */
    public ActiveRun open(UUID id) {
        return runs.computeIfAbsent(id, ActiveRun::new);
    }

    /** The run, if this process has it in hand. */
    public Optional<ActiveRun> find(UUID id) {
        return Optional.ofNullable(runs.get(id));
    }

    /** All of them, at this moment. */
    public Collection<ActiveRun> all() {
        return List.copyOf(runs.values());
    }

    /** The run never came to be. */
    public void forget(UUID id) {
        runs.remove(id);
    }

    /** The run has ended: whoever waits is told. Whether it was in hand here until now. */
    public boolean ended(Run run) {
        ActiveRun active = runs.remove(run.id());
        return active != null && active.ended().complete(run);
    }
}
