package sync.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import ledger.ActiveRuns;
import ledger.Door;
import ledger.Installation;
import ledger.Ledger;
import ledger.Run;
import ledger.RunEnd;
import ledger.RunHeader;
import ledger.TestLedger;
import org.awaitility.Awaitility;
import postgres.DatabaseAddress;
import postgres.DatabaseSettings;
import postgres.Databases;
import postgres.Query;
import postgres.TestServer;
import sync.Flow;
import sync.Flows;
import sync.SyncRequest;
import sync.SyncSettings;
import sync.Syncer;

/** Three databases of a test's own: a source, a target and a ledger; and processes that copy from one to the other. */
final class CopyLab implements AutoCloseable {

    static final String FLOW = "lab";

    final String fromUrl = TestServer.createDatabase();
    final String toUrl = TestServer.createDatabase();
    final String ledgerUrl = TestLedger.createDatabase();
    final Connection source = TestServer.dataSource(fromUrl).getConnection();
    final Connection target = TestServer.dataSource(toUrl).getConnection();
    final Connection ledger = TestServer.dataSource(ledgerUrl).getConnection();

    private final List<Databases> opened = new ArrayList<>();
    private int processes;

    CopyLab() throws SQLException {}

    /** What is configured, and may be changed for a process. */
    static class Configured implements SyncSettings {

        @Override
        public Map<String, FlowSettings> flows() {
            return Map.of(FLOW, new OneFlow());
        }

        @Override
        public long lockTimeoutMillis() {
            return 2000;
        }

        @Override
        public long swapTimeoutMillis() {
            return 20_000;
        }
    }

    private static final class OneFlow implements SyncSettings.FlowSettings {

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
            return Optional.empty();
        }

        @Override
        public Optional<String> cron() {
            return Optional.empty();
        }

        @Override
        public int workers() {
            return 2;
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
        public SyncSettings.Deletes deletes() {
            return SyncSettings.Deletes.IGNORE;
        }

        @Override
        public Optional<String> after() {
            return Optional.empty();
        }

        @Override
        public SyncSettings.NewColumns newColumns() {
            return SyncSettings.NewColumns.ADD;
        }

        @Override
        public SyncSettings.OnTableFailure onTableFailure() {
            return SyncSettings.OnTableFailure.CONTINUE;
        }

        @Override
        public Optional<String> timeZone() {
            return Optional.empty();
        }
    }

    /** A process with connections and runs of its own. */
    final class Process {

        final ActiveRuns active = new ActiveRuns();
        final Ledger runs;
        final Copier copier;
        final CopyRuns flows;
        private final Syncer syncer;

