package routes;

import java.io.IOException;
import java.sql.SQLException;
import ledger.DatabaseProblem;
import ledger.Memory;
import ledger.Problem;
import ledger.ProblemException;
import postgres.SqlState;

/** What an exception is to whoever asked: without a stack trace, a statement or a secret. */
public final class Problems {

    private Problems() {}

    /** The problem that an exception is to whoever asked. */
    public static Problem of(Throwable trouble) {
        Problem known = known(trouble);
        if (known != null) {
            return known;
        }
        if (Memory.ranOut(trouble)) {
            return Memory.problem();
        }
        SQLException refusal = SqlState.find(trouble);
        if (refusal != null) {
            return DatabaseProblem.of(refusal);
        }
        return Problem.broken("something failed that should not", "see the service's log");
    }

    /** Whether it was foreseen, and declined; what the database refuses in the middle of work has failed. */
    static boolean isAnswer(Throwable trouble) {
        Problem known = known(trouble);
        return known != null && known.isRefusal();
    }

    private static Problem known(Throwable trouble) {
        for (Throwable t = trouble; t != null; t = t.getCause() == t ? null : t.getCause()) {
            if (t instanceof ProblemException known) {
                return known.problem();
            }
            if (t instanceof IOException && String.valueOf(t.getMessage()).contains("No space left")) {
                return Problem.noRoom("the request cannot be kept on disk", "make room below data.dir");
            }
        }
        return null;
    }
}
