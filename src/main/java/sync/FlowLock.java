package sync;

import java.sql.Connection;
import java.sql.SQLException;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Databases;
import postgres.Query;
import postgres.SessionSettings;
import rows.place.NamedDatabase;

/** A flow in the hands of one run, whichever process that is in; a process that dies lets it go. */
final class FlowLock implements AutoCloseable {

    /** The lock of the flow that is bound, as a value of SQL. */
    static final String KEY = "pg_catalog.hashtextextended('caravanserai flow ' || ?::text, 0)";

    private final Connection connection;
    private final String flow;

    private FlowLock(Connection connection, String flow) {
        this.connection = connection;
        this.flow = flow;
    }

    /**
     * Takes it.
     *
     * @throws ProblemException if another run has it
     */
    static FlowLock take(Databases databases, Flow flow) throws SQLException {
        Connection connection = NamedDatabase.connect(databases, flow.to());
        try {
            boolean free = Query.first(
                            connection,
                            "select pg_catalog.pg_try_advisory_lock(" + KEY + ")",
                            row -> row.getBoolean(1),
                            flow.name())
                    .orElseThrow();
            if (!free) {
                throw taken(flow.name());
            }
            SessionSettings.stay(connection);
            return new FlowLock(connection, flow.name());
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    static ProblemException taken(String flow) {
        return new ProblemException(Problem.conflict(
                "the flow " + flow + " is in the hands of another run", "wait for its end, or cancel it"));
    }

    static void release(Connection connection, String flow) throws SQLException {
        Query.list(connection, "select pg_catalog.pg_advisory_unlock(" + KEY + ")", row -> row.getBoolean(1), flow);
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            release(connection, flow);
            SessionSettings.mayEnd(connection);
        }
    }
}
