package routes;

import java.io.IOException;
import ledger.Problem;
import ledger.ProblemException;
import postgres.SqlState;

/** What an exception is to whoever asked: without a stack trace, a statement or a secret. */
public final class Problems {

    private Problems() {}

    /** The problem that an exception is to whoever asked. */
    public static Problem of(Throwable trouble) {
        for (Throwable t = trouble; t != null; t = t.getCause() == t ? null : t.getCause()) {
            if (t instanceof ProblemException known) {
                return known.problem();
            }
            if (t instanceof IOException && String.valueOf(t.getMessage()).contains("No space left")) {
                return Problem.noRoom("the request cannot be kept on disk", "make room below data.dir");
            }
        }
        if (SqlState.mayPass(trouble)
                && SqlState.DISK_FULL.equals(SqlState.find(trouble).getSQLState())) {
            return Problem.unavailable(
                    "the disk of the database is full; nothing was changed", "make room there, and try again");
        }
        if (SqlState.mayPass(trouble)) {
            return Problem.unavailable("the database does not answer, or is out of room", "try again in a while");
        }
        if (SqlState.find(trouble) != null) {
            return Problem.broken(
                    "the database refused a statement (SQLSTATE "
                            + SqlState.find(trouble).getSQLState() + ")",
                    "see the service's log");
        }
        return Problem.broken("something failed that should not", "see the service's log");
    }
}
