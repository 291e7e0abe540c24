package sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import javax.sql.DataSource;
import ledger.ActiveRuns;
import ledger.Door;
import ledger.RunEnd;
import ledger.RunHeader;
import postgres.DatabaseAddress;
import postgres.DatabaseSettings;
import postgres.Databases;
import postgres.Query;
import postgres.TestServer;
import rows.change.ImageLedger;
import sync.compare.CompareRequest;
import sync.compare.Comparer;

/** A source and a target, two databases of a test's own, emptied for each test. */
public final class TwoDatabases {

    public final String sourceUrl = TestServer.createDatabase();
    public final String targetUrl = TestServer.createDatabase();
    public final ActiveRuns active = new ActiveRuns();
    public final Databases databases =
            known(Map.of("copy", database(targetUrl, TestServer.username(), TestServer.password())));
    public Connection source;
    public Connection target;

    public Databases known(Map<String, DatabaseSettings.Database> others) {
        return new Databases(TestServer.dataSource(sourceUrl), () -> others);
    }

    public static DatabaseSettings.Database database(String url, String user, String password) {
        return new DatabaseAddress(url, user, password);
    }

    public void open() throws SQLException {
        source = TestServer.dataSource(sourceUrl).getConnection();
        target = TestServer.dataSource(targetUrl).getConnection();
        onBoth("drop schema public cascade; create schema public; drop schema if exists \"od\"\"d\" cascade");
    }

    public void close() throws SQLException {
        source.close();
        target.close();
    }

    public void onBoth(String sql) throws SQLException {
        onSource(sql);
        onTarget(sql);
    }

    public void onSource(String sql) throws SQLException {
        Query.execute(source, sql);
    }

    public void onTarget(String sql) throws SQLException {
        Query.execute(target, sql);
    }

    public List<String> sourceRows(String sql) throws SQLException {
        return Query.list(source, sql, row -> row.getString(1));
    }

    public List<String> targetRows(String sql) throws SQLException {
        return Query.list(target, sql, row -> row.getString(1));
    }

    public static Flow flow(String... tables) {
        return new Flow(
                "nightly",
                "main",
                "copy",
                List.of(tables),
                Optional.empty(),
                2,
                "created_at",
                "updated_at",
                SyncSettings.Deletes.IGNORE);
    }

    public static CompareRequest asked(boolean repair, String... tables) {
        return new CompareRequest(RunHeader.next(Door.HTTP), "nightly", List.of(tables), repair);
    }

    public static SyncSettings settings(String lockTimeoutMillis) {
        return new SmallRyeConfigBuilder()
                .withMapping(SyncSettings.class)
                .withDefaultValue("sync.lock-timeout-millis", lockTimeoutMillis)
                .build()
                .getConfigMapping(SyncSettings.class);
    }

    /** A ledger that knows of nothing but what repairs overwrote. */
    public static ImageLedger images() throws SQLException {
        DataSource ledger = TestServer.dataSource(TestServer.createDatabase());
        try (Connection connection = ledger.getConnection()) {
            Query.execute(
                    connection,
                    "create schema caravanserai; create table caravanserai.kept_rows (run uuid, place int,"
                            + " schema_name text, table_name text, kept_in text, facts jsonb)");
        }
        return new ImageLedger(ledger);
    }

    /** Waits for locks no longer than a quarter of a second. */
    public Comparer comparer(Databases between) throws SQLException {
        return new Comparer(between, settings("250"), active, images());
    }

    public RunEnd compare(String... tables) throws SQLException {
        return comparer(databases).compare(asked(false, tables), flow());
    }

    public RunEnd repair(String... tables) throws SQLException {
        return comparer(databases).compare(asked(true, tables), flow());
    }

    /** What a run tells of a table. */
    public static JsonNode told(RunEnd end, String table) {
        return StreamSupport.stream(end.detail().get("tables").spliterator(), false)
                .filter(one -> one.get("table").textValue().equals(table))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing of " + table + " in " + end.detail()));
    }

    /** How a table differs, in a few words. */
    public static String difference(RunEnd end, String table) {
        JsonNode told = told(end, table);
        return told.get("equal").booleanValue()
                ? "equal"
                : told.get("missing") + " missing, " + told.get("changed") + " changed, " + told.get("added")
                        + " added";
    }
}
