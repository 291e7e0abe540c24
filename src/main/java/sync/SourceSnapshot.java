package sync;

import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import ledger.ActiveRun;
import postgres.Backend;
import postgres.Query;
import postgres.RoundTrip;
import postgres.Sql;
import postgres.SqlState;
import postgres.TableName;
import postgres.WrittenName;

/**
 * What a sync sees of its source: first what is under way there and which tables there are, then one moment of them.
 * Works for its run until it is closed, so that cancelling the run stops it.
 */
final class SourceSnapshot implements AutoCloseable {

    private static final String LOOK = Sql.read("sync/open-transactions.sql") + ";\n" + Sql.read("sync/tables.sql");
    private static final String READ = "commit; begin isolation level repeatable read, read only;\n"
            + Sql.read("postgres/exact-text.sql") + ";\n" + Sql.read("sync/before-reading.sql") + ";\n";
    private static final String LOCKED = Sql.read("sync/sort-in-memory.sql") + ";\n" + Sql.read("sync/tables-now.sql")
            + ";\n" + Sql.read("sync/sequences.sql") + ";\n";

    private final Connection connection;
    private final ActiveRun active;
    private final Backend backend;
    private final long lockTimeoutMillis;
    private Facts facts;
    private Horizon.Listing listing;
    private final List<SyncedTable> tables = new ArrayList<>();
    private long xmin;
    private List<Boolean> found = List.of();
    private final Map<TableName, Long> sequences = new HashMap<>();
    /** Where the operators of the tables' keys are. */
    private String path = "";

    /**
     * What the source is.
     *
     * @param database tells it from all others
     * @param standby whether it follows another server
     */
    private record Facts(
            String database, String incarnation, String timeline, long clock, long nextXid, boolean standby) {

        static Facts of(ResultSet row) throws SQLException {
            return new Facts(
                    row.getString("database"),
                    row.getString("incarnation"),
                    row.getString("timeline"),
                    row.getLong("clock"),
                    row.getLong("next_xid"),
                    row.getBoolean("standby"));
        }
    }

    private SourceSnapshot(Connection connection, ActiveRun active, long lockTimeoutMillis) throws SQLException {
        this.connection = connection;
        this.active = active;
        this.backend = Backend.of(connection);
        this.lockTimeoutMillis = lockTimeoutMillis;
    }

    /**
     * Looks around; closes the connection if that fails, and at its own end.
     *
     * @param lockTimeoutMillis how long a lock is waited for
     */
    static SourceSnapshot look(
            Connection connection, ActiveRun active, Flow flow, List<String> tables, long lockTimeoutMillis)
            throws SQLException {
        SourceSnapshot view;
        try {
            view = new SourceSnapshot(connection, active, lockTimeoutMillis);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        try {
            active.worksOn(view.backend);
            view.look(flow, tables);
            return view;
        } catch (SQLException | RuntimeException e) {
            view.close();
            throw e;
        }
    }

    private void look(Flow flow, List<String> wanted) throws SQLException {
        connection.setAutoCommit(false);
        Map<String, Long> started = new HashMap<>();
        Set<String> prepared = new HashSet<>();
        Array names = wanted.isEmpty()
                ? null
                : connection.createArrayOf(
                        "text",
                        wanted.stream()
                                .map(word -> WrittenName.of(word).spelled())
                                .toArray());
        try {
            RoundTrip.run(
                    connection,
                    lockTimeout() + LOOK,
                    List.of(
                            row -> {},
                            row -> started.put(row.getString("id"), row.getObject("started", Long.class)),
                            row -> prepared.add(row.getString("id")),
                            row -> facts = Facts.of(row),
                            row -> tables.add(SyncedTable.of(row))),
                    flow.name(),
                    names);
        } catch (SQLException e) {
            throw DatabaseProblems.reading(e, flow, lockTimeoutMillis);
        }
        listing = new Horizon.Listing(facts.incarnation, facts.timeline, facts.clock, started, prepared);
    }

    /** Without a look at anything: the first look of a transaction may be what it sees until its end. */
    private String lockTimeout() {
        return "set local lock_timeout = " + lockTimeoutMillis + ";\n";
    }

    /**
     * From here on one moment is seen, in which the tables are what they are; answers what each probe finds. The moment is
     * after the locks: to an earlier one a table that was truncated or rewritten meanwhile would be empty.
     *
     * @throws SQLException with SQLSTATE 40001 if a table is not made of the same any more
     */
    List<Boolean> read(List<SyncedTable> wanted, List<String> probes) throws SQLException {
        String locks = wanted.isEmpty()
                ? ""
                : "lock table "
                        + wanted.stream().map(SyncedTable::relation).collect(Collectors.joining(", "))
                        + " in access share mode;\n";
        path = wanted.stream()
                .flatMap(table -> table.operatorSchemas().stream())
                .distinct()
                .map(schema -> ", " + schema)
                .collect(Collectors.joining("", "set local search_path = pg_catalog", ";\n"));
        Map<TableName, List<String>> now = new HashMap<>();
        Array names = connection.createArrayOf(
                "text", wanted.stream().map(table -> table.name().quoted()).toArray());
        RoundTrip.run(
                connection,
                READ + lockTimeout() + locks + LOCKED + path
                        + "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint, array["
                        + String.join(", ", probes) + "]::boolean[]",
                List.of(
                        row -> {},
                        row -> now.put(new TableName(row.getString("schema"), row.getString("name")), List.of((String[])
                                row.getArray("made").getArray())),
                        row -> sequences.put(
                                new TableName(row.getString("schema"), row.getString("name")), row.getLong("position")),
                        row -> {
                            xmin = row.getLong(1);
                            found = List.of((Boolean[]) row.getArray(2).getArray());
                        }),
                names,
                names,
                names);
        for (SyncedTable table : wanted) {
            if (!table.made().equals(now.get(table.name()))) {
                throw new SQLException(
                        table.name().display() + " was altered while the sync was on its way to it",
                        SqlState.SERIALIZATION_FAILURE);
            }
        }
        return found;
    }

    /** Nothing was seen. */
    void rollback() throws SQLException {
        connection.rollback();
    }

    /** Whole tables are read from here on, in whatever way is the fastest. */
    void readsWhole() throws SQLException {
        Query.execute(connection, "set local enable_seqscan = on");
    }

    /** Few rows are read from here on, by indexes, after somebody may have set names otherwise. */
    void readsChanges() throws SQLException {
        Query.execute(connection, path + "set local enable_seqscan = off");
    }

    /** What is read from here on may be broken off without an end to the moment that is seen. */
    void mayBreakOff() throws SQLException {
        Query.execute(connection, "savepoint caravanserai_reading");
    }

    /** It was, if it was. */
    void breaksOff() throws SQLException {
        Query.execute(connection, "rollback to savepoint caravanserai_reading");
    }

    /** How long a lock is waited for. */
    long lockTimeoutMillis() {
        return lockTimeoutMillis;
    }

    Connection connection() {
        return connection;
    }

    List<SyncedTable> tables() {
        return tables;
    }

    /** Where the sequences stand that the tables' columns draw from. */
    Map<TableName, Long> sequences() {
        return sequences;
    }

    Horizon.Listing listing() {
        return listing;
    }

    String database() {
        return facts.database;
    }

    long nextXid() {
        return facts.nextXid;
    }

    boolean isStandby() {
        return facts.standby;
    }

    /** All that transactions before this one did is seen. */
    long xmin() {
        return xmin;
    }

    @Override
    public void close() throws SQLException {
        active.leaves(backend);
        try (connection) {
            if (!connection.isClosed()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }
}
