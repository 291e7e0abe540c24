package routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import ledger.Door;
import ledger.Json;
import ledger.Run;
import ledger.RunHeader;
import ledger.RunState;
import org.apache.camel.RoutesBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import postgres.Catalog;
import postgres.Databases;
import postgres.DirectConnections;
import postgres.Query;
import postgres.SessionSettings;
import postgres.TableName;
import postgres.TestServer;
import postgres.Transactions;
import postgres.definition.Definitions;
import postgres.definition.TableDefinition;
import rows.change.RowChoice;
import rows.place.RemoteTargets;
import rows.place.StagedTables;
import rows.undo.Settlement;
import rows.undo.UndoService;
import snapshot.ConnectionBudget;
import snapshot.Engine;
import snapshot.RestoreRequest;
import snapshot.Restorer;
import snapshot.SchemaScript;
import snapshot.SnapshotIndex;
import snapshot.SnapshotRequest;
import snapshot.Snapshots;
import snapshot.TableSnapshots;
import snapshot.parts.InProcess;
import snapshot.parts.LoadTask;
import snapshot.parts.LoadedPart;
import snapshot.parts.PartLoader;
import snapshot.parts.PartRunner;
import sync.TwoDatabases;

/** Restores whose rows others bring: into tables beside, which take their place whole or leave nothing. */
class PartsRestoreTest extends LedgerCamel {

    private static final String URL = TestServer.createDatabase();
    private static final DataSource OTHER = TestServer.dataSource(URL);
    private static final Databases DATABASES = new Databases(
            POOL, () -> Map.of("other", TwoDatabases.database(URL, TestServer.username(), TestServer.password())));

    private static final List<TableName> TABLES = List.of(
            new TableName("public", "lines"), new TableName("public", "orders"), new TableName("other one", "parted"));

    /** What becomes of a task before its rows come. */
    private UnaryOperator<LoadTask> changed = task -> task;

    @Override
    protected Map<String, String> settings() {
        return Map.of("snapshot.spark-part-bytes", "100000", "snapshot.lock-timeout-millis", "1000");
    }

    @Override
    protected PartRunner partRunner() {
        return new InProcess(task -> task, task -> changed.apply(task));
    }