        Process(String installation, SyncSettings settings, Map<String, String> urls) {
            DataSource main = TestServer.dataSource(ledgerUrl);
            Map<String, DatabaseSettings.Database> addresses = urls.entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey,
                            url -> new DatabaseAddress(url.getValue(), TestServer.username(), TestServer.password())));
            runs = new Ledger(main, active, new Installation(installation, "here"));
            Databases databases = new Databases(main, () -> addresses);
            opened.add(databases);
            copier = new Copier(databases, settings, runs, active);
            Flows known = new Flows(settings, databases);
            flows = new CopyRuns(known, databases, copier);
            syncer = new Syncer(known, databases, settings, active);
        }

        RunEnd sync() throws SQLException {
            return syncer.sync(new SyncRequest(RunHeader.next(Door.HTTP), FLOW, List.of()));
        }

        CopyRequest begin(CopyRequest.How how, String... tables) throws SQLException {
            return begin(how, false, tables);
        }

        private CopyRequest begin(CopyRequest.How how, boolean dependents, String... tables) throws SQLException {
            CopyRequest request = new CopyRequest(RunHeader.next(Door.HTTP), FLOW, List.of(tables), how, dependents);
            runs.begin(request);
            return request;
        }

        /** With what stands on the tables. */
        RunEnd copyWithDependents(CopyRequest.How how, String... tables) throws SQLException, IOException {
            return copy(begin(how, true, tables));
        }

        RunEnd copy(CopyRequest request) throws SQLException, IOException {
            return copier.copy(request, flow());
        }

        RunEnd copy(String... tables) throws SQLException, IOException {
            return copy(begin(CopyRequest.How.SWAP, tables));
        }

        RunEnd replace(String... tables) throws SQLException, IOException {
            return copy(begin(CopyRequest.How.REPLACE, tables));
        }
    }

    /** A process with usual settings. */
    Process process() {
        return process(new Configured());
    }

    Process process(SyncSettings settings) {
        return process(settings, Map.of("from", fromUrl, "to", toUrl));
    }

    Process process(SyncSettings settings, Map<String, String> urls) {
        return new Process("installation " + ++processes, settings, urls);
    }

    /** A later process of the installation that another process was of. */
    Process restarted() {
        return new Process("installation " + processes, new Configured(), Map.of("from", fromUrl, "to", toUrl));
    }

    static Flow flow() {
        return Flow.of(FLOW, new OneFlow());
    }

    void onSource(String sql) throws SQLException {
        Query.execute(source, sql);
    }

    void onTarget(String sql) throws SQLException {
        Query.execute(target, sql);
    }

    /** Rows of the source in both places. */
    static List<String> texts(Connection connection, String sql) throws SQLException {
        return Query.list(connection, sql, row -> row.getString(1));
    }

    static long number(Connection connection, String sql) throws SQLException {
        return Query.list(connection, sql, row -> row.getLong(1)).get(0);
    }

    /** Everything of a table as text, in an order of its own. */
    static List<String> rows(Connection connection, String table) throws SQLException {
        return texts(connection, "select t::text from " + table + " t order by 1");
    }

    /** A table of so many rows, some 100 bytes each, of several chunks from 300,000 rows on. */
    void makeOrders(int rows) throws SQLException {
        onSource(
                "create table orders (id int primary key, customer int not null, note text, price numeric(10,2) not null)");
        onSource("insert into orders select i, i % 100, repeat('note ' || i, 6), i / 100.0 from generate_series(1, "
                + rows + ") i");
        onSource("create index orders_customer on orders (customer)");
    }

    /** The rows of both sides, in few words. */
    void assertSame(String table) throws SQLException {
        String sum = "select count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) from " + table + " t";
        assertThat(texts(target, sum)).isEqualTo(texts(source, sum));
    }

    /** Something that goes on beside the test. */
    static <T> CompletableFuture<T> beside(Callable<T> work) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                future.complete(work.call());
            } catch (Throwable e) {
                future.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return future;
    }

    /** What somebody beside ended with instead of a result. */
    static Throwable failure(CompletableFuture<?> future) {
        try {
            return new AssertionError("it did not fail but gave " + future.get(60, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (Exception e) {
            return new AssertionError(e);
        }
    }

    void await(Callable<Boolean> condition) {
        Awaitility.await().pollInterval(Duration.ofMillis(20)).until(condition);
    }

    Connection anotherToSource() throws SQLException {
        return TestServer.dataSource(fromUrl).getConnection();
    }

    Connection anotherToTarget() throws SQLException {
        return TestServer.dataSource(toUrl).getConnection();
    }

    Connection anotherToLedger() throws SQLException {
        return TestServer.dataSource(ledgerUrl).getConnection();
    }

    /** A copy in a JVM of its own, which can be killed. */
    java.lang.Process elsewhere(CopyRequest request) throws IOException {
        return new ProcessBuilder(
                        java.nio.file.Path.of(System.getProperty("java.home"), "bin", "java")
                                .toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CopyElsewhere.class.getName(),
                        ledgerUrl,
                        fromUrl,
                        toUrl,
                        TestServer.username(),
                        TestServer.password(),
                        request.run().toString())
                .inheritIO()
                .start();
    }

    /** What copies have made on the target beside its tables. */
    List<String> leftOnTarget() throws SQLException {
        return texts(
                target,
                "select nspname from pg_namespace where nspname like 'caravanserai\\_incoming%'"
                        + " union all select 'arrived ' || chunk from caravanserai_sync.arrived order by 1");
    }

    long chunks(UUID run, String where) throws SQLException {
        return number(ledger, "select count(*) from caravanserai.chunk where run = '" + run + "' and " + where);
    }

    Optional<Run> run(UUID id) throws SQLException {
        return process().runs.find(id);
    }

    @Override
    public void close() throws SQLException {
        opened.forEach(Databases::close);
        source.close();
        target.close();
        ledger.close();
    }
}
