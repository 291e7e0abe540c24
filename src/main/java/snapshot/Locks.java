package snapshot;

import java.sql.Connection;
import java.sql.SQLException;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Query;
import postgres.SessionSettings;
import postgres.SqlState;
import postgres.Table;
import postgres.TableName;

/** Locks on tables, waited for no longer than is allowed, held until the transaction ends. */
public final class Locks {

    private final Connection connection;
    private final long timeoutMillis;

    public Locks(Connection connection, long timeoutMillis) throws SQLException {
        this.connection = connection;
        this.timeoutMillis = timeoutMillis;
        SessionSettings.lockTimeout(connection, timeoutMillis);
    }

    /**
     * Others may go on reading the table, but not change it.
     *
     * @throws ProblemException if somebody holds a lock on it for longer
     */
    public void keepWritersOut(Table table) throws SQLException {
        keepWritersOut(table.name());
    }

    /** The same of a table that is known by its name. */
    public void keepWritersOut(TableName table) throws SQLException {
        lock(table, "share row exclusive");
    }

    /**
     * Nobody changes the table; several may ask for that.
     *
     * @throws ProblemException if somebody holds a lock on it for longer
     */
    public void keepAsItIs(TableName table) throws SQLException {
        lock(table, "share");
    }

    private void lock(TableName table, String mode) throws SQLException {
        try {
            Query.execute(connection, "lock table " + table.quoted() + " in " + mode + " mode");
        } catch (SQLException e) {
            throw explained(e, table.display());
        }
    }

    /** A lock that was not to be had is an answer; anything else stays what it is. */
    public SQLException explained(SQLException e, String what) {
        if (SqlState.LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
            throw new ProblemException(Problem.locked(what, timeoutMillis));
        }
        return e;
    }
}
