package sync;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import ledger.ActiveRuns;
import ledger.Door;
import ledger.RunEnd;
import ledger.RunHeader;
import org.awaitility.Awaitility;
import postgres.DatabaseAddress;
import postgres.DatabaseSettings;
import postgres.Query;
import postgres.TestServer;
import postgres.Wire;

/** A source and a target of a test's own, with a flow between them. */
final class SyncedDatabases implements AutoCloseable {

    static final String FLOW = "flow";

    final Connection source;
    final Connection target;
    final String sourceUrl = TestServer.createDatabase();
    final String targetUrl = TestServer.createDatabase();
    private String user = TestServer.username();
    private String password = TestServer.password();
    private SyncSettings.Deletes deletes = SyncSettings.Deletes.IGNORE;
    private SyncSettings.NewColumns newColumns = SyncSettings.NewColumns.ADD;
    private SyncSettings.OnTableFailure onTableFailure = SyncSettings.OnTableFailure.CONTINUE;
    private List<String> tables = List.of();
    private Wire sourceWire;
    private Wire targetWire;
    private postgres.Databases databases;
    private Syncer syncer;
    private Flows flows;
    final ActiveRuns active = new ActiveRuns();

    SyncedDatabases() throws SQLException {
        source = TestServer.dataSource(sourceUrl).getConnection();
        target = TestServer.dataSource(targetUrl).getConnection();
    }

    SyncedDatabases with(SyncSettings.Deletes what) {
        deletes = what;
        return this;
    }

    SyncedDatabases with(SyncSettings.NewColumns what) {
        newColumns = what;
        return this;
    }

    SyncedDatabases with(SyncSettings.OnTableFailure what) {
        onTableFailure = what;
        return this;
    }

    SyncedDatabases tables(String... names) {
        tables = List.of(names);
        return this;
    }

    /** The network before both servers can be looked at, and cut. */
    SyncedDatabases with(Wire beforeSource, Wire beforeTarget) {
        sourceWire = beforeSource;
        targetWire = beforeTarget;
        return this;
    }

    /** Runs statements on both sides. */
    void both(String sql) throws SQLException {
        source(sql);
        target(sql);
    }

    void source(String sql) throws SQLException {
        Query.execute(source, sql);
    }

    void target(String sql) throws SQLException {
        Query.execute(target, sql);
    }

    Connection anotherSource() throws SQLException {
        return TestServer.dataSource(sourceUrl).getConnection();
    }

    Connection anotherTarget() throws SQLException {
        return TestServer.dataSource(targetUrl).getConnection();
    }

    /** The source is read by somebody who may see nothing of other sessions. */
    void readerWithoutRights() throws SQLException {
        String name = "reader_" + sourceUrl.substring(sourceUrl.lastIndexOf('/') + 1);
        source("create role " + name + " login password 'secret'");
        source("grant select on all tables in schema public to " + name);
        user = name;
        password = "secret";
    }

    /** Puts the delete log on the source by its owner, and lets the reader read it. */
    void installAsOwner() throws SQLException {
        String reader = user;
        String secret = password;
        user = TestServer.username();
        password = TestServer.password();
        install(true);
        disconnect();
        user = reader;
        password = secret;
        if (!user.equals(TestServer.username())) {
            source("grant usage on schema caravanserai_sync to " + user);
            source("grant select on all tables in schema caravanserai_sync to " + user);
        }
    }

    /** One sync, as a process does it that has just started if nothing was synced before. */
    RunEnd sync() throws SQLException {
        return syncer().sync(request());
    }

    /** One sync of some tables. */
    RunEnd sync(String... names) throws SQLException {
        return syncer().sync(new SyncRequest(RunHeader.next(Door.COMMAND), FLOW, List.of(names)));
    }

    /**
     * Syncs until nothing is looked at again. As a rule the first time says so; while others are at work on the server, as
     * its own autovacuum may be, rows are looked at twice.
     */
    void settle() {
        Awaitility.await().until(() -> sync().rows().in() == 0);
    }

    static SyncRequest request() {
        return new SyncRequest(RunHeader.next(Door.COMMAND), FLOW, List.of());
    }

    /** Puts the delete log on the source. */
    RunEnd install(boolean on) throws SQLException {
        syncer();
        return new DeleteLogs(flows, databases, settings(), active)
                .change(new DeleteLogRequest(RunHeader.next(Door.COMMAND), FLOW, on));
    }

    /** Lets go of all connections: what the server counted for them it tells when they end. */
    void disconnect() {
        if (databases != null) {
            databases.close();
        }
        databases = null;
        syncer = null;
    }

    Syncer syncer() {
        if (syncer == null) {
            restart();
        }
        return syncer;
    }

    /** Nothing that a process keeps in memory is left. */
    void restart() {
        flows = flows();
        syncer = new Syncer(flows, databases, settings(), active);
    }

    private Flows flows() {
        if (databases == null) {
            DatabaseSettings settings = () -> Map.of(
                    "from", new DatabaseAddress(sourceWire == null ? sourceUrl : sourceWire.jdbcUrl(), user, password),
                    "to",
                            new DatabaseAddress(
                                    targetWire == null ? targetUrl : targetWire.jdbcUrl(),
                                    TestServer.username(),
                                    TestServer.password()));
            databases = new postgres.Databases(TestServer.dataSource(targetUrl), settings);
        }
        return new Flows(settings(), databases);
    }

    private SyncSettings settings() {
        SyncSettings.FlowSettings flow = new Settings(deletes, newColumns, onTableFailure, tables);
        return new AllSettings(Map.of(FLOW, flow));
    }

    private record AllSettings(Map<String, SyncSettings.FlowSettings> flows) implements SyncSettings {

        @Override
        public long lockTimeoutMillis() {
            return 2000;
        }

        @Override
        public long swapTimeoutMillis() {
            return 2000;
        }
    }

    private record Settings(
            SyncSettings.Deletes deletes,
            SyncSettings.NewColumns newColumns,
            SyncSettings.OnTableFailure onTableFailure,
            List<String> tablesOrNone)
            implements SyncSettings.FlowSettings {

        @Override
        public String from() {
            return "from";
        }

        @Override
        public String to() {
            return "to";
        }

        @Override
        public Optional<List<String>> tables() {
            return tablesOrNone.isEmpty() ? Optional.empty() : Optional.of(tablesOrNone);
        }

        @Override
        public Optional<String> cron() {
            return Optional.empty();
        }

        @Override
        public Optional<String> after() {
            return Optional.empty();
        }

        @Override
        public int workers() {
            return 1;
        }

        @Override
        public String createdAt() {
            return "created_at";
        }

        @Override
        public String updatedAt() {
            return "updated_at";
        }

        @Override
        public Optional<String> timeZone() {
            return Optional.empty();
        }
    }

    /** All rows of a table as text, in an order of their own. */
    static List<String> rows(Connection connection, String table) throws SQLException {
        return Query.list(connection, "select t::text from " + table + " t", row -> row.getString(1)).stream()
                .sorted()
                .collect(Collectors.toList());
    }

    List<String> sourceRows(String table) throws SQLException {
        return rows(source, table);
    }

    List<String> targetRows(String table) throws SQLException {
        return rows(target, table);
    }

    String sourceValue(String query) throws SQLException {
        return Query.first(source, query, row -> row.getString(1)).orElse(null);
    }

    String targetValue(String query) throws SQLException {
        return Query.first(target, query, row -> row.getString(1)).orElse(null);
    }

    @Override
    public void close() throws SQLException {
        source.close();
        target.close();
        if (databases != null) {
            databases.close();
        }
    }
}