    @Override
    protected Databases databases() {
        return DATABASES;
    }

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        ConnectionBudget connections = new ConnectionBudget(10);
        Snapshots snapshots = new Snapshots(
                POOL,
                repository,
                snapshotSettings,
                new SchemaScript(Optional.empty(), snapshotSettings),
                active,
                connections,
                engines());
        SnapshotIndex index = new SnapshotIndex(POOL, repository, snapshotSettings);
        RemoteTargets elsewhere = new RemoteTargets(POOL, databases(), snapshotSettings, active);
        return withEnds(
                new RowsRoutes(),
                new SnapshotRoutes(
                        snapshots,
                        new TableSnapshots(POOL, snapshots, snapshotSettings, active, connections),
                        new snapshot.Verifier(POOL, index, repository, active),
                        new snapshot.Expiry(POOL, repository, snapshotSettings, active),
                        snapshotSettings,
                        attempts(),
                        ledger),
                new RestoreRoutes(
                        new Restorer(POOL, index, snapshotSettings, elsewhere),
                        staged(),
                        new UndoService(elsewhere, snapshotSettings),
                        ledger,
                        new Settlement(elsewhere),
                        attempts()));
    }

    @BeforeEach
    void tables() throws SQLException {
        DATABASE.execute(
                """
                create type mood as enum ('good', 'bad');
                create sequence numbers;
                create table orders (id serial primary key, made timestamptz not null, how mood, amount numeric(12,2) check (amount > 0));
                insert into orders (made, how, amount) select 'epoch'::timestamptz + g * interval '1 s', 'good', g / 100.0
                from generate_series(1, 20000) g;
                create table lines (id bigint generated always as identity primary key, "order" int references orders, number bigint default nextval('numbers'),
                    text text collate "C", twice int generated always as ("order" * 2) stored);
                comment on column lines.text is 'what was said';
                create index on lines (text);
                insert into lines ("order", text) select 1 + g % 20000, case when g % 7 > 0 then 'line ' || g end from generate_series(1, 15000) g;
                create schema "other one";
                create table "other one".parted (id int, at date, primary key (id, at)) partition by range (at);
                create table "other one"."parted 1" partition of "other one".parted for values from ('2024-01-01') to ('2025-01-01');
                create table "other one"."parted 2" partition of "other one".parted for values from ('2025-01-01') to ('2026-01-01');
                create index on "other one".parted (at);
                insert into "other one".parted select g, '2024-01-01'::date + g % 700 from generate_series(1, 12000) g;
                create table small (id int primary key);
                insert into small values (1), (2);
                """);
    }

    @AfterEach
    void noTables() throws SQLException {
        drop(DATABASE.dataSource());
        drop(OTHER);
    }

    private static void drop(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection()) {
            Query.execute(
                    connection,
                    "drop schema if exists copies cascade; drop table if exists lines2, orders2, lines, orders, small; drop sequence if exists numbers cascade; "
                            + "drop schema if exists \"other one\" cascade; drop type if exists mood cascade");
        }
    }

    private String made() throws Exception {
        Run run = serve(
                "snapshot-run",
                new SnapshotRequest(
                        RunHeader.next(Door.HTTP),
                        List.of("orders", "lines", "\"other one\".parted", "small"),
                        SnapshotRequest.As.PARQUET,
                        null,
                        null,
                        SnapshotRequest.OnUnreadable.REFUSE,
                        Engine.SPARK));
        assertThat(run.state()).as(Json.write(run)).isEqualTo(RunState.DONE);
        return run.detail().get("snapshot").asText();
    }

    private Run restored(String snapshot, String into, String database, Engine engine) throws Exception {
        return serve(
                "restore-run",
                new RestoreRequest(
                        RunHeader.next(Door.HTTP),
                        snapshot,
                        List.of(),
                        into,
                        database,
                        RowChoice.ALL,
                        null,
                        List.of(),
                        false,
                        false,
                        true,
                        false,
                        null,
                        engine));
    }

    private static List<TableDefinition> definitions(DataSource database) throws SQLException {
        return Transactions.undone(database, connection -> {
            SessionSettings.exact(connection);
            return Definitions.read(connection, TABLES);
        });
    }

    /** Schemas of staging, types and schemas that a restore makes with its tables. */
    private static List<String> left(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return Query.list(
                    connection,
                    "select nspname from pg_namespace where nspname ~ '^(caravanserai_parts|other one|copies)'"
                            + " union all select typname from pg_type where typname = 'mood' order by 1",
                    row -> row.getString(1));
        }
    }

    @Test
    void tablesThatAreGoneAreWhatTheyWere() throws Exception {
        // Given
        String snapshot = made();
        List<TableDefinition> before = definitions(DATABASE.dataSource());
        drop(DATABASE.dataSource());

        // When
        Run run = restored(snapshot, "original", "main", Engine.SPARK);

        // Then
        assertThat(run.state()).as(Json.write(run)).isEqualTo(RunState.DONE);
        assertThat(run.rows().loaded()).isEqualTo(47_002);
        assertThat(run.detail().get("engine").asText()).isEqualTo("spark");
        assertThat(run.detail().get("tables").findValuesAsText("equal")).containsOnly("true");
        assertThat(definitions(DATABASE.dataSource())).isEqualTo(before);
        assertThat(left(DATABASE.dataSource())).containsExactly("mood", "other one");
        assertThat(DATABASE.value("insert into orders (made) values (now()) returning id"))
                .isEqualTo("20001");
        assertThat(DATABASE.value("insert into lines (text) values ('x') returning id || ' ' || number"))
                .isEqualTo("15001 15001");
    }

    @Test
    void copiesInAnotherDatabaseAreProvenThereAndTakenBack() throws Exception {
        // Given
        String snapshot = made();

        // When
        Run run = restored(snapshot, "original", "other", Engine.SPARK);
        List<TableDefinition> there = definitions(OTHER);
        Run undone = serve("undo-run", UndoService.Request.of(RunHeader.next(Door.HTTP), run, false));

        // Then
        assertThat(run.state()).as(Json.write(run)).isEqualTo(RunState.DONE);
        assertThat(run.detail().get("engine").asText()).isEqualTo("spark");
        assertThat(there).isEqualTo(definitions(DATABASE.dataSource()));
        assertThat(undone.state()).as(Json.write(undone)).isEqualTo(RunState.DONE);
        try (Connection other = OTHER.getConnection()) {
            assertThat(Catalog.all(other, TABLES)).isEmpty();
        }
    }

    @Test
    void copiesBesideHaveNamesOfTheirOwn() throws Exception {
        // Given
        String snapshot = made();

        // When
        Run run = restored(snapshot, "schema:copies", "main", Engine.SPARK);
        Run beside = restored(snapshot, "beside", "main", Engine.SPARK);

        // Then
        assertThat(run.state()).as(Json.write(run)).isEqualTo(RunState.DONE);
        assertThat(beside.state()).as(Json.write(beside)).isEqualTo(RunState.DONE);
        assertThat(beside.detail().get("engine").asText()).isEqualTo("spark");
        assertThat(DATABASE.value(
                        "select string_agg(indexrelid::regclass::text, ' ' order by indexrelid::regclass::text) from pg_index"
                                + " where indrelid in ('orders2'::regclass, 'lines2'::regclass)"))
                .isEqualTo("lines2_pkey lines2_text_idx orders2_pkey");
        assertThat(
                        DATABASE.value(
                                "select coalesce(string_agg(conrelid::regclass || ' ' || conname || ' ' || contype::text || coninhcount, '; '), '0') from pg_constraint where conname like 'caravanserai %'"))
                .isEqualTo("0");
        assertThat(DATABASE.value("insert into orders2 (made) values (now()) returning id"))
                .isEqualTo("20001");
        assertThat(DATABASE.value("select pg_get_serial_sequence('orders2', 'id')"))
                .isEqualTo("public.orders2_id_seq");
        assertThat(DATABASE.value("select count(*) from copies.lines")).isEqualTo("15000");
        assertThat(DATABASE.value("insert into copies.orders (made) values (now()) returning id"))
                .isEqualTo("20001");
        assertThat(left(DATABASE.dataSource())).containsExactly("copies", "mood", "other one");
    }

    @Test
    void ofTablesThatAreThereWhatDiffersIsPutBackByTheService() throws Exception {
        // Given
        String snapshot = made();
        DATABASE.execute("delete from lines where id < 100");

        // When
        Run run = restored(snapshot, "original", "main", Engine.SPARK);

        // Then
        assertThat(run.state()).as(Json.write(run)).isEqualTo(RunState.DONE);
        assertThat(run.detail().get("engine").asText()).isEqualTo("service");
        assertThat(run.rows().loaded()).isEqualTo(99);
    }

    @Test
    void rowsOfAnotherPartAreFoundAndLeaveNothing() throws Exception {
        // Given
        String snapshot = made();
        drop(DATABASE.dataSource());
        changed = task -> of(task, task.file().replace("part-00001", "part-00000"));

        // When
        Run run = restored(snapshot, "original", "main", Engine.SPARK);

        // Then
        assertThat(run.problem().type()).isEqualTo("not-equal");
        assertThat(left(DATABASE.dataSource())).isEmpty();
    }

    private static LoadTask of(LoadTask task, String file) {
        return new LoadTask(
                task.number(), task.table(), task.receipts(), task.target(), task.columns(), task.format(), file);
    }

    @Test
    void aPartThatCannotBeReadLeavesNothing() throws Exception {
        // Given
        String snapshot = made();
        changed = task -> of(task, task.file() + ".gone");

        // When
        Run run = restored(snapshot, "original", "other", Engine.SPARK);

        // Then
        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(left(OTHER)).isEmpty();
    }

    @Test
    void whatIsNotForSparkIsRefusedWhereItIsAskedFor() throws Exception {
        // Given
        Run files = serve(
                "snapshot-run",
                new SnapshotRequest(
                        RunHeader.next(Door.HTTP), List.of("orders"), SnapshotRequest.As.FILES, null, null));

        // When
        Run asked = restored(files.detail().get("snapshot").asText(), "beside", "main", Engine.SPARK);
        Run auto = restored(files.detail().get("snapshot").asText(), "beside", "main", Engine.AUTO);

        // Then
        assertThat(asked.problem().status()).isEqualTo(422);
        assertThat(asked.problem().detail()).contains("parquet", "csv.zst");
        assertThat(auto.state()).isEqualTo(RunState.DONE);
    }

    @Test
    void aNameThatIsTakenIsSaidBeforeAnyRowComes() throws Exception {
        // Given
        String snapshot = made();
        changed = task -> {
            throw new IllegalStateException("a row came");
        };
        DATABASE.execute("create table orders2 ()");

        // When
        Run run = serve(
                "restore-run",
                new RestoreRequest(
                        RunHeader.next(Door.HTTP),
                        snapshot,
                        List.of("orders"),
                        "orders2",
                        "main",
                        RowChoice.ALL,
                        null,
                        List.of(),
                        false,
                        false,
                        false,
                        false,
                        null,
                        Engine.SPARK));

        // Then
        assertThat(run.problem().detail()).contains("there is a table orders2 already");
        assertThat(run.problem().status()).isEqualTo(409);
    }

    @Test
    void aSecondAttemptAtAPartWaitsForTheFirstAndBringsNoRowTwice() throws Exception {
        // Given
        String snapshot = made();
        DirectConnections database =
                new DirectConnections(DATABASE.url(), TestServer.username(), TestServer.password());
        changed = task -> {
            twice(database, task);
            return task;
        };

        // When
        Run run = restored(snapshot, "beside", "main", Engine.SPARK);

        // Then
        assertThat(run.state()).as(Json.write(run)).isEqualTo(RunState.DONE);
        assertThat(DATABASE.value("select count(*) from orders2")).isEqualTo("20000");
    }

    /** One attempt that hangs behind another and ends after it, then the third that is to follow. */
    private static void twice(DirectConnections database, LoadTask task) {
        try (Connection first = database.open()) {
            first.setAutoCommit(false);
            Query.execute(first, "insert into " + task.receipts() + " values (" + task.number() + ", 0)");
            CompletableFuture<LoadedPart> second = CompletableFuture.supplyAsync(() -> load(database, task));
            Awaitility.await()
                    .until(() -> DATABASE.value("select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                                    + " and datname = current_database() and query like 'insert into %receipt%'")
                            .equals("1"));
            first.rollback();
            assertThat(second.get().rows()).isPositive();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static LoadedPart load(DirectConnections database, LoadTask task) {
        try {
            return new PartLoader(database).load(task);
        } catch (SQLException | java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatAProcessLeavesThatDiedGoesAndWhatIsInHandStays() throws Exception {
        // Given
        List<TableDefinition> tables = definitions(DATABASE.dataSource());
        StagedTables inHand = StagedTables.make(OTHER, UUID.randomUUID(), tables, false, 1000);
        List<String> made = left(OTHER);

        // When
        sweep();
        List<String> held = left(OTHER);
        try (Connection other = OTHER.getConnection()) {
            Query.list(
                    other,
                    "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and database ="
                            + " (select oid from pg_database where datname = current_database())",
                    row -> null);
        }
        sweep();

        // Then
        assertThat(made).hasSize(5).isEqualTo(held);
        assertThat(inHand.names(TABLES.get(0))).isNotNull();
        assertThat(left(OTHER)).isEmpty();
    }

    private static void sweep() throws SQLException {
        Transactions.run(OTHER, StagedTables::sweep);
    }
}
