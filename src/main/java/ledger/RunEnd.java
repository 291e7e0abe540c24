package ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import java.util.UUID;

/**
 * What became of a run, on its way into the ledger.
 *
 * @param detail what the answer tells beside the counts, or null
 * @param problem why it did not do what was asked, or null
 */
public record RunEnd(UUID run, RunState state, Rows rows, JsonNode detail, Problem problem) {

    public RunEnd {
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(rows, "rows");
    }

    /** It did what was asked. */
    public static RunEnd done(UUID run, Rows rows, JsonNode detail) {
        return new RunEnd(run, rows.rejected() > 0 ? RunState.DONE_WITH_REJECTS : RunState.DONE, rows, detail, null);
    }
}
