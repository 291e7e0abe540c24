package ingest;

import java.util.OptionalDouble;
import ledger.DeadLetter;
import ledger.Problem;
import ledger.Rows;

/**
 * How little a replace may leave of a table: an export that went wrong is a short file, and nobody means to lose his rows
 * by it.
 *
 * @param there the rows that were there
 * @param minPercent the share of them that has to come, 0 to 100; 0 says that emptying is meant, empty refuses that alone
 */
record ReplaceFloor(String table, long there, OptionalDouble minPercent) {

    private static final String HINT =
            "look at the file; replace-min-percent=0 says that emptying the table is meant, a number above it how much"
                    + " less is fine";

    /**
     * Why the rows may not be replaced by those that came, or null.
     *
     * @param example the first of the dead letters, or null
     */
    Problem objection(Rows rows, DeadLetter example) {
        if (rows.in() > 0 && rows.rejected() == rows.in()) {
            return Problem.refused(
                    "every row of the file would be rejected, so the rows of " + table + " stay"
                            + IngestResult.suchAs(example),
                    "mend the file and send it again; no dead letters were kept");
        }
        if (there == 0 || rows.loaded() * 100.0 >= minPercent.orElse(0) * there && (rows.loaded() > 0 || mayEmpty())) {
            return null;
        }
        return Problem.refused(
                rows.loaded() == 0
                        ? "the file has no rows, and would empty " + table + " of its " + there
                        : "the file would leave " + rows.loaded() + " rows of the " + there + " in " + table
                                + ", less than " + minPercent.orElse(0) + " %",
                HINT);
    }

    private boolean mayEmpty() {
        return minPercent.isPresent() && minPercent.getAsDouble() == 0;
    }
}
