package postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * A connection that sees one moment of a database and changes nothing. The first of several exports its snapshot, the
 * others adopt it for as long as the first is open. However long it is idle or reads, no clock of the server ends it.
 */
public final class SharedSnapshot implements AutoCloseable {

    private static final int VERSION_WITH_TRANSACTION_TIMEOUT = 17;

    /** What servers up to 16 say of a snapshot that is not there, and what newer ones do. */
    private static final Set<String> GONE = Set.of(SqlState.INVALID_PARAMETER_VALUE, SqlState.UNDEFINED_OBJECT);

    /** What one by one is waited for, or told of by its name. */
    private static final Set<String> IN_THE_WAY = Set.of(SqlState.LOCK_NOT_AVAILABLE, SqlState.UNDEFINED_TABLE);

    private final Connection connection;
    private final Backend backend;

    private SharedSnapshot(Connection connection) throws SQLException {
        this.connection = connection;
        this.backend = Backend.of(connection);
    }

    /** A transaction that has not seen anything yet. */
    public static SharedSnapshot open(DataSource dataSource) throws SQLException {
        return on(dataSource.getConnection());
    }

    /** The same on a connection that goes with it. */
    public static SharedSnapshot on(Connection connection) throws SQLException {
        try {
            connection.setAutoCommit(false);
            Query.execute(connection, "set transaction isolation level repeatable read, read only");
            return new SharedSnapshot(connection);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * Sees what the exporter of that snapshot sees; has to come first.
     *
     * @throws SnapshotGoneException with SQLSTATE 55000, which may pass, if the exporter is gone
     */
    public void adopt(String snapshot) throws SQLException {
        try {
            Query.execute(connection, "set transaction snapshot " + Identifier.literal(snapshot));
        } catch (SQLException e) {
            // The server knows no more of a snapshot whose transaction has ended than of one that never was.
            throw GONE.contains(String.valueOf(e.getSQLState())) ? new SnapshotGoneException(e) : e;
        }
    }

    /** No clock ends it from now on, only its {@link #close()}. */
    public void endure() throws SQLException {
        String settings = "set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0";
        Query.execute(
                connection,
                connection.getMetaData().getDatabaseMajorVersion() < VERSION_WITH_TRANSACTION_TIMEOUT
                        ? settings
                        : settings + "; set local transaction_timeout = 0");
    }

    /**
     * Keeps the table from being dropped or rewritten; sees nothing yet.
     *
     * @throws SQLException with SQLSTATE 55P03 if somebody holds a lock on it for longer, 42P01 if it is gone
     */
    public void lock(TableName table, long timeoutMillis) throws SQLException {
        Query.execute(
                connection,
                "set local lock_timeout = " + timeoutMillis + "; lock table " + table.quoted()
                        + " in access share mode");
    }

    /**
     * The same for many tables at once, if nobody is in the way of any.
     *
     * @return whether it has all of them now; else none
     */
    public boolean lock(List<TableName> tables) throws SQLException {
        if (tables.isEmpty()) {
            return true;
        }
        return Savepoint.attempt(
                        connection,
                        e -> IN_THE_WAY.contains(String.valueOf(e.getSQLState())),
                        () -> Query.execute(
                                connection,
                                "lock table "
                                        + tables.stream().map(TableName::quoted).collect(Collectors.joining(", "))
                                        + " in access share mode nowait"))
                .isEmpty();
    }

    /** The snapshot's id, by which others on this database may adopt it. */
    public String export() throws SQLException {
        return Query.first(connection, "select pg_export_snapshot()", row -> row.getString(1))
                .orElseThrow();
    }

    public Connection connection() {
        return connection;
    }

    /** For stopping what it reads. */
    public Backend backend() {
        return backend;
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            if (!connection.isClosed()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }
}
