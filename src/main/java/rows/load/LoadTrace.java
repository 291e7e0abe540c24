package rows.load;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import ledger.Books;
import ledger.Json;
import postgres.Column;
import postgres.Query;
import postgres.Savepoint;
import postgres.Sql;
import postgres.Table;
import postgres.TableName;

/**
 * What one load does, kept so that it can be taken back. Of rows that it puts in nothing is copied: each names the
 * transaction that wrote it, until somebody changes it. A load works in many subtransactions, and a table of marks, one
 * written in each, names them in the end.
 */
public final class LoadTrace {

    private static final String MARKS = "pg_temp.caravanserai_written";
    private static final String INHERITED = Sql.read("rows/load/inherited.sql");
    private static final String WRITE = Sql.read("rows/load/write-trace.sql");

    /** Notes the subtransaction that is at work; undone, its mark goes with its rows. */
    static final String MARK = "insert into " + MARKS + " default values";

    private final Connection connection;
    private final Books books;
    private final UUID run;
    private final Map<TableName, OverwrittenRows> replaced = new HashMap<>();
    private final Map<TableName, ChangedTable> changed = new HashMap<>();

    /**
     * The facts that are written down, beside the names.
     *
     * @param changed columns; which differ is found out when it is taken back
     */
    public record Facts(String relation, List<Column> columns, List<String> changed, List<String> key) {}

    private LoadTrace(Connection connection, Books books, UUID run) {
        this.connection = connection;
        this.books = books;
        this.run = run;
    }

    /**
     * Begins to trace, in the caller's transaction.
     *
     * @param books where it is written down
     */
    public static LoadTrace of(Connection connection, Books books, UUID run) throws SQLException {
        Query.execute(connection, "create temp table caravanserai_written () on commit drop; " + MARK);
        return new LoadTrace(connection, books, run);
    }

    /**
     * Keeps all rows of a table, as they are about to be deleted; nobody else writes into it.
     *
     * @return false if they could not be brought back, as they may be rows of other tables
     */
    public boolean replaces(Table table) throws SQLException {
        if (!WideRecords.canBeKept(table)
                || Query.first(connection, INHERITED, row -> row.getBoolean(1), table.oid())
                        .orElseThrow()) {
            return false;
        }
        OverwrittenRows rows = OverwrittenRows.of(connection, run, table);
        if (Savepoint.attempt(connection, rows::keepAll).isPresent()) {
            // A row may fill its page.
            return false;
        }
        replaced.put(table.name(), rows);
        return true;
    }

    /**
     * Rows of a table are about to be changed by an upsert of these columns.
     *
     * @param table keyed as the upsert finds rows
     * @return where to keep them, or null where nothing would find them again
     */
    OverwrittenRows overwrites(Table table, List<String> columns) throws SQLException {
        if (!WideRecords.canBeKept(table)) {
            return null;
        }
        ChangedTable rows = changed.get(table.name());
        if (rows == null) {
            rows = ChangedTable.of(connection, run, table);
            changed.put(table.name(), rows);
        }
        return rows.by(table.primaryKey(), columns);
    }

    void mark() throws SQLException {
        Query.execute(connection, MARK);
    }

    /**
     * What was done to one table.
     *
     * @param inserted rows that were put in
     */
    public record Done(Table table, long inserted) {}

    /** What was done, with the tables that were emptied and that no row came for. */
    public List<Done> complete(List<Done> loaded) {
        return Stream.concat(
                        loaded.stream(),
                        replaced.values().stream()
                                .map(OverwrittenRows::table)
                                .filter(table -> loaded.stream()
                                        .noneMatch(one -> one.table.name().equals(table.name())))
                                .map(table -> new Done(table, 0)))
                .toList();
    }

    /**
     * Writes down what was done.
     *
     * @param done parents before the tables that refer to them
     * @return false if it cannot be taken back, as a table has no key to find its rows by
     */
    public boolean write(List<Done> done) throws SQLException {
        if (done.stream().anyMatch(one -> key(one.table).isEmpty())) {
            return false;
        }
        Array xids = connection.createArrayOf(
                "bigint",
                Query.list(connection, "select distinct xmin::text::bigint from " + MARKS, row -> row.getLong(1))
                        .toArray());
        // What an upsert kept is told apart by these numbers too.
        if (numbersCameAgain() && !(changed.isEmpty() && areOurs(done))) {
            return false;
        }
        int place = 0;
        for (Done one : done) {
            write(place++, one, xids);
        }
        return true;
    }

    private List<String> key(Table table) {
        if (!WideRecords.canBeKept(table)) {
            return List.of();
        }
        return changed.containsKey(table.name()) ? changed.get(table.name()).key() : table.primaryKey();
    }

    /** Whether a row may name a transaction of long ago by the number of one of today. */
    private boolean numbersCameAgain() throws SQLException {
        return Query.first(
                        connection,
                        "select pg_current_xact_id()::text::numeric >= 4294967296",
                        row -> row.getBoolean(1))
                .orElseThrow();
    }

    /** Whether no other rows than those put in name these transactions; later ones never will, while this is kept. */
    private boolean areOurs(List<Done> done) throws SQLException {
        for (Done one : done) {
            long found = Query.first(
                            connection,
                            "select count(*) from " + one.table.relation()
                                    + " l join (select distinct xmin as xid from " + MARKS + ") w on w.xid = l.xmin",
                            row -> row.getLong(1))
                    .orElseThrow();
            if (found > one.inserted) {
                return false;
            }
        }
        return true;
    }

    private void write(int place, Done done, Array xids) throws SQLException {
        Table table = done.table;
        OverwrittenRows all = replaced.get(table.name());
        ChangedTable some = changed.get(table.name());
        Query.update(
                connection,
                books.in(WRITE),
                run,
                place,
                table.name().schema(),
                table.name().name(),
                table.oid(),
                xids,
                done.inserted,
                all != null,
                all != null ? all.name() : some != null ? some.keptIn() : null,
                Json.write(new Facts(table.relation(), table.writable(), List.of(), key(table))));
    }
}
