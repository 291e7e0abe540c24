package sync.copy;

import ledger.Problem;
import ledger.ProblemException;

/** Another process has the copy in hand: what is there of it is that one's. */
final class TakenOverException extends RuntimeException {

    private static final long serialVersionUID = 1;

    TakenOverException(String detail) {
        super(detail, new ProblemException(Problem.conflict(detail, "look at the run to see how far it is")));
    }
}
