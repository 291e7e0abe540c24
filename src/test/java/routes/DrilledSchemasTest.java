package routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import ledger.Door;
import ledger.Json;
import ledger.Problem;
import ledger.Run;
import ledger.RunHeader;
import ledger.RunState;
import org.apache.camel.RoutesBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import postgres.DatabaseSettings;
import postgres.Databases;
import postgres.TestServer;
import snapshot.ConnectionBudget;
import snapshot.Expiry;
import snapshot.SchemaScript;
import snapshot.SnapshotIndex;
import snapshot.SnapshotRequest;
import snapshot.Snapshots;
import snapshot.TableSnapshots;
import snapshot.Verifier;
import snapshot.drill.DrillKinds;
import snapshot.drill.DrillRequest;
import snapshot.drill.Drills;
import snapshot.drill.Loss;
import snapshot.drill.Via;
import snapshot.drill.ViaRows;

/** What a drill loses and brings back in schemas as people have them: those rows, all that refers to them, nothing else. */
@Tag("every-postgres")
class DrilledSchemasTest extends LedgerCamel {

    private static final String OTHER_URL = TestServer.createDatabase();
    private static final DataSource OTHER = LocalTransactions.pool(OTHER_URL);

    private final String schema = "s" + UUID.randomUUID().toString().substring(0, 8);

