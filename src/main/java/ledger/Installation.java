package ledger;

import java.util.Objects;
import java.util.UUID;

/**
 * Which installation this is, and which of its processes: a run names both as its owner, so that the next start knows what a
 * crash left behind, and a second process on a copy of the same folder does not take what the first has in hand.
 *
 * @param id the same after a restart
 * @param process another one at every start
 */
public record Installation(String id, UUID process) {

    public Installation {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(process, "process");
    }

    /** A process of it that begins now. */
    public Installation(String id) {
        this(id, UUID.randomUUID());
    }

    /** As it stands in the ledger beside the runs that this process has in hand. */
    public String owner() {
        return id + "/" + process;
    }
}
