package routes;

import static org.assertj.core.api.Assertions.assertThat;

import dumps.load.DumpsLoadRequest;
import dumps.merge.Kept;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import ledger.Door;
import ledger.Rows;
import ledger.Run;
import ledger.RunHeader;
import ledger.RunState;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("every-postgres")
class DumpsLoadTest extends DumpsCamel {

    @Test
    void aDryRunTellsWhatWouldGoInAndLeavesNothing() throws Exception {
        // Given
        keep(Kept.file("shop.sql")
                .table("things", "id int(10)", "seen date")
                .row(1, "2008-07-24")
                .row(2, "2008-02-31"));

        // When
        Run tried = serve("dumps-load-run", request(false, true));
        List<String> left = strings("select nspname from pg_namespace where nspname = '" + archive + "'");
        Run loaded = load(false);
        Run again = serve("dumps-load-run", request(true, true));

        // Then
        assertThat(tried.problem()).isNull();
        assertThat(tried.rows()).isEqualTo(new Rows(2, 0, 0, 0, 2));
        assertThat(tried.detail().at("/tables/0/wouldLoad").asInt()).isEqualTo(1);
        assertThat(tried.detail().at("/tables/0/wouldReject").asInt()).isEqualTo(1);
        assertThat(tried.detail().at("/letters/0/reason").asText()).contains("2008-02-31");
        assertThat(left).isEmpty();
        assertThat(loaded.rows()).isEqualTo(new Rows(2, 1, 1, 0, 0));
        assertThat(again.detail().path("wouldReplace").get(0).asText()).isEqualTo(archive + ".things");
        assertThat(strings("select id::text from " + archive + ".things")).containsExactly("1");
        assertThat(strings(
                        "select run::text from caravanserai.dead_letter where table_name = '" + archive + ".things'"))
                .containsExactly(loaded.id().toString());
    }

    private DumpsLoadRequest request(boolean replace, boolean dryRun) {
        return new DumpsLoadRequest(
                RunHeader.next(Door.HTTP, null),
                archive,
                null,
                "main",
                null,
                List.of(),
                null,
                null,
                replace,
                false,
                dryRun);
    }

    @Test
    void theTypesOfMySqlBecomeThoseOfPostgreSql() throws Exception {
        // Given
        keep(Kept.file("shop.sql")
                .table(
                        "things",
                        "id int(10)",
                        "flag tinyint(1)",
                        "level tinyint(1)",
                        "big bigint(20)",
                        "price decimal(15,3)",
                        "made datetime",
                        "kind enum('a','b')",
                        "marks set('x','y')",
                        "born year(4)",
                        "raw blob",
                        "bits bit(4)",
                        "doc json")
                .column(3, "type", "\"bigint(20) unsigned\"")
                .column(0, "counts", "true")
                .row(
                        7,
                        1,
                        3,
                        "18446744073709551615",
                        "1.000",
                        "0000-00-00 00:00:00",
                        "b",
                        "x,y",
                        1999,
                        Map.of("bytes", "AP8="),
                        Map.of("bits", "101"),
                        "{\"a\": 1}")
                .row(8, 0, 1, "2", "20.500", "2008-07-24 10:27:34", "a", "", 0, null, null, null));

        // When
        Run run = load(false);

        // Then
        assertThat(run.problem()).isNull();
        assertThat(run.rows()).isEqualTo(new Rows(2, 2, 0, 0, 0));
        assertThat(strings(
                        "select column_name || ' ' || data_type from information_schema.columns where table_schema = '"
                                + archive + "' order by ordinal_position"))
                .containsExactly(
                        "id integer",
                        "flag boolean",
                        "level smallint",
                        "big numeric",
                        "price numeric",
                        "made timestamp without time zone",
                        "kind text",
                        "marks ARRAY",
                        "born smallint",
                        "raw bytea",
                        "bits bit",
                        "doc json");
        assertThat(strings("select t::text from " + archive + ".things t order by id"))
                .containsExactly(
                        "(7,t,3,18446744073709551615,1.000,,b,\"{x,y}\",1999,\"\\\\x00ff\",0101,\"{\"\"a\"\": 1}\")",
                        "(8,f,1,2,20.500,\"2008-07-24 10:27:34\",a,{},0,,,)");
        execute("insert into " + archive + ".things (flag) values (true)");
        assertThat(strings("select id::text from " + archive + ".things where big is null"))
                .containsExactly("9");
    }

