package ledger;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The ends of runs that the ledger could not take: kept here until it can. Safe for several threads. */
@ApplicationScoped
public class UnwrittenEnds {

    private final ConcurrentMap<UUID, RunEnd> ends = new ConcurrentHashMap<>();

    /** The ledger did not take it; the first end of a run is the one that counts. */
    public void keep(RunEnd end) {
        ends.putIfAbsent(end.run(), end);
    }

    /** All of them, at this moment. */
    public List<RunEnd> all() {
        return List.copyOf(ends.values());
    }

    /** Whether the run has ended and the ledger does not know yet. */
    public boolean has(UUID run) {
        return ends.containsKey(run);
    }

    /** The ledger knows how the run ended. */
    public void written(UUID run) {
        ends.remove(run);
    }
}
