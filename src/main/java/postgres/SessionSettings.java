package postgres;

import java.sql.Connection;
import java.sql.SQLException;

/** Settings of a transaction on which what the server writes as text depends. */
public final class SessionSettings {

    /**
     * What each session of ours begins with, in every pool: no limit that is set on a database or a role ends what it does.
     * The pool of the main database has it from {@code quarkus.datasource.jdbc.new-connection-sql}.
     */
    static final String BEGIN = Sql.read("postgres/begin-session.sql");

    private static final String EXACT = Sql.read("postgres/exact-text.sql");

    private SessionSettings() {}

    /** What a session of ours begins with that comes from no pool. */
    public static void begin(Connection connection) throws SQLException {
        Query.execute(connection, BEGIN);
    }

    /** Until the transaction ends every value is written exactly, in a form that every server reads back. */
    public static void exact(Connection connection) throws SQLException {
        Query.execute(connection, EXACT);
    }

    /** Names mean again what they mean to the tables' owner: for triggers, defaults and checks that are about to run. */
    public static void ordinaryNames(Connection connection) throws SQLException {
        Query.execute(connection, "set local search_path to default; set local row_security to default");
    }

    /** The server does not end the connection for being idle, until {@link #mayEnd}. Not within a transaction that may break. */
    public static void stay(Connection connection) throws SQLException {
        Query.execute(connection, "set idle_session_timeout = 0");
    }

    /** The server may end the connection again when it is idle for as long as it is told to. */
    public static void mayEnd(Connection connection) throws SQLException {
        Query.execute(connection, "reset idle_session_timeout");
    }

    /** What follows is done with that role's rights until the transaction ends. */
    public static void role(Connection connection, String role) throws SQLException {
        Query.execute(connection, "set local role " + Identifier.quote(role));
    }

    /** Until the transaction ends a lock is waited for no longer than this. */
    public static void lockTimeout(Connection connection, long millis) throws SQLException {
        Query.first(connection, "select set_config('lock_timeout', ?, true)", row -> row.getString(1), millis + "ms");
    }
}