    @Override
    protected Map<String, String> settings() {
        return Map.of("drill.max-rows", "500");
    }

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        ConnectionBudget connections = new ConnectionBudget(10);
        SnapshotIndex index = new SnapshotIndex(POOL, repository, snapshotSettings);
        Snapshots snapshots = new Snapshots(
                POOL,
                repository,
                snapshotSettings,
                new SchemaScript(Optional.empty(), snapshotSettings),
                active,
                connections,
                engines());
        return withEnds(
                mocked("runs-begin"),
                new RowsRoutes(),
                new SnapshotRoutes(
                        snapshots,
                        new TableSnapshots(POOL, snapshots, snapshotSettings, active, connections),
                        new Verifier(POOL, index, repository, active),
                        new Expiry(POOL, repository, snapshotSettings, active),
                        snapshotSettings,
                        attempts(),
                        ledger),
                new DrillRoutes(
                        new Drills(
                                POOL,
                                snapshotSettings,
                                drillSettings,
                                new ViaRows(index, sameUnderAnotherName()),
                                ledger),
                        drillSettings,
                        ledger,
                        waiters,
                        attempts()));
    }

    private static Databases sameUnderAnotherName() {
        return new Databases(POOL, () -> Map.of("copy", known(DATABASE.url()), "other", known(OTHER_URL)));
    }

    private static DatabaseSettings.Database known(String url) {
        return sync.TwoDatabases.database(url, TestServer.username(), TestServer.password());
    }

    @BeforeEach
    void schema() throws SQLException {
        DATABASE.execute("create schema " + schema);
    }

    private void made(String... statements) throws SQLException {
        DATABASE.execute("set search_path to " + schema + ", public; " + String.join(";\n", statements)
                + "; set search_path to default");
    }

    private Run drill(String table, Loss loss) throws SQLException {
        return drill(table, loss, Via.TABLE);
    }

    private Run drill(String table, Loss loss, Via via, String... key) throws SQLException {
        return serve(
                "drill-run",
                new DrillRequest(RunHeader.next(Door.HTTP), schema + "." + table, loss, true, via, List.of(key)));
    }

    /** Every table of users, with all its rows. */
    private Map<String, String> contents() throws Exception {
        Map<String, String> contents = new LinkedHashMap<>();
        String tables = DATABASE.value("select string_agg(c.relname, ',' order by c.relname) from pg_class c"
                + " where c.relnamespace = '" + schema + "'::regnamespace and c.relkind in ('r', 'p')"
                + " and c.relname not like '%backup%'");
        for (String table : tables.split(",")) {
            contents.put(
                    table,
                    DATABASE.value(
                            "select count(*) || ' ' || coalesce(md5(string_agg(t::text, ';' order by t::text)), '')"
                                    + " from " + schema + "." + table + " t"));
        }
        return contents;
    }

    private static Loss keys(String json) {
        return new Loss.Keys(Json.read(json));
    }

    private static long lost(Run run) {
        assertThat(run.state()).as(Json.write(run)).isEqualTo(RunState.DONE);
        assertThat(run.detail().get("equal").asBoolean()).isTrue();
        assertThat(run.detail().get("backups"))
                .allSatisfy(
                        backup -> assertThat(backup.get("equal").asBoolean()).isTrue());
        assertThat(run.rows().loaded()).isEqualTo(run.rows().in());
        return run.rows().in();
    }

    private Problem refused(Run run) throws Exception {
        assertThat(run.state()).as(Json.write(run)).isEqualTo(RunState.REFUSED);
        assertThat(DATABASE.value("select count(*) from pg_tables where schemaname = '" + schema
                        + "' and tablename like '%backup%'"))
                .isEqualTo("0");
        return run.problem();
    }

    private void numbered() throws SQLException {
        made(
                "create table numbered (id int primary key, v text)",
                "insert into numbered select i, 'v' || i from generate_series(1, 100) i");
    }

    @Test
    void theRowsThatAreNamedAreLostAndNoOthers() throws Exception {
        // Given
        numbered();
        Map<String, String> before = contents();

        // When
        Run run = drill("numbered", keys("[7, [8], {\"id\": 9}, 7]"));

        // Then
        assertThat(lost(run)).isEqualTo(3);
        assertThat(run.detail().get("keys")).isEqualTo(Json.read("[{\"id\":7},{\"id\":8},{\"id\":9}]"));
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void theRowsOfAConditionAreLostAndNoOthers() throws Exception {
        // Given
        numbered();
        Map<String, String> before = contents();

        // When
        Run run = drill("numbered", new Loss.Where("v like 'v1%' -- ten and more"));

        // Then
        assertThat(lost(run)).isEqualTo(12);
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void everyRowIsLostWhereThatIsSaidAndNotWhereMoreAreAskedForThanThereAre() throws Exception {
        // Given
        numbered();
        Map<String, String> before = contents();

        // When
        Problem more = refused(drill("numbered", new Loss.Sample(101, 1)));
        Run all = drill("numbered", new Loss.Everything());

        // Then
        assertThat(more.status()).isEqualTo(422);
        assertThat(more.detail()).endsWith("numbered has 100 rows, and 101 are to be lost");
        assertThat(lost(all)).isEqualTo(100);
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void keysAndConditionsOfNoRowAreRefused() throws Exception {
        // Given
        numbered();
        Map<String, String> before = contents();

        // When
        List<Problem> problems = List.of(
                refused(drill("numbered", keys("[1, 101, 102]"))),
                refused(drill("numbered", keys("[\"x\"]"))),
                refused(drill("numbered", keys("[[1, 2]]"))),
                refused(drill("numbered", new Loss.Where("id > 100"))),
                refused(drill("numbered", new Loss.Where("nothing > 100"))),
                refused(drill("numbered", new Loss.Where("1 / (id - 1) > 0"))),
                refused(drill("numbered", new Loss.Where("true); delete from numbered; --"))));

        // Then
        assertThat(problems).extracting(Problem::status).containsExactly(422, 400, 400, 422, 400, 400, 400);
        assertThat(problems.get(0).detail()).contains("no rows of 2 of the keys: {\"id\":101}, {\"id\":102}");
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void rulesSleepAndWhatTheyWouldTakeAlongStays() throws Exception {
        // Given
        made(
                "create table soft (id int primary key, t text)",
                "create table hard (id int primary key, t text)",
                "create table other (id int primary key, t text)",
                "create table still (id int primary key, t text)",
                "insert into soft select i, 't' || i from generate_series(1, 20) i",
                "insert into hard select * from soft",
                "insert into other select * from soft",
                "insert into still select * from soft",
                "create rule r as on delete to soft do instead update soft set t = 'deleted' where id = old.id",
                "create rule r as on delete to hard do also delete from other where id = old.id",
                "create rule i as on insert to hard do instead nothing",
                "create rule r as on delete to still do instead nothing");
        Map<String, String> before = contents();

        // When
        List<Run> runs = List.of(
                drill("soft", new Loss.Sample(3, 1)),
                drill("hard", new Loss.Sample(3, 1)),
                drill("still", new Loss.Sample(3, 1)));

        // Then
        assertThat(runs).allSatisfy(run -> assertThat(lost(run)).isEqualTo(3));
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void whateverAForeignKeySaysToADeleteTheRowsThatReferComeBack() throws Exception {
        // Given
        made(
                "create domain must as int not null",
                "create table parent (id int primary key, code text not null unique, d must default 1)",
                "create table nothing (id int primary key, p int references parent)",
                "create table restricting (id int primary key, p text not null references parent (code) on delete restrict)",
                "create table cascading (id int primary key, d must default 2, p int references parent on delete cascade)",
                "create table forgetting (id int primary key, p int references parent on delete set null)",
                "create table unable (id int primary key, p int not null references parent on delete set null)",
                "create table unable_too (id int primary key, p must references parent on delete set null)",
                "create table unwilling (id int primary key, p int check (p is not null) references parent on delete set null)",
                "create table defaulting (id int primary key, p int default 5 references parent on delete set default)",
                "create table deferring (id int primary key, p int references parent deferrable initially deferred)",
                "create table below (id int primary key, r int references restricting, f int references forgetting)",
                "create table keyless (a text not null unique, p int references parent)",
                "create table spelled (id int primary key, p text collate \"C\" references parent (code))",
                "insert into parent select i, 'c' || i from generate_series(1, 10) i",
                "insert into nothing select i, i from generate_series(1, 10) i",
                "insert into restricting select i, 'c' || i from generate_series(1, 10) i",
                "insert into cascading select i, 3, i from generate_series(1, 10) i",
                "insert into forgetting select i, i from generate_series(1, 10) i",
                "insert into unable select i, i from generate_series(1, 10) i",
                "insert into unable_too select i, i from generate_series(1, 10) i",
                "insert into unwilling select i, i from generate_series(1, 10) i",
                "insert into defaulting select i, i from generate_series(1, 10) i",
                "insert into deferring select i, i from generate_series(1, 10) i",
                "insert into below select i, i, i from generate_series(1, 10) i",
                "insert into spelled select i, 'c' || i from generate_series(1, 10) i",
                "insert into keyless select 'k' || i, i from generate_series(1, 10) i");
        Map<String, String> before = contents();

        // When
        Run run = drill("parent", keys("[3, 4, 5]"));

        // Then
        assertThat(lost(run)).isEqualTo(3 * 13);
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void rowsThatReferToEachOtherInACircleComeBackThoughNothingIsDeferred() throws Exception {
        // Given
        made(
                "create table store (id int primary key, manager int not null unique)",
                "create table staff (id int primary key, store int not null references store, boss int references staff on delete restrict)",
                "create table rental (id int primary key, staff int not null references staff)",
                "insert into store select i, i from generate_series(1, 2) i",
                "insert into staff select i, 1 + i % 2, nullif(i - 1, 0) from generate_series(1, 6) i",
                "insert into rental select i, 1 + i % 6 from generate_series(1, 60) i",
                "alter table store add foreign key (manager) references staff on delete restrict on update cascade");
        Map<String, String> before = contents();

        // When
        Run stores = drill("store", new Loss.Everything());
        Run staff = drill("staff", keys("[5]"));

        // Then
        assertThat(lost(stores)).isEqualTo(68);
        assertThat(lost(staff)).isEqualTo(2 + 20);
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void foreignKeysOfPartitionsAreFollowed() throws Exception {
        // Given
        made(
                "create table customer (id int primary key)",
                "create table payment (id int, at date, customer int, primary key (id, at)) partition by range (at)",
                "create table payment_1 partition of payment for values from ('2007-01-01') to ('2007-02-01')",
                "create table payment_2 partition of payment for values from ('2007-02-01') to ('2007-03-01')",
                "alter table payment_1 add foreign key (customer) references customer",
                "alter table payment_2 add foreign key (customer) references customer on delete restrict",
                "create table note (id int primary key, p int, at date, foreign key (p, at) references payment_2)",
                "insert into customer select generate_series(1, 10)",
                "insert into payment select i, date '2007-01-01' + i % 58, 1 + i % 10 from generate_series(1, 100) i",
                "insert into note select row_number() over (), id, at from payment_2");
        Map<String, String> before = contents();

        // When
        Run run = drill("customer", keys("[1, 2]"));
        Run part = drill("payment_2", new Loss.Sample(5, 1));

        // Then
        assertThat(lost(run)).isGreaterThan(22);
        assertThat(run.detail().get("backups"))
                .extracting(backup -> backup.get("table").asText())
                .containsExactlyInAnyOrder(schema + ".customer", schema + ".payment", schema + ".note");
        assertThat(lost(part)).isEqualTo(10);
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void moreRowsThanADrillMayLoseAreRefusedWithTheirNumber() throws Exception {
        // Given
        made(
                "create table top (id int primary key)",
                "create table middle (id int primary key, t int references top)",
                "create table bottom (id int primary key, m int references middle)",
                "insert into top select generate_series(1, 10)",
                "insert into middle select i, 1 + i % 10 from generate_series(1, 100) i",
                "insert into bottom select i, 1 + i % 100 from generate_series(1, 1000) i");
        Map<String, String> before = contents();

        // When
        Problem problem = refused(drill("top", new Loss.Everything()));

        // Then
        assertThat(problem.status()).isEqualTo(422);
        assertThat(problem.detail())
                .isEqualTo("the loss would take 1110 rows along, of 3 tables, and a drill loses 500 at most");
        assertThat(lost(drill("top", keys("[1, 2, 3, 4]")))).isEqualTo(444);
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void theStoryTellsOfEachTable() throws Exception {
        // Given
        made(
                "create table parent (id int primary key)",
                "create table child (id int primary key, p int references parent)",
                "insert into parent select generate_series(1, 10)",
                "insert into child select i, i from generate_series(1, 10) i");

        // When
        Run run = drill("parent", keys("[3]"));

        // Then
        String story = DrillKinds.DRILL.remark().apply(run).orElseThrow();
        assertThat(story)
                .contains("backed up 1 rows of " + schema + ".child into " + schema + ".child_backup")
                .contains("backup: " + schema + ".parent_backup")
                .contains("keys lost and back: 3\n")
                .contains("equal: yes")
                .containsPattern("seconds: backup [0-9.]+, delete [0-9.]+, restore [0-9.]+, rows gone [0-9.]+");
        assertThat(run.detail().get("backups")).hasSize(2);
    }

    @Test
    void rowsComeBackFromAnotherDatabase() throws Exception {
        // Given
        family();
        try (Connection other = OTHER.getConnection();
                Statement statement = other.createStatement()) {
            statement.execute("create schema " + schema);
            statement.execute("create table " + schema + ".parent (v text, id bigint primary key, more int)");
            statement.execute("create table " + schema + ".child (id int primary key, p int, v text)");
            statement.execute("insert into " + schema + ".parent select 'v' || i, i from generate_series(1, 10) i");
            statement.execute(
                    "insert into " + schema + ".child select i, 1 + i % 10, 'v' || i from generate_series(1, 30) i");
            statement.execute("delete from " + schema + ".child where id = 1");
        }
        Map<String, String> before = contents();

        // When
        Run run = drill("parent", keys("[1, 2, 3]"), Via.read("database:other"));

        // Then
        assertThat(run.state()).as(Json.write(run)).isEqualTo(RunState.DONE);
        assertThat(run.rows().loaded()).isEqualTo(2 * 4);
        assertThat(run.detail().get("notHeld").asInt()).isEqualTo(1);
        assertThat(run.detail().get("story").toString()).contains("restored 2 rows from database:other");
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void drillsOnOneTableAtATimeAreDoneOrRefused() throws Exception {
        // Given
        numbered();
        Map<String, String> before = contents();

        // When
        List<CompletableFuture<Run>> asked = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Loss loss = new Loss.Sample(60, i / 4);
            asked.add(CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return drill("numbered", loss);
                        } catch (SQLException e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    Executors.newCachedThreadPool()));
        }
        List<Run> runs = asked.stream().map(CompletableFuture::join).toList();

        // Then
        assertThat(runs).allSatisfy(run -> assertThat(
                        run.state() == RunState.DONE || run.problem().status() == 409)
                .as(Json.write(run))
                .isTrue());
        assertThat(contents()).isEqualTo(before);
    }

    private Run kept(String... tables) throws SQLException {
        List<String> names =
                Stream.of(tables).map(table -> schema + "." + table).toList();
        return serve(
                "snapshot-run",
                new SnapshotRequest(RunHeader.next(Door.HTTP), names, SnapshotRequest.As.FILES, null, null));
    }

    private void family() throws SQLException {
        made(
                "create table parent (id int primary key, v text)",
                "create table child (id int primary key, p int references parent, v text)",
                "insert into parent select i, 'v' || i from generate_series(1, 10) i",
                "insert into child select i, 1 + i % 10, 'v' || i from generate_series(1, 30) i");
    }

    @Test
    void rowsComeBackFromFilesThatTheDrillWritesAndVerifies() throws Exception {
        // Given
        family();
        Map<String, String> before = contents();

        // When
        Run run = drill("parent", new Loss.Sample(4, 1), Via.read("files"));

        // Then
        assertThat(lost(run)).isEqualTo(16);
        assertThat(run.detail().get("story").toString())
                .contains("verified that they can be restored")
                .contains("restored 4 rows from files");
        assertThat(run.detail().get("seconds").has("files")).isTrue();
        assertThat(repository
                        .find(run.detail().get("files").asText())
                        .manifest()
                        .tables())
                .hasSize(2);
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void onlyWhatTheSnapshotHoldsAsItIsIsLost() throws Exception {
        // Given
        family();
        String set = kept("parent", "child").detail().get("snapshot").asText();
        String parents = kept("parent").detail().get("snapshot").asText();
        made(
                "update parent set v = 'other' where id = 1",
                "update child set v = 'other' where id = 11",
                "insert into child values (31, 3, 'new')");
        Map<String, String> before = contents();

        // When
        Run run = drill("parent", keys("[1, 2, 3, 4, 5]"), Via.read("snapshot:" + set));
        Run none = drill("parent", keys("[4]"), Via.read("snapshot:" + parents));
        Run nowhere = drill("parent", keys("[4]"), Via.read("snapshot:none"));

        // Then
        assertThat(run.state()).as(Json.write(run)).isEqualTo(RunState.DONE);
        assertThat(run.detail().get("notHeld").asInt()).isEqualTo(3);
        assertThat(run.rows().loaded()).isEqualTo(2 * 4);
        assertThat(run.detail().get("equal").asBoolean()).isTrue();
        assertThat(none.state()).isEqualTo(RunState.UNDONE);
        assertThat(none.problem().status()).isEqualTo(422);
        assertThat(none.problem().detail()).contains("holds none of the rows as they are");
        assertThat(nowhere.problem().status()).isEqualTo(404);
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void whatCannotComeBackFromElsewhereComesBackFromTheBackupTableAndTheDrillHasFailed() throws Exception {
        // Given
        family();
        Map<String, String> before = contents();

        // When
        // The other database is this one under another name: what is lost here is lost there.
        Run run = drill("parent", keys("[1, 2]"), Via.read("database:copy"));

        // Then
        assertThat(run.state()).as(Json.write(run)).isEqualTo(RunState.FAILED);
        assertThat(run.problem().detail()).contains("8 rows are not there any more as they were");
        assertThat(run.detail().get("equal").asBoolean()).isTrue();
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void anotherUniqueConstraintTellsRowsApartWhereThatIsSaid() throws Exception {
        // Given
        made(
                "create table coded (code text not null unique, region int not null, n int, unique (region, n), v text)",
                "insert into coded select 'c' || i, i % 3, i, 'v' from generate_series(1, 20) i");
        Map<String, String> before = contents();

        // When
        Run run = drill("coded", keys("[\"c3\", \"c4\"]"), Via.TABLE, "code");
        Run none = drill("coded", new Loss.Sample(1, 1), Via.TABLE, "region", "n");

        // Then
        assertThat(lost(run)).isEqualTo(2);
        assertThat(none.problem().detail()).contains("no unique constraint of the columns [region, n]");
        assertThat(none.problem().hint()).contains("[[code]]");
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void rowsOfAKeyThatTheServerComputesAreLostAndComeBack() throws Exception {
        // Given
        made(
                "create table coded (a int, k int generated always as (a * 10) stored primary key, v text)",
                "insert into coded (a, v) select i, 'v' || i from generate_series(1, 20) i",
                "create table refers (id int primary key, k int references coded)",
                "insert into refers select i, i * 10 from generate_series(1, 20) i");
        Map<String, String> before = contents();

        // When
        Run sample = drill("coded", new Loss.Sample(3, 1));
        Run named = drill("coded", keys("[20, 30]"));

        // Then
        assertThat(lost(sample)).isEqualTo(6);
        assertThat(lost(named)).isEqualTo(4);
        assertThat(contents()).isEqualTo(before);
    }
}
