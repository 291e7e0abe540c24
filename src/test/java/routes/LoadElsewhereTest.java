package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.IntNode;
import ingest.Corrections;
import ingest.LetterHome;
import ingest.LoadRequest;
import ingest.Loader;
import ingest.Redrive;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import ledger.ActiveRuns;
import ledger.Attempt;
import ledger.Books;
import ledger.Door;
import ledger.Json;
import ledger.LetterFilter;
import ledger.ProblemException;
import ledger.Rows;
import ledger.Run;
import ledger.RunHeader;
import ledger.RunState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postgres.Databases;
import postgres.Query;
import postgres.TestServer;
import rows.place.RemoteTargets;
import rows.undo.UndoExpiry;
import rows.undo.UndoService;
import sync.TwoDatabases;

/** Rows of another database than the ledger's: they are there, with proof of their run; the run and its letters are here. */
@Tag("every-postgres")
class LoadElsewhereTest extends LoadingCamel {

    private static final String URL = TestServer.createDatabase();
    private static final DataSource OTHER = TestServer.dataSource(URL);
    private static final Databases DATABASES = new Databases(
            POOL, () -> Map.of("other", TwoDatabases.database(URL, TestServer.username(), TestServer.password())));

    private static final String PRICES = "sku,price\na,1\nb,two\nc,3\n";

    @Override
    protected Databases databases() {
        return DATABASES;
    }

    @BeforeEach
    void table() throws Exception {
        execute("create table " + table + " (sku text primary key, price int)");
    }

    private static void execute(String sql) throws Exception {
        try (Connection connection = OTHER.getConnection()) {
            Query.execute(connection, sql);
        }
    }

    private String there() throws Exception {
        try (Connection connection = OTHER.getConnection()) {
            return Query.first(
                            connection,
                            "select coalesce(string_agg(t::text, ' ' order by t::text), '') from " + table + " t",
                            row -> row.getString(1))
                    .orElseThrow();
        }
    }

    private Run prices(String... more) throws Exception {
        String[] all = new String[more.length + 2];
        all[0] = "database";
        all[1] = "other";
        System.arraycopy(more, 0, all, 2, more.length);
        return load(PRICES, all);
    }

    @Test
    void rowsAreThereAndTheRunAndItsLettersHere() throws Exception {
        // When
        Run run = prices();

        // Then
        assertThat(run.state()).isEqualTo(RunState.DONE_WITH_REJECTS);
        assertThat(run.rows().loaded()).isEqualTo(2);
        assertThat(run.detail().path("database").asText()).isEqualTo("other");
        assertThat(there()).isEqualTo("(a,1) (c,3)");
        assertThat(letters("open")).isEqualTo(1);
    }

    @Test
    void theSameBytesAreLoadedOnceAsLongAsTheTableThereHoldsThem() throws Exception {
        // Given
        Run first = prices();

        // When
        Run second = prices();
        execute("truncate " + table);
        Run third = prices();

        // Then
        assertThat(second.state()).isEqualTo(RunState.ALREADY_DONE);
        assertThat(second.detail().get("firstRun").asText())
                .isEqualTo(first.id().toString());
        assertThat(third.state()).isEqualTo(RunState.DONE_WITH_REJECTS);
    }

    @Test
    void lettersLieThereOnlyUntilTheLedgerHasThem() throws Exception {
        // Given
        Run first = prices();
        String facts = "select count(*) from caravanserai_kept.proof where run = '" + first.id() + "' and kind = ";
        long before = count(facts + "'letter'");

        // When
        load("sku,price\nd,4\n", "database", "other");

        // Then
        assertThat(before).isEqualTo(1);
        assertThat(count(facts + "'letter'")).isZero();
        assertThat(count(facts + "'end'")).isEqualTo(1);
        assertThat(letters("open")).isEqualTo(1);
    }

    private static long count(String sql) throws Exception {
        try (Connection connection = OTHER.getConnection()) {
            return Query.first(connection, sql, row -> row.getLong(1)).orElseThrow();
        }
    }

