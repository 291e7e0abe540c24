package routes.command;

import ledger.Problem;
import ledger.Run;
import ledger.RunKind;

/** What a command's process ends with, for scripts to tell apart. */
final class ExitCode {

    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int REJECTS = 3;
    static final int REFUSED = 4;
    static final int NOT_FOUND = 6;
    static final int CONFLICT = 7;
    static final int NOT_EQUAL = 9;
    static final int FOUND = 10;

    /** The worst first: a failure hides a refusal, which hides rejects. */
    private static final int[] BY_WEIGHT = {FAILED, NOT_EQUAL, CONFLICT, NOT_FOUND, USAGE, REFUSED, REJECTS};

    private ExitCode() {}

    /** Of a run that has ended, or that somebody else has in hand. */
    static int of(RunKind kind, Run run) {
        return switch (run.state()) {
            case DONE, ALREADY_DONE -> run.detail() != null && kind.differs().test(run) ? NOT_EQUAL : DONE;
            case DONE_WITH_REJECTS, REJECTED -> REJECTS;
            case RUNNING -> CONFLICT;
            case REFUSED -> run.problem() == null ? REFUSED : of(run.problem());
            case FAILED -> run.problem() == null ? FAILED : of(run.problem()) == NOT_EQUAL ? NOT_EQUAL : FAILED;
            case CANCELLED, UNDONE -> FAILED;
        };
    }

    /** Of something that was not even begun. */
    static int of(Problem problem) {
        return problem.exitCode();
    }

    /** Whether the command went so far as to say what became of rows. */
    static boolean isVerdict(int code) {
        return code == DONE || code == REJECTS || code == REFUSED || code == NOT_EQUAL;
    }

    /** Of two, the one that says more. */
    static int worse(int one, int other) {
        for (int code : BY_WEIGHT) {
            if (one == code || other == code) {
                return code;
            }
        }
        return DONE;
    }
}
