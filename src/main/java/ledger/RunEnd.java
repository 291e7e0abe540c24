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

    /** To be thrown by whoever has lost the run meanwhile, to undo what was done for it. */
    public static ProblemException taken(UUID run) {
        return new ProblemException(Problem.conflict(
                "the run " + run + " has ended already, or another process has it in hand",
                "look at what the ledger says of it"));
    }

    /** The same, with more to tell. */
    public RunEnd with(JsonNode more) {
        return new RunEnd(run, state, rows, more, problem);
    }

    /** It did what was asked. */
    public static RunEnd done(UUID run, Rows rows, JsonNode detail) {
        return new RunEnd(run, rows.rejected() > 0 ? RunState.DONE_WITH_REJECTS : RunState.DONE, rows, detail, null);
    }
}
