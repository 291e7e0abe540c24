package ledger;

import java.util.Objects;

/** Which installation this is: runs carry its id, so that its next start knows which ones a crash left behind. */
public record Installation(String id) {

    public Installation {
        Objects.requireNonNull(id, "id");
    }
}
