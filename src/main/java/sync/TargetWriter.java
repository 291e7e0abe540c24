package sync;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ledger.ActiveRun;
import ledger.Json;
import ledger.ProblemException;
import postgres.AdvisoryLock;
import postgres.Backend;
import postgres.Query;
import postgres.RoundTrip;
import postgres.SessionSettings;
import postgres.Sql;
import postgres.TableName;

/**
 * The target of a flow while this process alone syncs to it: its tables, how far the flow has come, and the moving of both
 * in one transaction.
 */
final class TargetWriter implements AutoCloseable {

    /** What follows fires triggers, to which names mean what they always mean. */
    private static final String TABLES = Sql.read("sync/tables.sql") + ";\nset local search_path to default";

    private static final String READ = Sql.read("sync/read-position.sql") + TABLES;
    static final String SAVE_WATERMARKS = Sql.read("sync/save-watermarks.sql");
    static final String SAVE_TICK = Sql.read("sync/save-tick.sql");
    private static final String SAVE_ALL =
            SAVE_WATERMARKS + ";\n" + SAVE_TICK + ";\n" + Sql.read("sync/advance-sequences.sql")
                    + ";\ncommit;\nselect pg_catalog.pg_advisory_unlock(" + AdvisoryLock.KEY + ")";

    private final Connection connection;
    private final ActiveRun active;
    private final Backend backend;
    private final String flow;
    private final long lockTimeoutMillis;
    private final Map<TableName, SyncedTable> tables = new HashMap<>();
    private final Map<Place, Watermark> watermarks = new HashMap<>();
    private Horizon horizon;
    private String database;
    /** Until the server says otherwise: a lock outlives a transaction that breaks. */
    private boolean locked = true;

    private boolean temporary;
    private int numbers;

    /** One stream of one table. */
    record Place(TableName table, String stream) {}

    private TargetWriter(Connection connection, ActiveRun active, String flow, long lockTimeoutMillis)
            throws SQLException {
        this.connection = connection;
        this.active = active;
        this.backend = Backend.of(connection);
        this.flow = flow;
        this.lockTimeoutMillis = lockTimeoutMillis;
    }

    /**
     * Takes the flow in hand; closes the connection if that fails, and at its own end.
     *
     * @param lockTimeoutMillis how long a lock is waited for
     * @throws ProblemException if somebody else has the flow in hand
     */
    static TargetWriter open(
            Connection connection, ActiveRun active, String flow, List<TableName> names, long lockTimeoutMillis)
            throws SQLException {
        TargetWriter writer = beside(connection, active, flow, names, lockTimeoutMillis);
        if (!writer.locked) {
            writer.close();
            throw FlowLock.taken(flow);
        }
        return writer;
    }

