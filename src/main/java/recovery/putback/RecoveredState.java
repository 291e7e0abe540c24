package recovery.putback;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import ledger.ActiveRun;
import ledger.Problem;
import ledger.ProblemException;
import ledger.UserTables;
import postgres.Backend;
import postgres.Catalog;
import postgres.KeyBuckets;
import postgres.Query;
import postgres.SessionSettings;
import postgres.Sql;
import postgres.Table;
import postgres.TableName;
import postgres.definition.Definitions;
import postgres.definition.TableDefinition;
import recovery.servers.RecoveryFacts;
import rows.diff.RowSource;
import rows.diff.RowsElsewhere;

/** A database of a recovered server, as one transaction sees it; works for its run until it is closed. */
final class RecoveredState implements AutoCloseable {

    private static final String COLLATIONS_DIFFER = Sql.read("recovery/collations-differ.sql");
    /** No file of its own, as servers before 15 do not understand it. */
    private static final String DATABASE_DIFFERS =
            "select exists (select from pg_database d where d.datname = current_database() and d.datcollversion"
                    + " is distinct from pg_database_collation_actual_version(d.oid) and d.datcollversion is not null)";

    private static final int FIRST_WITH_VERSION_OF_DATABASE = 15;

    private static final String LEDGER = "caravanserai";

    private final RecoveryFacts facts;
    private final Connection connection;
    private final ActiveRun run;
    private final Backend backend;
    private final List<String> notes = new ArrayList<>();

    private RecoveredState(RecoveryFacts facts, Connection connection, ActiveRun run) throws SQLException {
        this.facts = facts;
        this.connection = connection;
        this.run = run;
        backend = Backend.of(connection);
        if (run != null) {
            run.worksOn(backend);
        }
    }

    /**
     * Looks at it.
     *
     * @param run whose cancelling stops it, or null for none
     */
    static RecoveredState of(RecoveryFacts facts, Connection connection, ActiveRun run) throws SQLException {
        try {
            SessionSettings.begin(connection);
            connection.setAutoCommit(false);
            Query.execute(connection, "set transaction isolation level repeatable read, read only");
            RecoveredState state = new RecoveredState(facts, connection, run);
            state.mindCollations();
            return state;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** By what indexes over texts say, rows may be missed: then all rows are read. */
    private void mindCollations() throws SQLException {
        if (is(COLLATIONS_DIFFER) || facts.major() >= FIRST_WITH_VERSION_OF_DATABASE && is(DATABASE_DIFFERS)) {
            Query.execute(
                    connection,
                    "set local enable_indexscan = off; set local enable_indexonlyscan = off;"
                            + " set local enable_bitmapscan = off");
            notes.add("texts are sorted by other rules here than where the indexes were made: they were not relied on");
        }
    }

    private boolean is(String condition) throws SQLException {
        return Query.first(connection, condition, row -> row.getBoolean(1)).orElseThrow();
    }

    RecoveryFacts facts() {
        return facts;
    }

    /** What an answer has to say of it. */
    List<String> notes() {
        return notes;
    }

    Connection connection() {
        return connection;
    }

    /** All tables that hold rows of users. */
    List<TableName> all() throws SQLException {
        return UserTables.of(connection);
    }

    /**
     * The tables that somebody names.
     *
     * @throws ProblemException if there was none of that name, or it is not for users
     */
    List<TableName> named(List<String> wanted) throws SQLException {
        List<TableName> named = new ArrayList<>();
        for (String name : wanted) {
            Table table = Catalog.find(connection, name)
                    .orElseThrow(() -> new ProblemException(Problem.notFound(
                            "the recovered server has no table \"" + name + '"',
                            "name it as schema.table, as it was called then")));
            if (table.name().schema().startsWith(LEDGER)) {
                throw new ProblemException(Problem.refused(
                        table.name().display() + " is the service's own, and stays as it is", "name tables of yours"));
            }
            if (!table.kind().isTable()) {
                throw new ProblemException(Problem.refused(
                        '"' + name + "\" is no table but a " + table.kind().words(),
                        "it holds no rows of its own; take the tables behind it"));
            }
            if (!named.contains(table.name())) {
                named.add(table.name());
            }
        }
        return named;
    }

    /** The rows of tables, each read once for its hashes. */
    List<RowSource> rows(List<TableName> names) throws SQLException {
        // Types are spelled with their schemas from here on.
        SessionSettings.exact(connection);
        List<Table> tables = Catalog.all(connection, names);
        Set<TableName> known = new LinkedHashSet<>(all());
        tables.forEach(table -> known.add(table.name()));
        List<TableDefinition> definitions = Definitions.read(connection, List.copyOf(known));
        Map<TableName, TableDefinition> byName =
                definitions.stream().collect(Collectors.toMap(TableDefinition::name, Function.identity()));
        Map<TableName, KeyBuckets> buckets = KeyBuckets.suiting(connection, tables);
        List<RowSource> rows = new ArrayList<>();
        for (Table table : tables) {
            if (run != null && run.cancelWanted()) {
                throw new ProblemException(Problem.cancelled());
            }
            rows.add(RowsElsewhere.of(
                    connection,
                    facts.database(),
                    table,
                    byName.get(table.name()),
                    definitions,
                    buckets.get(table.name())));
        }
        return rows;
    }

    @Override
    public void close() throws SQLException {
        if (run != null) {
            run.leaves(backend);
        }
        connection.close();
    }
}
