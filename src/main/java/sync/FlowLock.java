package sync;

import java.sql.Connection;
import java.sql.SQLException;
import ledger.Problem;
import ledger.ProblemException;
import postgres.AdvisoryLock;
import postgres.Databases;
import postgres.SessionSettings;
import rows.place.NamedDatabase;

/** A flow in the hands of one run, whichever process that is in; a process that dies lets it go. */
public final class FlowLock implements AutoCloseable {

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
    public static FlowLock take(Databases databases, Flow flow) throws SQLException {
        Connection connection = NamedDatabase.connect(databases, flow.to());
        try {
            if (!of(flow.name()).tryToTake(connection)) {
                throw taken(flow.name());
            }
            SessionSettings.stay(connection);
            return new FlowLock(connection, flow.name());
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** The lock of the flow of that name. */
    static AdvisoryLock of(String flow) {
        return new AdvisoryLock("caravanserai flow " + flow);
    }

    static ProblemException taken(String flow) {
        return new ProblemException(Problem.conflict(
                "the flow " + flow + " is in the hands of another run", "wait for its end, or cancel it"));
    }

    static void release(Connection connection, String flow) throws SQLException {
        of(flow).release(connection);
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            release(connection, flow);
            SessionSettings.mayEnd(connection);
        }
    }
}