    @Test
    void aTableOfTheSameNameHereIsLoadedByItself() throws Exception {
        // Given
        make("sku text primary key, price int");
        prices();

        // When
        Run here = load(PRICES);

        // Then
        assertThat(here.rows().loaded()).isEqualTo(2);
        assertThat(rows()).isEqualTo("(a,1) (c,3)");
    }

    @Test
    void mondayTuesdayAndMondayAgainAreMondaysRowsThereToo() throws Exception {
        // Given
        load("sku,price\na,1\n", "database", "other", "mode", "upsert");
        load("sku,price\na,2\n", "database", "other", "mode", "upsert");

        // When
        Run again = load("sku,price\na,1\n", "database", "other", "mode", "upsert");

        // Then
        assertThat(again.state()).isEqualTo(RunState.DONE);
        assertThat(there()).isEqualTo("(a,1)");
    }

    @Test
    void aReplaceThatWouldEmptyTheTableThereLeavesItAndItsLettersAway() throws Exception {
        // Given
        execute("insert into " + table + " values ('z', 26)");

        // When
        Run refused = load("sku,price\na,one\n", "database", "other", "mode", "replace");

        // Then
        assertThat(refused.state()).isEqualTo(RunState.REFUSED);
        assertThat(there()).isEqualTo("(z,26)");
        assertThat(letters("open")).isZero();
    }

    @Test
    void aTableIsMadeThere() throws Exception {
        // Given
        execute("drop table " + table);

        // When
        Run run = load("sku,price\na,1\n", "database", "other", "create", "true");

        // Then
        assertThat(run.state()).isEqualTo(RunState.DONE);
        assertThat(there()).isEqualTo("(a,1)");
    }

    @Test
    void lettersAreCorrectedByTheColumnsThereAndGoInThere() throws Exception {
        // Given
        prices();
        correct("price");

        // When
        Run redriven = redrive();

        // Then
        assertThat(redriven.state()).isEqualTo(RunState.DONE);
        assertThat(redriven.detail().path("database").asText()).isEqualTo("other");
        assertThat(there()).isEqualTo("(a,1) (b,2) (c,3)");
        assertThat(letters("redriven")).isEqualTo(1);
        assertThat(prices().state()).isEqualTo(RunState.ALREADY_DONE);
    }

    private void correct(String column) throws Exception {
        Map<String, Object> correction = corrections()
                .parameters(new Corrections.Correction(
                        new LetterFilter(null, table, null, null, null, null, null),
                        Json.mapper().createObjectNode().set(column, IntNode.valueOf(2))));
        template.requestBody("sql:classpath:sql/ledger/correct-dead-letters.sql", correction);
    }

    @Test
    void aColumnThatTheTableThereHasNotIsRefused() throws Exception {
        // Given
        prices();

        // When
        ProblemException refused = catchThrowableOfType(ProblemException.class, () -> correct("prise"));

        // Then
        assertThat(refused.problem().hint()).contains("price");
    }

    @Test
    void lettersOfTwoDatabasesAreNotTriedAtOnce() throws Exception {
        // Given
        make("sku text primary key, price int");
        prices();
        load(PRICES);

        // When
        Run redriven = redrive();

        // Then
        assertThat(redriven.state()).isEqualTo(RunState.REFUSED);
        assertThat(redriven.problem().detail()).contains("main, other");
        assertThat(letters("open")).isEqualTo(2);
    }

    @Test
    void aDatabaseThatIsNotKnownIsNotFoundWithThoseThatAre() throws Exception {
        // When
        Run run = load(PRICES, "database", "elsewhere");

        // Then
        assertThat(run.state()).isEqualTo(RunState.REFUSED);
        assertThat(run.problem().status()).isEqualTo(404);
        assertThat(run.problem().hint()).contains("other");
    }

