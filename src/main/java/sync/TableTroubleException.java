package sync;

import ledger.Problem;

/** One table cannot be synced as things are; others may be. */
final class TableTroubleException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient TableSync table;
    private final transient Problem problem;

    TableTroubleException(TableSync table, Problem problem) {
        super(problem.text());
        this.table = table;
        this.problem = problem;
    }

    TableSync table() {
        return table;
    }

    Problem problem() {
        return problem;
    }
}
