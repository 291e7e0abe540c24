package postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;

/**
 * A lock on a name that all processes of one database know of; who dies lets it go. It is shared by those who read and
 * held alone by who writes.
 *
 * @param name what is locked; the server is given a number, a hash of it
 */
public record AdvisoryLock(String name) {

    /** The lock of the name that is bound, as a value of SQL. */
    public static final String KEY = "pg_catalog.hashtextextended(?::text, 0)";

    public AdvisoryLock {
        Objects.requireNonNull(name, "name");
    }

    /** Waits for it, and holds it until {@link #release}. */
    public void take(Connection connection) throws SQLException {
        call(connection, "pg_advisory_lock");
    }

    /** Holds it until {@link #release}, if nobody else does. */
    public boolean tryToTake(Connection connection) throws SQLException {
        return ask(connection, "pg_try_advisory_lock");
    }

    /** Lets it go. */
    public void release(Connection connection) throws SQLException {
        call(connection, "pg_advisory_unlock");
    }

    /** Waits for it, and holds it until the transaction ends. */
    public void takeInTransaction(Connection connection) throws SQLException {
        call(connection, "pg_advisory_xact_lock");
    }

    /** Holds it until the transaction ends, if nobody else does. */
    public boolean tryToTakeInTransaction(Connection connection) throws SQLException {
        return ask(connection, "pg_try_advisory_xact_lock");
    }

    /** Waits for whoever holds it alone, and shares it until {@link #releaseShared}. */
    public void share(Connection connection) throws SQLException {
        call(connection, "pg_advisory_lock_shared");
    }

    /** Shares it no more. */
    public void releaseShared(Connection connection) throws SQLException {
        call(connection, "pg_advisory_unlock_shared");
    }

    /** Waits for whoever holds it alone, and shares it until the transaction ends. */
    public void shareInTransaction(Connection connection) throws SQLException {
        call(connection, "pg_advisory_xact_lock_shared");
    }

    private void call(Connection connection, String function) throws SQLException {
        Query.list(connection, statement(function), row -> null, name);
    }

    private boolean ask(Connection connection, String function) throws SQLException {
        return Query.first(connection, statement(function), row -> row.getBoolean(1), name)
                .orElseThrow();
    }

    private static String statement(String function) {
        return "select pg_catalog." + function + "(" + KEY + ")";
    }
}