    @Test
    void keysIndexesAndForeignKeysStandWhenTheRowsAreThere() throws Exception {
        // Given
        keep(Kept.file("shop.sql")
                .table("children", "id int", "parent int", "name varchar(20)")
                .with(
                        "{\"kind\":\"foreign\",\"name\":\"fk_parent\",\"columns\":[\"parent\"],\"references\":{\"name\":\"parents\"},\"referenced\":[\"id\"],\"actions\":\"ON DELETE CASCADE\"}")
                .with("{\"kind\":\"index\",\"name\":\"by_name\",\"columns\":[\"name\"]}")
                .row(1, 1, "a")
                .row(2, 1, "b")
                .row(3, 9, "an orphan")
                .table("parents", "id int", "code varchar(9)")
                .with("{\"kind\":\"unique\",\"name\":\"code\",\"columns\":[\"code\"]}")
                .row(1, "x")
                .row(2, "x"));

        // When
        Run run = load(false);

        // Then
        assertThat(run.state()).isEqualTo(RunState.DONE_WITH_REJECTS);
        assertThat(run.rows()).isEqualTo(new Rows(5, 3, 2, 0, 0));
        assertThat(strings("select pg_get_constraintdef(oid) from pg_constraint where connamespace = '" + archive
                        + "'::regnamespace and contype <> 'n' order by 1"))
                .containsExactly(
                        "FOREIGN KEY (parent) REFERENCES " + archive + ".parents(id) ON DELETE CASCADE",
                        "PRIMARY KEY (id)",
                        "PRIMARY KEY (id)",
                        "UNIQUE (code)");
        assertThat(strings("select indexname::text from pg_indexes where schemaname = '" + archive + "' order by 1"))
                .contains("by_name");
        assertThat(strings(
                        "select table_name || ': ' || sqlstate || ' ' || (\"values\"->>'id') from caravanserai.dead_letter where run = '"
                                + run.id() + "' order by 1"))
                .containsExactly(archive + ".children: 23503 3", archive + ".parents: 23505 2");
    }

    @Test
    void whatCannotGoInIsALetterThatNamesItsFileAndGoesInWhenItIsCorrected() throws Exception {
        // Given
        keep(
                Kept.file("old.sql")
                        .completeAt("2019-01-01")
                        .table("t", "id int", "day date")
                        .partial()
                        .column(1, "nullable", "false")
                        .row(1, "0000-00-00")
                        .row(2, "2019-02-31"),
                Kept.file("new.sql")
                        .completeAt("2020-01-01")
                        .table("t", "id int", "day date")
                        .partial()
                        .column(1, "nullable", "false")
                        .row(3, "2020-01-01")
                        .row(4, "2020-00-01"));

        // When
        Run run = load(false);

        // Then
        assertThat(run.rows()).isEqualTo(new Rows(4, 1, 3, 0, 0));
        assertThat(strings(
                        "select file || ' ' || sqlstate || ' ' || column_name || ' ' || (\"values\"->>'id') from caravanserai.dead_letter where run = '"
                                + run.id() + "' order by \"values\"->>'id'"))
                .containsExactly("old.sql 23502 day 1", "old.sql 22008 day 2", "new.sql 22007 day 4");
        execute(
                "update caravanserai.dead_letter set \"values\" = jsonb_set(\"values\", '{day}', '\"2019-03-01\"') where run = '"
                        + run.id() + "'");
        Run again = redriveAll(archive + ".t");
        assertThat(again.rows()).isEqualTo(new Rows(3, 3, 0, 0, 0));
        assertThat(strings("select id::text from " + archive + ".t order by id"))
                .containsExactly("1", "2", "3", "4");
    }

    @Test
    void whatARuleTakesOutIsALetterOfTheDumpFileItCameFrom() throws Exception {
        // Given
        String code = "{\"kind\":\"unique\",\"name\":\"code\",\"columns\":[\"code\"]}";
        String parent =
                "{\"kind\":\"foreign\",\"name\":\"fk\",\"columns\":[\"parent\"],\"references\":{\"name\":\"t\"},\"referenced\":[\"id\"]}";
        keep(
                Kept.file("old.sql")
                        .table("t", "id int", "code varchar(9)", "made datetime")
                        .with(code)
                        .row(1, "x", "2019-01-01 00:00:00")
                        .row(2, "x", null)
                        .table("c", "id int", "parent int")
                        .with(parent)
                        .row(1, 9),
                Kept.file("new.sql")
                        .table("t", "id int", "code varchar(9)", "made datetime")
                        .with(code)
                        .row(3, "x", "2020-01-01 00:00:00")
                        .table("c", "id int", "parent int")
                        .with(parent)
                        .row(2, 8));

        // When
        Run run = load(false);

        // Then
        assertThat(run.rows()).isEqualTo(new Rows(5, 1, 4, 0, 0));
        assertThat(strings(
                        "select file || ' ' || column_name || ' ' || (\"values\"->>'id') from caravanserai.dead_letter"
                                + " where run = '" + run.id() + "' order by 1"))
                .containsExactly("new.sql code 3", "new.sql parent 2", "old.sql code 2", "old.sql parent 1");
    }

    @Test
    void whateverStandsInATextComesThroughAndIsShownInALetterAsCsv() throws Exception {
        // Given
        List<String> odd = List.of("a\tb", "a\nb\rc", "\\N", "\\", "\\.", "\"q\",", "\u0001\u000b\u001f\u0085", "");
        Kept file = Kept.file("a.sql").table("t", "id int", "said text", "day date");
        for (int i = 0; i < odd.size(); i++) {
            file.row(i, odd.get(i), i == 3 ? "2019-02-31" : null);
        }
        keep(file);

        // When
        Run run = load(false);

        // Then
        assertThat(run.rows()).isEqualTo(new Rows(8, 7, 1, 0, 0));
        List<String> good = new ArrayList<>(odd);
        good.remove(3);
        assertThat(strings("select said from " + archive + ".t order by id")).isEqualTo(good);
        assertThat(strings("select convert_from(raw, 'UTF8') || ' ' || (\"values\"->>'said')"
                        + " from caravanserai.dead_letter where run = '" + run.id() + "'"))
                .containsExactly("\"3\",\"\\\",\"2019-02-31\" \\");
    }

