package snapshot;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import ledger.ActiveRun;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Backend;
import rows.diff.RowSource;

/**
 * Rows in files that a condition chose, once for the file and once for its hash. It may have chosen others the second
 * time: a function can be declared stable and not be it.
 */
final class ChosenRows {

    static final String HINT = "the condition must give the same rows whenever it is asked";

    private ChosenRows() {}

    /**
     * Reads the file back, whose rows have to be those with the hash.
     *
     * @param set of one table, since a condition speaks of one
     * @throws ProblemException if they are not
     */
    static void prove(DataSource dataSource, Repository.StoredSet set, ActiveRun run) throws SQLException, IOException {
        RowSource kept = new SetRows(set, set.manifest().tables().get(0));
        try (Connection connection = dataSource.getConnection()) {
            Backend backend = Backend.of(connection);
            run.worksOn(backend);
            try {
                if (Verifier.faultOfRows(connection, kept) != null) {
                    throw new ProblemException(Problem.refused(
                            "two readings of " + kept.table().display() + " at one moment gave different rows", HINT));
                }
            } finally {
                run.leaves(backend);
            }
        }
    }
}
