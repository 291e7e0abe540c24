package rows.place;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import postgres.AdvisoryLock;
import postgres.Identifier;
import postgres.Query;
import postgres.SessionSettings;
import postgres.Sql;
import postgres.TableName;
import postgres.Transactions;
import postgres.definition.Ddl;
import postgres.definition.Names;
import postgres.definition.TableDefinition;

/**
 * Tables that are there for others to fill, in schemas of their own, before the transaction that puts them in their place.
 * Closed, nothing of them is left but what was put there; what a process leaves that died goes by {@link #sweep}. A receipt
 * for each part of their rows, inserted before the rows, keeps them from coming twice.
 */
public final class StagedTables implements AutoCloseable {

    private static final String SCHEMAS = Sql.read("rows/place/staging-schemas.sql");
    private static final String TABLES = Sql.read("rows/place/staged-tables.sql");
    private static final String PREFIX = "caravanserai_parts_";
    private static final String RECEIPTS = "receipt";
    private static final String COMMENT = "caravanserai: until its tables are in their place; made for them: ";

    private final DataSource target;
    private final long lockTimeoutMillis;
    private final String schema;
    /** Holds the lock by which others know that somebody is at work. */
    private final Connection hold;

    private final Map<TableName, Names> names = new HashMap<>();

    private StagedTables(DataSource target, long lockTimeoutMillis, String schema, Connection hold) {
        this.target = target;
        this.lockTimeoutMillis = lockTimeoutMillis;
        this.schema = schema;
        this.hold = hold;
    }

    /**
     * Makes them, empty and without keys and indexes.
     *
     * @param copies whether they will have names beside those of others, and so must have none of these until then
     * @param lockTimeoutMillis how long others are waited for
     */
    public static StagedTables make(
            DataSource target, UUID run, List<TableDefinition> definitions, boolean copies, long lockTimeoutMillis)
            throws SQLException {
        Transactions.run(target, connection -> {
            SessionSettings.lockTimeout(connection, lockTimeoutMillis);
            sweep(connection);
        });
        String schema = PREFIX + run.toString().replace("-", "");
        Connection hold = target.getConnection();
        StagedTables staged = new StagedTables(target, lockTimeoutMillis, schema, hold);
        try {
            hold.setAutoCommit(false);
            if (!new AdvisoryLock(schema).tryToTakeInTransaction(hold)) {
                throw new ProblemException(
                        Problem.conflict("another process is at work on the run " + run, "wait until that has ended"));
            }
            Transactions.run(target, connection -> staged.make(connection, definitions, copies));
            return staged;
        } catch (SQLException | RuntimeException e) {
            hold.close();
            throw e;
        }
    }

    private void make(Connection connection, List<TableDefinition> definitions, boolean copies) throws SQLException {
        SessionSettings.exact(connection);
        SessionSettings.lockTimeout(connection, lockTimeoutMillis);
        List<String> made = Surroundings.missing(connection, definitions);
        Query.execute(connection, "create schema " + Identifier.quote(schema));
        Query.execute(
                connection,
                "comment on schema " + Identifier.quote(schema) + " is "
                        + Identifier.literal(COMMENT + Json.write(made)));
        Query.execute(
                connection, "create table " + receipts().quoted() + " (part int primary key, rows bigint not null)");
        // As on the other side, so that tables keep their names, and what is in them.
        Map<String, String> schemas = new LinkedHashMap<>();
        for (TableDefinition definition : definitions) {
            String own =
                    schemas.computeIfAbsent(definition.name().schema(), any -> schema + "_" + (schemas.size() + 1));
            String name = definition.name().name();
            String nobodys = Names.fitting("caravanserai " + names.size() + " " + name);
            PlacedTable table =
                    new PlacedTable(definition, Names.of(definition, new TableName(own, copies ? nobodys : name)));
            new TableBuilder(connection, Ddl.of(definition)).makeSurroundings();
            new TableBuilder(connection, table.staging()).makeAlone();
            names.put(definition.name(), table.names());
        }
    }

    /** What a table is called until it is in its place. */
    public Names names(TableName of) {
        return names.get(of);
    }

    /** Where whoever brings a part says so first. */
    public TableName receipts() {
        return new TableName(schema, RECEIPTS);
    }

    /** Removes what processes left that died, in the caller's transaction. */
    public static void sweep(Connection connection) throws SQLException {
        List<String> left = schemas(connection, PREFIX).keySet().stream()
                .filter(name -> name.indexOf('_', PREFIX.length()) < 0)
                .toList();
        for (String schema : left) {
            if (new AdvisoryLock(schema).tryToTakeInTransaction(connection)) {
                drop(connection, schema);
            }
        }
    }

    private static Map<String, String> schemas(Connection connection, String prefix) throws SQLException {
        Map<String, String> found = new LinkedHashMap<>();
        for (String[] one : Query.list(
                connection, SCHEMAS, row -> new String[] {row.getString("name"), row.getString("said")}, prefix)) {
            found.put(one[0], one[1]);
        }
        return found;
    }

    private static void drop(Connection connection, String schema) throws SQLException {
        Map<String, String> all = schemas(connection, schema);
        // What is in its place is none of them any more, and nothing of it goes along.
        for (TableName table : Query.list(
                connection, TABLES, row -> new TableName(row.getString("schema"), row.getString("name")), schema)) {
            Query.execute(connection, "drop table " + table.quoted());
        }
        for (String one : all.keySet()) {
            Query.execute(connection, "drop schema " + Identifier.quote(one));
        }
        String said = all.get(schema);
        if (said != null && said.startsWith(COMMENT)) {
            Surroundings.takeBack(connection, said.substring(COMMENT.length()));
        }
    }

    @Override
    public void close() throws SQLException {
        try (hold) {
            Transactions.run(target, connection -> {
                SessionSettings.lockTimeout(connection, lockTimeoutMillis);
                drop(connection, schema);
            });
        } finally {
            if (!hold.isClosed()) {
                hold.rollback();
                hold.setAutoCommit(true);
            }
        }
    }
}