    @Test
    void nothingIsLoadedIntoARecoveredServer() throws Exception {
        // Given
        DATABASES.register("recovery-1", TwoDatabases.database(URL, TestServer.username(), TestServer.password()));
        try {
            // When
            Run run = load(PRICES, "database", "recovery-1");

            // Then
            assertThat(run.state()).isEqualTo(RunState.REFUSED);
            assertThat(run.problem().status()).isEqualTo(409);
            assertThat(there()).isEmpty();
        } finally {
            DATABASES.unregister("recovery-1");
        }
    }

    /** The process goes away between the commit there and the one here. */
    private Run cutOff(UUID id, Callable<Attempt> opened, Connection home) throws Exception {
        try (home;
                Attempt attempt = opened.call()) {
            for (Attempt.Step step : attempt.steps()) {
                step.run();
            }
            attempt.finish();
            attempt.keep();
            home.rollback();
        }
        return left(id);
    }

    /** Another process has it in hand from now on. */
    private Run left(UUID id) throws Exception {
        return ledger.leftRunning().stream()
                .filter(run -> run.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static RemoteTargets targets(Connection home, ActiveRuns runs) {
        DataSource one = (DataSource) Proxy.newProxyInstance(
                LoadElsewhereTest.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> home);
        return new RemoteTargets(one, DATABASES, () -> 30_000, runs);
    }

    private static Connection home() throws Exception {
        Connection home = DATABASE.dataSource().getConnection();
        home.setAutoCommit(false);
        return home;
    }

    private Run loadCutOff(LoadRequest request) throws Exception {
        gone().begin(request);
        Connection home = home();
        Loader loader = new Loader(targets(home, new ActiveRuns()), ingestSettings);
        return cutOff(request.run(), () -> loader.open(request), home);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLoadThatWasCutOffBetweenTheCommitsIsToldByItsProof(boolean promised) throws Exception {
        // Given
        LoadRequest request = request(PRICES, "database", "other");
        Run running = loadCutOff(request);

        // When
        if (promised) {
            template.requestBody("direct:ingest-run", request);
        } else {
            template.requestBody("direct:restore-settle", running);
        }

        // Then
        assertThat(running.state()).isEqualTo(RunState.RUNNING);
        assertThat(now(running).state()).isEqualTo(RunState.DONE_WITH_REJECTS);
        assertThat(now(running).rows().loaded()).isEqualTo(2);
        assertThat(letters("open")).isEqualTo(1);
        assertThat(there()).isEqualTo("(a,1) (c,3)");
        assertThat(prices().state()).isEqualTo(RunState.ALREADY_DONE);
    }

    @Test
    void lettersThatWentInBeforeTheRedriveWasCutOffAreTakenAndDoNotGoInTwice() throws Exception {
        // Given
        execute("alter table " + table + " drop constraint " + table + "_pkey");
        prices();
        correct("price");
        Redrive.Request request = new Redrive.Request(
                RunHeader.next(Door.HTTP), new LetterFilter(null, table, null, null, null, null, null));
        gone().begin(request);
        Connection home = home();
        RemoteTargets targets = targets(home, new ActiveRuns());
        Redrive redrive =
                new Redrive(DATABASE.dataSource()::getConnection, targets, new LetterHome(targets), ingestSettings);
        Run running = cutOff(request.run(), () -> redrive.open(request), home);
        assertThat(letters("open")).isEqualTo(1);

        // When
        template.requestBody("direct:restore-settle", running);

        // Then
        assertThat(now(running).state()).isEqualTo(RunState.DONE);
        assertThat(letters("redriven")).isEqualTo(1);
        assertThat(there()).isEqualTo("(a,1) (b,2) (c,3)");
    }

    @Test
    void aLoadThereIsTakenBackWithItsLettersAndWhatWasTouchedSinceIsSpared() throws Exception {
        // Given
        Run run = prices();
        execute("update " + table + " set price = 11 where sku = 'a'");

        // When
        Run look = undo(run, true);
        Run undo = undo(run, false);

        // Then
        assertThat(run.detail().has("undoUntil")).isTrue();
        assertThat(look.rows()).isEqualTo(new Rows(2, 0, 0, 0, 2));
        assertThat(undo.rows()).isEqualTo(new Rows(2, 1, 0, 0, 1));
        assertThat(now(run).state()).isEqualTo(RunState.UNDONE);
        assertThat(there()).isEqualTo("(a,11)");
        assertThat(letters("discarded")).isEqualTo(1);
        assertThat(prices("again", "true").rows().loaded()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"upsert", "replace"})
    void whatWasThereComesBackThere(String mode) throws Exception {
        // Given
        execute("insert into " + table + " values ('a', 7), ('z', 26)");
        String before = there();
        Run run = prices("mode", mode);
        String between = there();

        // When
        Run undo = undo(run, false);

        // Then
        assertThat(undo.state()).isEqualTo(RunState.DONE);
        assertThat(between).contains("(a,1)");
        assertThat(there()).isEqualTo(before);
    }

    @Test
    void aRedriveThereIsTakenBackByItselfAndItsLettersAreOpenAgain() throws Exception {
        // Given
        prices();
        correct("price");
        Run redriven = redrive();

        // When
        Run undo = undo(redriven, false);

        // Then
        assertThat(undo.rows()).isEqualTo(new Rows(1, 1, 0, 0, 0));
        assertThat(there()).isEqualTo("(a,1) (c,3)");
        assertThat(letters("open")).isEqualTo(1);
    }

    @Test
    void anUndoThatWasCutOffBetweenTheCommitsIsToldByItsProof() throws Exception {
        // Given
        Run run = prices();
        UndoService.Request request = UndoService.Request.of(RunHeader.next(Door.HTTP), run, false);
        gone().begin(request);
        Connection home = home();
        UndoService service = new UndoService(targets(home, new ActiveRuns()), () -> 30_000);
        Run running = cutOff(request.run(), () -> service.open(request), home);
        assertThat(letters("open")).isEqualTo(1);

        // When
        template.requestBody("direct:restore-settle", running);

        // Then
        assertThat(now(running).state()).isEqualTo(RunState.DONE);
        assertThat(now(run).state()).isEqualTo(RunState.UNDONE);
        assertThat(there()).isEmpty();
        assertThat(letters("discarded")).isEqualTo(1);
    }

    @Test
    void whatIsKeptThereGoesInTimeToo() throws Exception {
        // Given
        execute("insert into " + table + " values ('a', 7)");
        Run run = prices("mode", "upsert");
        List<String> databases;
        try (Connection ledger = DATABASE.dataSource().getConnection()) {
            databases = UndoExpiry.elsewhere(ledger);
        }

        // When
        try (Connection connection = OTHER.getConnection()) {
            UndoExpiry.run(connection, Books.ELSEWHERE, 0);
        }

        // Then
        assertThat(databases).contains("other");
        assertThat(undo(run, false).state()).isEqualTo(RunState.REFUSED);
        assertThat(count("select count(*) from caravanserai_kept.load_trace where run = '" + run.id() + "'"))
                .isZero();
    }

    @Test
    void aLoadThatWasNeverCommittedThereIsToldSo() throws Exception {
        // Given
        LoadRequest request = request(PRICES, "database", "other");
        gone().begin(request);

        // When
        template.requestBody("direct:restore-settle", left(request.run()));

        // Then
        assertThat(standing(request).state()).isEqualTo(RunState.FAILED);
        assertThat(there()).isEmpty();
    }

    @Test
    void tablesThatReferToOthersThereComeAfterThem() throws Exception {
        // Given
        execute("create table " + table + "_child (sku text references " + table + ")");
        LoadRequest parent = request("sku,price\na,1\n", "database", "other");
        LoadRequest child = new LoadRequest(
                RunHeader.next(Door.HTTP),
                table + "_child",
                parent.path(),
                "child.csv",
                LoadRequest.Format.CSV,
                parent.options());

        // When
        order.enter(List.of(child, parent));

        // Then
        assertThat(order.mayBegin(child.run())).isFalse();
        assertThat(order.mayBegin(parent.run())).isTrue();
        order.leave(parent.run());
        assertThat(order.mayBegin(child.run())).isTrue();
        order.leave(child.run());
    }
}
