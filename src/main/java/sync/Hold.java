package sync;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Query;

/** Says that a process has a copy in hand, for as long as it lives: nobody else takes the copy up meanwhile. */
final class Hold implements AutoCloseable {

    private final Connection connection;
    private final UUID run;

    private Hold(Connection connection, UUID run) {
        this.connection = connection;
        this.run = run;
    }

    /**
     * Takes the copy in hand.
     *
     * @throws ProblemException if another process has it
     */
    static Hold on(DataSource ledger, UUID run) throws SQLException {
        Connection connection = ledger.getConnection();
        try {
            boolean held = Query.first(
                            connection,
                            "select pg_try_advisory_lock(hashtextextended(?::text, 0))",
                            row -> row.getBoolean(1),
                            name(run))
                    .orElseThrow();
            if (!held) {
                throw new ProblemException(Problem.conflict(
                        "another process is at work on copy " + run, "look at the run to see how far it is"));
            }
            return new Hold(connection, run);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static String name(UUID run) {
        return "caravanserai copy " + run;
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            Query.first(
                    connection,
                    "select pg_advisory_unlock(hashtextextended(?::text, 0))",
                    row -> row.getBoolean(1),
                    name(run));
        }
    }
}
