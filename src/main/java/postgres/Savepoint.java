package postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Predicate;

/** A piece of a transaction that may fail and leave the rest of it whole. */
public final class Savepoint {

    private static final String BEGIN = "savepoint caravanserai_attempt";
    private static final String KEEP = "release savepoint caravanserai_attempt";
    private static final String UNDO = "rollback to savepoint caravanserai_attempt; " + KEEP;

    private Savepoint() {}

    /** What is tried. */
    @FunctionalInterface
    public interface Attempt {
        void run() throws SQLException;
    }

    /**
     * Tries it; if a row is at fault all of it is undone.
     *
     * @return what the database answered to the row, or empty if it is done
     * @throws SQLException if anything else failed; then the transaction is of no use any more
     */
    public static Optional<SQLException> attempt(Connection connection, Attempt attempt) throws SQLException {
        return attempt(connection, SqlState::isRowsFault, attempt);
    }

    /**
     * Tries it; if it fails in an expected way all of it is undone.
     *
     * @param expected whether a failure is an answer
     * @return the failure, or empty if it is done
     * @throws SQLException if anything else failed; then the transaction is of no use any more
     */
    public static Optional<SQLException> attempt(
            Connection connection, Predicate<SQLException> expected, Attempt attempt) throws SQLException {
        Query.execute(connection, BEGIN);
        try {
            attempt.run();
        } catch (SQLException e) {
            if (!expected.test(e)) {
                throw e;
            }
            Query.execute(connection, UNDO);
            return Optional.of(e);
        }
        Query.execute(connection, KEEP);
        return Optional.empty();
    }
}
