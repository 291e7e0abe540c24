package rows.place;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import postgres.Query;
import postgres.Sql;
import postgres.definition.Ddl;

/**
 * Makes one table in phases, in the caller's transaction: what it stands on, the table alone, then its rows come, then
 * what is quicker made over rows that are there, then what needs other tables.
 */
public final class TableBuilder {

    private static final String BEFORE_BUILDING = Sql.read("postgres/before-building.sql");

    private final Connection connection;
    private final Ddl ddl;

    /** Makes what the statements make. */
    public TableBuilder(Connection connection, Ddl ddl) {
        this.connection = connection;
        this.ddl = ddl;
    }

    /** The schemas and types it needs, unless they are there. */
    public void makeSurroundings() throws SQLException {
        run(connection, ddl.schemas());
        run(connection, ddl.types());
    }

    /** The sequences that its defaults share with other tables, unless they are there. */
    public void makeSharedSequences() throws SQLException {
        run(connection, ddl.sharedSequences());
    }

    /** The table, its partitions and its own sequences, without keys, checks and indexes. */
    public void makeTable() throws SQLException {
        run(connection, ddl.createTable());
    }

    /** Keys, checks, indexes, comments, and its own sequences to where they stood. */
    public void complete() throws SQLException {
        sortInMemory(connection);
        run(connection, ddl.keys());
        run(connection, ddl.checks());
        run(connection, ddl.indexes());
        run(connection, ddl.comments());
        run(connection, ddl.sequencePositions());
    }

    /** Foreign keys, and how replication and row security treat its rows. */
    public void connect() throws SQLException {
        run(connection, ddl.foreignKeys());
        run(connection, ddl.settings());
    }

    /** Triggers and policies, whose functions and roles are there. */
    public void makeTriggersAndPolicies() throws SQLException {
        run(connection, ddl.triggers());
        run(connection, ddl.policies());
    }

    /** Until the transaction ends, indexes are made with more memory where the server has little to begin with. */
    public static void sortInMemory(Connection connection) throws SQLException {
        Query.execute(connection, BEFORE_BUILDING);
    }

    private static void run(Connection connection, List<String> statements) throws SQLException {
        for (String statement : statements) {
            Query.execute(connection, statement);
        }
    }
}
