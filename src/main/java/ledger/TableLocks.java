package ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import postgres.LockMode;
import postgres.Query;
import postgres.SessionSettings;
import postgres.SqlState;
import postgres.Table;
import postgres.TableName;

/** Locks on tables, waited for no longer than is allowed, held until the transaction ends. */
public final class TableLocks {

    private final Connection connection;
    private final long timeoutMillis;

    public TableLocks(Connection connection, long timeoutMillis) throws SQLException {
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
        lock(table, LockMode.SHARE_ROW_EXCLUSIVE);
    }

    /**
     * Nobody changes the table; several may ask for that.
     *
     * @throws ProblemException if somebody holds a lock on it for longer
     */
    public void keepAsItIs(TableName table) throws SQLException {
        lock(table, LockMode.SHARE);
    }

    /** As the mode says. */
    public void lock(TableName table, LockMode mode) throws SQLException {
        try {
            Query.execute(connection, mode.lock(List.of(table)));
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