    /** The same for a run that has the flow in hand already. */
    static TargetWriter beside(
            Connection connection, ActiveRun active, String flow, List<TableName> names, long lockTimeoutMillis)
            throws SQLException {
        TargetWriter writer;
        try {
            writer = new TargetWriter(connection, active, flow, lockTimeoutMillis);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        try {
            active.worksOn(writer.backend);
            connection.setAutoCommit(false);
            writer.read(names);
            return writer;
        } catch (SQLException | RuntimeException e) {
            writer.close();
            throw e;
        }
    }

    private void read(List<TableName> names) throws SQLException {
        RoundTrip.run(
                connection,
                READ,
                List.of(
                        row -> {
                            locked = row.getBoolean("free");
                            database = row.getString("database");
                        },
                        row -> horizon = Json.read(row.getString("horizon"), Horizon.class),
                        this::keep,
                        row -> {
                            SyncedTable table = SyncedTable.of(row);
                            tables.put(table.name(), table);
                        }),
                lockTimeoutMillis + "ms",
                FlowLock.of(flow).name(),
                flow,
                flow,
                flow,
                connection.createArrayOf(
                        "text", names.stream().map(TableName::full).toArray()));
    }

    private void keep(ResultSet row) throws SQLException {
        java.sql.Array key = row.getArray("key");
        watermarks.put(
                new Place(
                        new TableName(row.getString("schema_name"), row.getString("table_name")),
                        row.getString("stream")),
                new Watermark(
                        row.getString("at"),
                        key == null ? null : List.of((String[]) key.getArray()),
                        row.getObject("seen", Long.class),
                        row.getString("files")));
    }

    /** How long a lock is waited for. */
    long lockTimeoutMillis() {
        return lockTimeoutMillis;
    }

    Connection connection() {
        return connection;
    }

    String database() {
        return database;
    }

    /** What was known of the source's transactions at the last sync, or null. */
    Horizon horizon() {
        return horizon;
    }

    /** The table of that name, or null. */
    SyncedTable table(TableName name) {
        return tables.get(name);
    }

    /** Reads a table again that was altered in this transaction. */
    void reread(TableName name) throws SQLException {
        RoundTrip.run(
                connection,
                "set local search_path = pg_catalog;\n" + TABLES,
                List.of(row -> tables.put(name, SyncedTable.of(row))),
                flow,
                connection.createArrayOf("text", new String[] {name.schema() + "." + name.name()}));
    }

    /** The watermarks of a table's streams, moved back so that all its rows are looked at again. */
    Map<Place, Watermark> fromNothing(TableName name) {
        Map<Place, Watermark> moved = new HashMap<>();
        watermarks.forEach((place, watermark) -> {
            if (place.table().equals(name)
                    && !place.stream().equals(SyncAttempt.GONE)
                    && !place.stream().equals(SyncAttempt.SHAPE)) {
                moved.put(place, watermark.anyTime().seen(null));
            }
        });
        return moved;
    }

    /**
     * Takes back what is not true of any table any more, also of those that this sync leaves alone. That is kept at once:
     * if this sync breaks, nothing may tell the next one that there was reason to.
     *
     * @param now the source may have given numbers of transactions out again, its clock may have gone back, or it may be
     *     another server with a clock of its own
     * @return all watermarks that there are if any was taken back, to be kept with the end of the sync
     */
    Map<Place, Watermark> doubt(Horizon now) throws SQLException {
        boolean forgotten = horizon != null && horizon.isForgotten(now);
        boolean anyTime = horizon != null && horizon.leavesTimesOpen(now);
        if (!forgotten && !anyTime) {
            return new HashMap<>();
        }
        watermarks.replaceAll((place, watermark) -> {
            if (place.stream().equals(SyncAttempt.SHAPE)) {
                return watermark;
            }
            Watermark known = forgotten ? watermark.seen(null) : watermark;
            return anyTime ? known.anyTime() : known;
        });
        Query.update(connection, SAVE_TICK, flow, Json.write(now));
        commit(Map.copyOf(watermarks));
        return new HashMap<>(watermarks);
    }

    Watermark watermark(TableName table, String stream) {
        return watermarks.getOrDefault(new Place(table, stream), Watermark.NONE);
    }

    /** Temporary tables are made on this connection, to be dropped at the end. */
    void makesTemporaryTables() {
        temporary = true;
    }

    /** Tells one temporary table of this connection from the others. */
    int nextNumber() {
        return numbers++;
    }

    /** Moves watermarks with the rows of this transaction, and ends it. */
    void commit(Map<Place, Watermark> moved) throws SQLException {
        if (!moved.isEmpty()) {
            Query.update(connection, SAVE_WATERMARKS, flow, json(moved));
        }
        connection.commit();
        SessionSettings.lockTimeout(connection, lockTimeoutMillis);
        watermarks.putAll(moved);
    }

    /** Undoes this transaction; the next one is like it. */
    void rollback() throws SQLException {
        connection.rollback();
        SessionSettings.lockTimeout(connection, lockTimeoutMillis);
    }

    /**
     * The sync is done: keeps all watermarks and what is known of the source, and lets the flow go.
     *
     * @param sequences where those of the source stand: the target's go on behind that
     */
    void finish(Map<Place, Watermark> moved, Horizon now, Map<TableName, Long> sequences) throws SQLException {
        RoundTrip.run(
                connection,
                SAVE_ALL,
                List.of(row -> {}, row -> locked = false),
                flow,
                json(moved),
                flow,
                Json.write(now),
                positions(sequences),
                FlowLock.of(flow).name());
    }

    private static String positions(Map<TableName, Long> sequences) {
        ArrayNode all = Json.mapper().createArrayNode();
        sequences.forEach(
                (name, position) -> all.addObject().put("name", name.quoted()).put("position", position));
        return all.toString();
    }

    static String json(Map<Place, Watermark> moved) {
        ArrayNode all = Json.mapper().createArrayNode();
        moved.forEach((place, watermark) -> {
            ObjectNode one = all.addObject();
            one.put("schema", place.table().schema());
            one.put("name", place.table().name());
            one.put("stream", place.stream());
            one.put("at", watermark.at());
            one.put("seen", watermark.seen());
            one.put("files", watermark.files());
            one.set("key", Json.mapper().valueToTree(watermark.key()));
        });
        return all.toString();
    }

    @Override
    public void close() throws SQLException {
        active.leaves(backend);
        try (connection) {
            if (!connection.isClosed()) {
                connection.rollback();
                connection.setAutoCommit(true);
                if (locked) {
                    FlowLock.release(connection, flow);
                }
                if (temporary) {
                    Query.execute(connection, "discard temporary");
                }
            }
        }
    }
}
