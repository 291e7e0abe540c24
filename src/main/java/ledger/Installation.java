package ledger;

import java.util.Objects;
import java.util.UUID;

/**
 * Which installation this is, and which of its processes: a run names both as its owner, so that the next start knows what a
 * crash left behind, and a process in a copy of the same folder does not take what another has in hand.
 *
 * @param id the same after a restart, and in a copy of the folder
 * @param place the same after a restart, another one in a copy of the folder
 * @param process another one at every start
 */
public record Installation(String id, String place, UUID process) {

    public Installation {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(process, "process");
    }

    /** A process of it that begins now. */
    public Installation(String id, String place) {
        this(id, place, UUID.randomUUID());
    }

    /** What the owners of all runs of this installation in this place begin with; there is one process at a time. */
    public String here() {
        return id + "/" + place;
    }

    /** As it stands in the ledger beside the runs that this process has in hand. */
    public String owner() {
        return here() + "/" + process;
    }
}
