package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postgres.TestServer;

/** Snapshots go into another database than the one they are of: whole or not at all, and the ledger tells the truth of it. */
class RestoreElsewhereIT {

    private static final Service SERVICE = Service.fresh();
    private static final OtherDatabase OTHER = new OtherDatabase();

    static {
        OTHER.knownTo(SERVICE, "other")
                .with("DATABASES_NOWHERE_JDBC_URL", "jdbc:postgresql://127.0.0.1:1/none?password=open-sesame")
                .with("DATABASES_LOCKED_JDBC_URL", OTHER.url())
                .with("DATABASES_LOCKED_USERNAME", "nobody_of_that_name")
                .with("DATABASES_LOCKED_PASSWORD", "open-sesame")
                .with("DATABASES_CROOKED_JDBC_URL", "jdbc:postgresql://127.0.0.1:port/none?password=open-sesame")
                .with("DATABASES_GONE_JDBC_URL", OTHER.url().replace(OTHER.name(), "none_of_that_name"))
                .with("DATABASES_GONE_USERNAME", TestServer.username())
                .with("DATABASES_GONE_PASSWORD", TestServer.password())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(SERVICE::kill));
    }

    private final Service service = SERVICE;
    private final OtherDatabase other = OTHER;
    private final SnapshotDoor snapshots = new SnapshotDoor(service);

    @BeforeEach
    @AfterEach
    void theLawHolds() {
        assertThat(service.everyRowIsAccountedFor()).isTrue();
    }

    private static String into(String into, String more) {
        return "{\"database\": \"other\", \"into\": \"" + into + "\"" + more + "}";
    }

    /** A hundred rows in both databases, of which in the other ten go missing, ten change, and five are added. */
    private String damaged(String table) {
        String create = "create table " + table + " (id int primary key, t text, n numeric)";
        String fill = "insert into " + table + " select i, 't' || i, i from generate_series(1, 100) i";
        service.sql(create, fill);
        other.sql(
                create,
                fill,
                "delete from " + table + " where id <= 10",
                "update " + table + " set t = 'changed' where id between 11 and 20",
                "insert into " + table + " select i, 'added', null from generate_series(101, 105) i");
        return snapshots.make(table);
    }

    @ParameterizedTest
    @ValueSource(strings = {"files", "avro", "parquet"})
    void wholeTablesAreMadeWithAllThatBelongsToThem(String format) {
        // Given
        String home = "home_" + format;
        service.sql(
                "create schema " + home,
                "create type " + home + ".mood as enum ('sad', 'ok')",
                "create domain " + home + ".short as text check (length(value) < 20)",
                "create sequence " + home + ".numbers start 500",
                "create table " + home + ".b (id int primary key default nextval('" + home
                        + ".numbers'), a int not null)",
                "create table " + home + ".a (id bigint generated always as identity primary key, m " + home
                        + ".mood, s " + home + ".short unique, b int references " + home
                        + ".b deferrable, l serial, double int generated always as (b * 2) stored)",
                "create index by_m on " + home + ".a (m)",
                "alter table " + home + ".b add foreign key (a) references " + home + ".a deferrable",
                "begin; set constraints all deferred; insert into " + home
                        + ".b (a) select i from generate_series(1, 50) i;"
                        + " insert into " + home
                        + ".a (m, s, b) select 'ok', 's' || i, 499 + i from generate_series(1, 50) i;"
                        + " commit");
        String id = SnapshotDoor.idOf(
                snapshots.ask("{\"tables\": [\"" + home + ".a\", \"" + home + ".b\"], \"as\": \"" + format + "\"}"));

        // When
        Service.Answer restored = snapshots.restore(id, into("original", ""));
        String ofA = other.content(home + ".a");
        other.sql("insert into " + home + ".b (a) values (1)", "insert into " + home + ".a (b) values (550)");
        String next = other.value(
                "select max(id) || ' ' || max(l) || ' ' || (select max(id) from " + home + ".b) from " + home + ".a");
        String keys = other.value("select count(*) from pg_constraint where contype = 'f' and connamespace = '" + home
                + "'::regnamespace");
        String indexes =
                other.value("select string_agg(indexname, ' ' order by indexname) from pg_indexes where schemaname = '"
                        + home + "'");
        other.sql("delete from " + home + ".a where id = 51", "delete from " + home + ".b where id = 550");
        Service.Answer undone = snapshots.undo(restored);

        // Then
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(SnapshotDoor.rows(restored)).containsExactly(100, 100, 0, 0, 0);
        assertThat(restored.json().at("/detail/database").asText()).isEqualTo("other");
        assertThat(ofA).isEqualTo(snapshots.content(home + ".a"));
        assertThat(next).isEqualTo("51 51 550");
        assertThat(keys).isEqualTo("2");
        assertThat(indexes).isEqualTo("a_pkey a_s_key b_pkey by_m");
        assertThat(undone.status()).as(undone.body()).isEqualTo(200);
        assertThat(other.value("select to_regclass('" + home + ".a')")).isNull();
        assertThat(service.count(home + ".a")).isEqualTo(50);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "missing, 100,10, 80,10, 105,10",
        "changed, 100,10, 80,10,  95, 0",
        "all,     105,25, 80, 0, 100, 0",
    })
    void rowsGoIntoATableThatStandsThereAndAreTakenBack(
            String which, int in, int loaded, int unchanged, int skipped, int rows, int changed) {
        // Given
        String table = "stands_" + which;
        String id = damaged(table);
        String before = other.content(table);
        String athome = snapshots.content(table);

        // When
        Service.Answer restored = snapshots.restore(id, into("original", ", \"rows\": \"" + which + "\""));
        String after = other.value("select count(*) || ' ' || count(*) filter (where t = 'changed') from " + table);
        Service.Answer undone = snapshots.undo(restored);
        Service.Answer twice = snapshots.undo(restored);

        // Then
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(SnapshotDoor.rows(restored)).containsExactly(in, loaded, 0, unchanged, skipped);
        assertThat(after).isEqualTo(rows + " " + changed);
        assertThat(undone.status()).as(undone.body()).isEqualTo(200);
        assertThat(undone.json().get("state").asText()).isEqualTo("undone");
        assertThat(other.content(table)).isEqualTo(before);
        assertThat(twice.status()).as(twice.body()).isEqualTo(409);
        assertThat(snapshots.content(table)).isEqualTo(athome);
        assertThat(service.count("caravanserai.kept_rows where table_name = '" + table + "'"))
                .isZero();
        assertThat(other.count("pg_class where relname like '"
                        + restored.json().get("id").asText() + "%'"))
                .isZero();
        assertThat(other.count("caravanserai_kept.proof where run::text = '"
                        + restored.json().get("id").asText() + "'"))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"files", "avro", "parquet", "table"})
    void aTableIsComparedWhereItIsAskedFor(String format) {
        // Given
        String table = "compared_" + format;
        damaged(table);
        String id = SnapshotDoor.idOf(snapshots.ask("{\"tables\": [\"" + table + "\"], \"as\": \"" + format + "\"}"));
        String before = other.content(table);

        // When
        Service.Answer there = snapshots.diff(id, table, "other");
        Service.Answer here = snapshots.diff(id, table, "main");

        // Then
        assertThat(SnapshotDoor.differences(there)).containsExactly(10, 10, 5, 80);
        assertThat(there.json().at("/sample/0/kind").asText()).isEqualTo("missing");
        assertThat(SnapshotDoor.differences(here)).containsExactly(0, 0, 0, 100);
        assertThat(other.content(table)).isEqualTo(before);
        assertThat(other.count("pg_class where relname like 'caravanserai_stage%'"))
                .isZero();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "strange, 404, there is no database",
        "nowhere, 503, does not answer",
        "locked, 503, does not let its user in",
        "gone, 503, is not on its server",
        "other, 404, there is no table",
    })
    void aTableThatCannotBeComparedThereIsSaidToBe(String database, int status, String detail) {
        // Given
        service.sql("create table if not exists only_here (id int primary key)");
        String id = snapshots.make("only_here");

        // When
        Service.Answer answer = snapshots.diff(id, "only_here", database);

        // Then
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.json().get("detail").asText()).contains(detail);
        assertThat(answer.body()).doesNotContain("open-sesame");
    }

    @Test
    void tablesWhoseValuesNameEachOtherAreMadeBeforeEitherHasRows() {
        // Given
        service.sql(
                "create table named_one (id int primary key, other regclass)",
                "create table named_two (id int primary key, other regclass)",
                "insert into named_one values (1, 'named_two'), (2, 'named_one')",
                "insert into named_two values (1, 'named_one')");
        String id = snapshots.make("named_one", "named_two");

        // When
        Service.Answer restored = snapshots.restore(id, into("original", ""));

        // Then
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(other.value("select string_agg(other::text, ' ' order by id) from named_one"))
                .isEqualTo("named_two named_one");
        assertThat(other.value("select other::text from named_two")).isEqualTo("named_one");
    }

    @Test
    void keysChooseRowsAndADryRunOnlyTells() {
        // Given
        String id = damaged("chosen");
        String before = other.content("chosen");

        // When
        Service.Answer dry = snapshots.restore(id, into("original", ", \"dryRun\": true"));
        String afterDry = other.content("chosen");
        Service.Answer keyed = snapshots.restore(id, into("original", ", \"keys\": [1, 11, 101]"));

        // Then
        assertThat(dry.json().at("/detail/tables/0/wouldInsert").asInt())
                .as(dry.body())
                .isEqualTo(10);
        assertThat(afterDry).isEqualTo(before);
        assertThat(keyed.json().at("/rows/loaded").asInt()).as(keyed.body()).isEqualTo(3);
        assertThat(other.count("chosen")).isEqualTo(95);
    }

    @Test
    void aRowThatTheTableDoesNotTakeIsADeadLetterOfTheLedger() {
        // Given
        String id = damaged("rejects");
        other.sql("alter table rejects add check (id <> 5)");

        // When
        Service.Answer restored = snapshots.restore(id, into("original", ", \"rows\": \"missing\""));

        // Then
        assertThat(restored.json().get("state").asText()).as(restored.body()).isEqualTo("done-with-rejects");
        assertThat(SnapshotDoor.rows(restored)).containsExactly(100, 9, 1, 80, 10);
        assertThat(service.letters("rejects").get(0).at("/values/id").asInt()).isEqualTo(5);
    }

    @Test
    void rowsThatAreKeptAsATableArePipedOver() {
        // Given
        service.sql(
                "create type piped_mood as enum ('sad', 'ok')",
                "create table piped (id int primary key, t text, m piped_mood, b bytea)",
                "insert into piped select i, case when i % 3 = 0 then '' when i % 3 = 1 then E'a\\tb\\\\N\\n' end, 'ok', '\\x00ff'"
                        + " from generate_series(1, 1000) i");
        String id = SnapshotDoor.idOf(snapshots.ask("{\"tables\": [\"piped\"], \"as\": \"table\"}"));
        String then = snapshots.content("piped");

        // When
        Service.Answer whole = snapshots.restore(id, into("original", ""));
        String made = other.content("piped");
        other.sql("delete from piped where id % 100 = 0", "update piped set t = 'x' where id = 7");
        Service.Answer rows = snapshots.restore(id, into("original", ""));
        Service.Answer beside = snapshots.restore(id, into("beside", ""));

        // Then
        assertThat(whole.status()).as(whole.body()).isEqualTo(200);
        assertThat(made).isEqualTo(then);
        assertThat(SnapshotDoor.rows(rows)).containsExactly(1000, 11, 0, 989, 0);
        assertThat(other.content("piped")).isEqualTo(then);
        assertThat(beside.status()).as(beside.body()).isEqualTo(200);
        assertThat(other.content("piped2")).isEqualTo(then);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "varchar(100)"})
    void rowsThatAreKeptAsATableAndWereAlteredAreNotPipedOver(String type) {
        // Given
        service.sql("drop table if exists piped_altered, piped_altered_backup");
        other.sql("drop table if exists piped_altered");
        damaged("piped_altered");
        String id = SnapshotDoor.idOf(snapshots.ask("{\"tables\": [\"piped_altered\"], \"as\": \"table\"}"));
        other.sql("alter table piped_altered alter t type " + type);
        String before = other.content("piped_altered");
        service.sql("update " + id + " set t = 'altered' where id = 1");

        // When
        Service.Answer restored = snapshots.restore(id, into("original", ""));

        // Then
        assertThat(restored.status()).as(restored.body()).isEqualTo(422);
        assertThat(restored.json().get("detail").asText()).contains(id);
        assertThat(other.content("piped_altered")).isEqualTo(before);
    }

    @Test
    void aSnapshotOfDrawnSequencesGoesBesideWhereTheyAreNot() {
        // Given
        service.sql(
                "create sequence drawn_numbers",
                "create table drawn (id int primary key default nextval('drawn_numbers'))",
                "insert into drawn default values");
        String id = snapshots.make("drawn");

        // When
        Service.Answer beside = snapshots.restore(id, into("beside", ""));

        // Then
        assertThat(beside.status()).as(beside.body()).isEqualTo(200);
        assertThat(other.count("drawn2")).isEqualTo(1);
    }

    @Test
    void aTableWhoseSequenceOthersDrawFromIsMadeBeforeThem() {
        // Given
        service.sql(
                "create table numbers_of (id serial primary key)",
                "create table a_drawer (id int primary key default nextval('numbers_of_id_seq'))",
                "insert into numbers_of default values",
                "insert into a_drawer default values");
        String id = snapshots.make("a_drawer", "numbers_of");

        // When
        Service.Answer restored = snapshots.restore(id, into("original", ""));

        // Then
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        other.sql("insert into a_drawer default values", "insert into numbers_of default values");
        assertThat(other.value("select (select max(id) from a_drawer) || ' ' || (select max(id) from numbers_of)"))
                .isEqualTo("3 4");
    }

    @Test
    void aSequenceThatOthersHaveDrawnFromIsNotSetBack() {
        // Given
        service.sql(
                "create sequence busy_numbers",
                "create table busy (id int primary key default nextval('busy_numbers'))",
                "insert into busy select from generate_series(1, 10)");
        other.sql("create sequence busy_numbers", "select setval('busy_numbers', 500)");
        String id = snapshots.make("busy");

        // When
        Service.Answer restored = snapshots.restore(id, into("original", ""));

        // Then
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(other.value("select nextval('busy_numbers')")).isEqualTo("501");
    }

    @Test
    void whatTheOtherDatabaseLacksIsNamedAndNothingIsLeft() {
        // Given
        service.sql(
                "create table lacks_parent (id int primary key)",
                "create table lacks (id int primary key, p int references lacks_parent)",
                "create function lacks_one() returns int language sql as 'select 1'",
                "create table lacks_function (id int primary key default lacks_one())");
        String child = snapshots.make("lacks");
        String function = snapshots.make("lacks_function");

        // When
        Service.Answer noParent = snapshots.restore(child, into("original", ""));
        Service.Answer noFunction = snapshots.restore(function, into("original", ""));

        // Then
        assertThat(noParent.status()).as(noParent.body()).isEqualTo(409);
        assertThat(noParent.json().get("detail").asText()).contains("lacks_parent");
        assertThat(noFunction.status()).as(noFunction.body()).isEqualTo(422);
        assertThat(noFunction.json().get("detail").asText()).contains("lacks_one");
        assertThat(other.value("select to_regclass('lacks')")).isNull();
    }

    @Test
    void allThatIsMissingThereIsListedAtOnce() {
        // Given
        service.sql(
                "create extension if not exists citext",
                "create extension if not exists hstore",
                "create function wants_one() returns int language sql as 'select 1'",
                "create collation wants_order (locale = 'C')",
                "create table wants_a (id citext primary key, n int default wants_one())",
                "create table wants_b (id int primary key, h hstore, t text collate wants_order)");
        String id = snapshots.make("wants_a", "wants_b");

        // When
        Service.Answer refused = snapshots.restore(id, into("original", ""));

        // Then
        assertThat(refused.status()).as(refused.body()).isEqualTo(422);
        assertThat(refused.json().get("detail").asText())
                .contains("extension citext", "extension hstore", "function public.wants_one()", "wants_order");
        service.sql("drop table wants_a, wants_b", "drop function wants_one()", "drop collation wants_order");
    }

    @Test
    void aTriggerWhoseFunctionIsNotThereIsLeftOutAndTold() {
        // Given
        service.sql(
                "create schema only_here",
                "create function only_here.touch() returns trigger language plpgsql as 'begin return new; end'",
                "create table touched_here (id int primary key)",
                "create trigger touch before update on touched_here for each row execute function only_here.touch()",
                "alter table touched_here enable always trigger touch",
                "insert into touched_here values (1), (2)");
        String id = snapshots.make("touched_here");

        // When
        Service.Answer restored = snapshots.restore(id, into("original", ""));

        // Then
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(restored.json().at("/detail/notes").toString())
                .contains("touched_here is restored without trigger touch", "only_here");
        assertThat(other.value("select count(*) from touched_here")).isEqualTo("2");
    }

    @Test
    void valuesThatNameATableOfTheSetAreRestoredWithIt() {
        // Given
        service.sql(
                "create table a_names (id int primary key, of regclass, kind regtype)",
                "create table z_named (id int primary key)",
                "insert into a_names values (1, 'z_named', 'z_named'), (2, 'a_names', 'int')");
        String id = snapshots.make("a_names", "z_named");

        // When
        Service.Answer restored = snapshots.restore(id, into("original", ""));

        // Then
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(other.value("select string_agg(of || ' ' || kind, ', ' order by id) from a_names"))
                .isEqualTo("z_named z_named, a_names integer");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "elsewhere ~ 404 ~ there is no database \"elsewhere\"",
                "nowhere   ~ 503 ~ the database \"nowhere\" does not answer",
                "locked    ~ 503 ~ the database \"locked\" does not let its user in",
                "crooked   ~ 503 ~ the database \"crooked\" does not answer",
                "gone      ~ 503 ~ the database \"gone\" is not on its server",
            })
    void aDatabaseThatCannotBeHadIsNamedAndNoPasswordIs(String database, int status, String detail) {
        // Given
        service.sql("create table if not exists asked (id int primary key)");
        String id = snapshots.make("asked");

        // When
        Service.Answer answer = snapshots.restore(id, "{\"database\": \"" + database + "\"}");

        // Then
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.json().get("detail").asText()).contains(detail);
        assertThat(answer.json().toString() + Service.text(service.log())).doesNotContain("open-sesame");
        if (status == 404) {
            assertThat(answer.json().get("hint").asText()).contains("main").contains("other");
        }
    }

    @Test
    void theCommandRestoresIntoAnotherDatabaseAndTakesItBack() {
        // Given
        OtherDatabase elsewhere = new OtherDatabase();
        Service home = elsewhere.knownTo(Service.fresh(), "other");
        home.sql("create table t (id int primary key)", "insert into t select generate_series(1, 10)");

        // When
        Service.Finished made = home.command("snapshot", "t");
        Service.Finished restored =
                home.command("restore", "latest", "t", "--database", "other", "--into", "original", "--output", "json");
        long rows = elsewhere.count("t");
        Service.Finished undone =
                home.command("undo", ledger.Json.read(restored.out()).get("id").asText());
        Service.Finished unknown = home.command("restore", "latest", "--database", "nowhere");

        // Then
        assertThat(made.exitCode()).as(made.err()).isZero();
        assertThat(restored.exitCode()).as(restored.err()).isZero();
        assertThat(rows).isEqualTo(10);
        assertThat(undone.exitCode()).as(undone.err()).isZero();
        assertThat(elsewhere.value("select to_regclass('t')")).isNull();
        assertThat(unknown.exitCode()).as(unknown.out()).isEqualTo(6);
        assertThat(unknown.out() + unknown.err()).contains("main, other");
    }

    @Test
    void aRestoreThatTheOtherDatabaseDeclinesAtItsEndIsNotDone() {
        // Given
        String id = damaged("declined");
        snapshots.restore(id, into("original", ", \"keys\": [1]"));
        String before = other.content("declined");
        other.sql(
                "create function decline() returns trigger language plpgsql as 'begin raise exception ''no''; end'",
                "create constraint trigger decline after insert on caravanserai_kept.proof deferrable initially deferred"
                        + " for each row execute function decline()");

        // When
        Service.Answer restored = snapshots.restore(id, into("original", ""));
        other.sql("drop function decline cascade");

        // Then
        assertThat(restored.status()).as(restored.body()).isEqualTo(422);
        assertThat(restored.json().at("/run/state").asText()).isEqualTo("failed");
        assertThat(other.content("declined")).isEqualTo(before);
        assertThat(service.count("caravanserai.run where state = 'running'")).isZero();
    }

    // --- Beside ------------------------------------------------------------------------------------------------

    @Test
    void copiesThatAreMadeTogetherReferToEachOther() {
        // Given
        service.sql(
                "create table outside (id int primary key)",
                "insert into outside values (1)",
                "create table ring_a (id int primary key, b int not null, o int references outside, boss int references ring_a)",
                "create table ring_b (id int primary key, a int not null references ring_a deferrable)",
                "alter table ring_a add constraint round foreign key (b) references ring_b on delete cascade deferrable initially deferred",
                "begin; set constraints all deferred; insert into ring_a select i, i, 1, i from generate_series(1, 20) i;"
                        + " insert into ring_b select i, i from generate_series(1, 20) i; commit");
        String id = snapshots.make("ring_a", "ring_b");
        String keys =
                "select string_agg(conrelid::regclass || ' ' || conname || ' ' || confrelid::regclass, ', ' order by conname)"
                        + " from pg_constraint where contype = 'f' and conrelid::regclass::text in ('ring_a2', 'ring_b2')";

        // When
        Service.Answer athome = snapshots.restore(id, "{\"into\": \"beside\"}");
        String here = service.value(keys);
        Service.Answer undone = snapshots.undo(athome);
        Service.Answer elsewhere = snapshots.restore(id, into("beside", ""));

        // Then
        assertThat(athome.status()).as(athome.body()).isEqualTo(200);
        assertThat(here)
                .isEqualTo(
                        "ring_a2 ring_a2_boss_fkey ring_a2, ring_a2 ring_a2_round ring_b2, ring_b2 ring_b2_a_fkey ring_a2");
        assertThat(undone.status()).as(undone.body()).isEqualTo(200);
        assertThat(service.value("select to_regclass('ring_a2')")).isNull();
        assertThat(elsewhere.status()).as(elsewhere.body()).isEqualTo(200);
        assertThat(other.value(keys)).isEqualTo(here);
    }

    @Test
    void aCopyWhoseRowsBreakAForeignKeyIsMadeAllTheSameAndTold() {
        // Given
        service.sql(
                "create table broken_parent (id int primary key)",
                "create table broken (id int primary key, p int references broken_parent)",
                "insert into broken_parent values (1)",
                "insert into broken values (1, 1)",
                "set session_replication_role = replica; insert into broken values (2, 2)");
        String id = snapshots.make("broken_parent", "broken");

        // When
        Service.Answer beside = snapshots.restore(id, "{\"into\": \"beside\"}");

        // Then
        assertThat(beside.status()).as(beside.body()).isEqualTo(200);
        assertThat(service.count("broken2")).isEqualTo(2);
        assertThat(beside.json().at("/detail/notes/0").asText())
                .contains("broken2 lacks its foreign key broken2_p_fkey");
    }
}