    @Test
    void tablesThatAreThereAreRefusedByNameOrKeptAsBackups() throws Exception {
        // Given
        keep(Kept.file("a.sql").table("t", "id int").row(1).table("u", "id int").row(2));
        load(false);
        execute("insert into " + archive + ".t values (5)");

        // When
        Run refused = load(false);
        Run replaced = load(true);

        // Then
        assertThat(refused.state()).isEqualTo(RunState.REFUSED);
        assertThat(refused.problem().status()).isEqualTo(409);
        assertThat(refused.problem().detail()).contains(archive + ".t", archive + ".u");
        assertThat(replaced.problem()).isNull();
        assertThat(replaced.detail().path("backups").toString())
                .isEqualTo("[\"" + archive + "_backup.t\",\"" + archive + "_backup.u\"]");
        assertThat(strings("select id::text from " + archive + ".t")).containsExactly("1");
        assertThat(strings("select id::text from " + archive + "_backup.t order by 1"))
                .containsExactly("1", "5");
    }

    @Test
    void whatSqliteHoldsDecidesWhereItsTypesDoNot() throws Exception {
        // Given
        keep(Kept.file("a.sql")
                .dialect("sqlite")
                .table("t", "id INTEGER", "flag BOOLEAN", "n INTEGER", "loose NUMERIC", "day DATE", "at DATETIME")
                .row(1, 1, 5, 1.5, "2020-01-01", "2020-01-01 10:00:00")
                .row(2, 0, "many", 2, "2020-01-02", null));

        // When
        Run run = load(false);

        // Then
        assertThat(run.rows()).isEqualTo(new Rows(2, 2, 0, 0, 0));
        assertThat(strings("select t::text from " + archive + ".t t order by id"))
                .containsExactly("(1,t,5,1.5,2020-01-01,\"2020-01-01 10:00:00\")", "(2,f,many,2,2020-01-02,)");
        assertThat(run.detail().path("notes").toString()).contains("t.n: values are not all of the declared type");
    }

    @Test
    void whatMariaDbDeclaresOtherwiseThanItMeansIsAsItMeansIt() throws Exception {
        // Given
        keep(Kept.file("a.sql")
                .table("t", "id int", "lasted time", "began time", "doc longtext", "bits bit(12)")
                .with("{\"kind\":\"check\",\"text\":\"CHECK (json_valid(`doc`))\"}")
                .row(1, "838:59:59", "23:59:59", "[1]", "\u0001\u0002")
                .row(2, "-00:00:01", null, null, "101"));

        // When
        Run run = load(false);

        // Then
        assertThat(run.rows()).isEqualTo(new Rows(2, 2, 0, 0, 0));
        assertThat(strings(
                        "select lasted || ' ' || pg_typeof(lasted) || ', ' || pg_typeof(began) || ', ' || pg_typeof(doc) || ', ' || bits from "
                                + archive + ".t order by id"))
                .containsExactly(
                        "838:59:59 interval, time without time zone, json, 000100000010",
                        "-00:00:01 interval, time without time zone, json, 000000000101");
        assertThat(run.detail().path("notes").toString())
                .isEqualTo("[\"t.lasted: times below zero or of a day and more stand in it; it is interval\"]");
    }

    @Test
    void whatADumpLeavesToTheServerIsComputedByItWhereTheExpressionIsItsOwn() throws Exception {
        // Given
        keep(
                Kept.file("a.sql")
                        .dialect("postgres")
                        .table("t", "id integer", "twice integer", "day date")
                        .column(1, "generated", "\"(id * 2)\"")
                        .row(1, Map.of("default", true), null)
                        .row(2, Map.of("default", true), "2019-02-31")
                        .table("u", "id integer", "its integer")
                        .column(1, "generated", "\"of_its_own(id)\"")
                        .row(1, Map.of("default", true)),
                Kept.file("b.sql")
                        .table("v", "id int", "half int")
                        .column(1, "generated", "\"`id` / 2\"")
                        .row(1, Map.of("default", true)));

        // When
        Run run = load(false);

        // Then
        assertThat(run.rows()).isEqualTo(new Rows(4, 3, 1, 0, 0));
        assertThat(strings("select t::text from " + archive + ".t")).containsExactly("(1,2,)");
        assertThat(strings("select u::text from " + archive + ".u")).containsExactly("(1,)");
        assertThat(strings("select v::text from " + archive + ".v")).containsExactly("(1,)");
        assertThat(run.detail().path("notes").toString())
                .contains("v.half: is computed as `id` / 2 in the dump", "u: defaults are not carried over")
                .doesNotContain("t.twice");
    }
}
