package rows.place;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import postgres.Query;
import postgres.Savepoint;
import postgres.Sql;
import postgres.SqlState;
import postgres.definition.Ddl;
import postgres.definition.TriggerDefinition;

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

    /** The schemas and types it needs, unless they are there, and the table, as {@link #makeTable} makes it. */
    public void makeAlone() throws SQLException {
        run(List.of(ddl.schemas(), ddl.types(), ddl.createTable()));
    }

    /** The same with the sequences that its defaults share with other tables. */
    public void makeWithSharedSequences() throws SQLException {
        run(List.of(ddl.schemas(), ddl.types(), ddl.sharedSequences(), ddl.createTable()));
    }

    /** The schemas and types it needs, unless they are there. */
    public void makeSurroundings() throws SQLException {
        run(List.of(ddl.schemas(), ddl.types()));
    }

    /** The table, its partitions and its own sequences, without keys, checks and indexes. */
    public void makeTable() throws SQLException {
        run(List.of(ddl.createTable()));
    }

    /** Keys, checks, indexes, comments, and its own sequences to where they stood. */
    public void complete() throws SQLException {
        run(List.of(
                List.of(BEFORE_BUILDING),
                ddl.keys(),
                ddl.checks(),
                ddl.indexes(),
                ddl.comments(),
                ddl.sequencePositions()));
    }

    /** Foreign keys, and how replication and row security treat its rows. */
    public void connect() throws SQLException {
        run(List.of(ddl.foreignKeys(), ddl.settings()));
    }

    /**
     * Triggers and policies; one whose function or role is not here is left out.
     *
     * @return those, in words
     */
    public List<String> makeTriggersAndPolicies() throws SQLException {
        List<String> leftOut = new ArrayList<>();
        for (TriggerDefinition trigger : ddl.definition().triggers()) {
            leaveOut("trigger " + trigger.name(), ddl.trigger(trigger), leftOut);
        }
        for (String policy : ddl.policies()) {
            leaveOut("a policy", List.of(policy), leftOut);
        }
        return leftOut;
    }

    private void leaveOut(String what, List<String> statements, List<String> leftOut) throws SQLException {
        Savepoint.attempt(connection, SqlState::isUnknown, () -> Query.executeAll(connection, statements))
                .ifPresent(e ->
                        leftOut.add(what + ", since " + SqlState.firstLine(e).replaceFirst("^ERROR: ", "")
                                + "; when that is mended: " + String.join("; ", statements)));
    }

    /** Until the transaction ends, indexes are made with more memory where the server has little to begin with. */
    public static void sortInMemory(Connection connection) throws SQLException {
        Query.execute(connection, BEFORE_BUILDING);
    }

    private void run(List<List<String>> statements) throws SQLException {
        Query.executeAll(connection, statements.stream().flatMap(List::stream).toList());
    }
}
