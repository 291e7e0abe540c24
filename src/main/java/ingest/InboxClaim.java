package ingest;

import java.util.Objects;
import ledger.Problem;

/**
 * Something that lies in the inbox and is to be loaded, or refused.
 *
 * @param reason why it is refused unread; null if it is loaded
 */
public record InboxClaim(LoadRequest request, Problem reason) {

    public InboxClaim {
        Objects.requireNonNull(request, "request");
    }

    public boolean isRefused() {
        return reason != null;
    }
}
