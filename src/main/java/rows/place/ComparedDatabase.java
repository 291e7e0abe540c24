package rows.place;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import ledger.ActiveRun;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Backend;
import postgres.Catalog;
import postgres.Databases;
import postgres.Query;
import postgres.SessionSettings;
import postgres.SqlState;
import postgres.Table;
import postgres.TableName;
import rows.diff.StreamedSide;

/**
 * One of the two databases, in a transaction of its own on a connection of its own. Works for its run until it is closed,
 * so that cancelling the run stops it. Closed without {@link #commit()} nothing was changed.
 */
public final class ComparedDatabase implements StreamedSide, AutoCloseable {

    private final String database;
    private final Connection connection;
    private final long lockTimeoutMillis;
    private final ActiveRun active;
    private final Backend backend;

    private ComparedDatabase(String database, Connection connection, long lockTimeoutMillis, ActiveRun active)
            throws SQLException {
        this.database = database;
        this.connection = connection;
        this.lockTimeoutMillis = lockTimeoutMillis;
        this.active = active;
        this.backend = Backend.of(connection);
    }

    /**
     * Connects.
     *
     * @param lockTimeoutMillis how long a lock is waited for
     * @throws ProblemException if no database of that name is known, or it cannot be had
     */
    public static ComparedDatabase open(Databases databases, String database, long lockTimeoutMillis, ActiveRun active)
            throws SQLException {
        Connection connection = NamedDatabase.connect(databases, database);
        try {
            ComparedDatabase side = new ComparedDatabase(database, connection, lockTimeoutMillis, active);
            active.worksOn(side.backend);
            return side;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    public String database() {
        return database;
    }

    @Override
    public Connection connection() {
        return connection;
    }

    /** The tables of these names that are there. */
    public List<TableName> present(List<TableName> tables) throws SQLException {
        List<TableName> present = new ArrayList<>();
        for (TableName table : tables) {
            Optional<Table> found = Catalog.find(connection, table);
            if (found.isPresent()) {
                refuseOther(found.get());
                present.add(table);
            }
        }
        return present;
    }

    private void refuseOther(Table table) {
        if (table.kind() != Table.Kind.TABLE && table.kind() != Table.Kind.PARTITIONED_TABLE) {
            throw new ProblemException(Problem.refused(
                    table.name().display() + " is no table in the database " + database,
                    "leave it out of the flow, or call one of the two otherwise"));
        }
    }

    /** Sees one moment from here on, in which none of the tables is dropped or rewritten. */
    public void read(List<TableName> tables) throws SQLException {
        connection.setAutoCommit(false);
        Query.execute(connection, "set transaction isolation level repeatable read, read only");
        lock(tables, "access share");
        SessionSettings.exact(connection);
    }

    /** Nobody else writes the tables from here on; everybody may read them. */
    public void write(List<TableName> tables) throws SQLException {
        connection.setAutoCommit(false);
        lock(tables, "share row exclusive");
        SessionSettings.exact(connection);
        Query.execute(connection, "set constraints all deferred");
    }

    /** Nor these. */
    public void keepWritersOut(List<TableName> tables) throws SQLException {
        lock(tables, "share row exclusive");
    }

    /** Nothing is seen before all locks are held. */
    private void lock(List<TableName> tables, String mode) throws SQLException {
        Query.execute(connection, "set local lock_timeout = " + lockTimeoutMillis);
        for (TableName table : tables) {
            try {
                Query.execute(connection, "lock table " + table.quoted() + " in " + mode + " mode");
            } catch (SQLException e) {
                throw explained(e, table);
            }
        }
    }

    /** The table as it is now, its types spelled with their schemas. */
    public Table table(TableName name) throws SQLException {
        return Catalog.find(connection, name).orElseThrow(() -> gone(name));
    }

    @Override
    public SQLException explained(SQLException e, TableName table) {
        String state = e.getSQLState();
        if (SqlState.LOCK_NOT_AVAILABLE.equals(state)) {
            throw new ProblemException(
                    Problem.locked(table.display() + " in the database " + database, lockTimeoutMillis));
        }
        if (SqlState.UNDEFINED_TABLE.equals(state)) {
            throw gone(table);
        }
        if (SqlState.INSUFFICIENT_PRIVILEGE.equals(state)) {
            throw new ProblemException(Problem.refused(
                    "the user of the database " + database + " lacks a right on " + table.display() + ": "
                            + SqlState.firstLine(e),
                    "grant it, or leave the table out"));
        }
        return e;
    }

    private ProblemException gone(TableName table) {
        return new ProblemException(Problem.notFound(
                table.display() + " was dropped meanwhile in the database " + database, "ask again for what is left"));
    }

    @Override
    public void stop() throws SQLException {
        backend.cancelStatement();
    }

    public void commit() throws SQLException {
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        active.leaves(backend);
        try (connection) {
            if (!connection.isClosed() && !connection.getAutoCommit()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }
}
