package ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;
import ledger.DeadLetter;
import ledger.Problem;
import ledger.ProblemType;
import ledger.Rows;
import ledger.RunState;

/** What became of a load. Every variant is an answer; what broke is an exception. */
public sealed interface IngestResult {

    /** The counts for the ledger. */
    Rows rows();

    /** The state of its run. */
    RunState state();

    /** What else is worth telling. */
    ObjectNode detail();

    /** What is said of the first letter at the end of a sentence; nothing where there is none. */
    static String suchAs(DeadLetter letter) {
        return letter == null
                ? ""
                : "; such as " + (letter.line() == null ? "" : "line " + letter.line() + ": ") + letter.reason();
    }

    /** Why nothing was done, or null. */
    default Problem problem() {
        return null;
    }

    /** The good rows are in the table, the others are dead letters. */
    record Loaded(Rows rows, ObjectNode detail) implements IngestResult {
        @Override
        public RunState state() {
            return rows.rejected() == 0 ? RunState.DONE : RunState.DONE_WITH_REJECTS;
        }
    }

    /**
     * Every row is a dead letter.
     *
     * @param example the first of them, or null
     */
    record Rejected(Rows rows, DeadLetter example, ObjectNode detail) implements IngestResult {
        @Override
        public RunState state() {
            return RunState.REJECTED;
        }

        @Override
        public Problem problem() {
            String all = rows.in() == 1 ? "the only row was" : "all " + rows.in() + " rows were";
            return Problem.of(
                    ProblemType.REJECTED,
                    all + " rejected" + suchAs(example),
                    "correct the dead letters and redrive them, or discard them, mend the file and send it again");
        }
    }

    /** This table took in the same bytes before. */
    record AlreadyLoaded(UUID firstRun, ObjectNode detail) implements IngestResult {
        @Override
        public Rows rows() {
            return Rows.NONE;
        }

        @Override
        public RunState state() {
            return RunState.ALREADY_DONE;
        }
    }

    /** Not loadable as a whole; nothing was changed. */
    record Refused(Rows rows, Problem problem, ObjectNode detail) implements IngestResult {
        @Override
        public RunState state() {
            return RunState.REFUSED;
        }
    }

    /** A user stopped it; its rows were undone. */
    record Cancelled(Rows rows, ObjectNode detail) implements IngestResult {
        @Override
        public RunState state() {
            return RunState.CANCELLED;
        }
    }
}
