package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Any table of any schema, in any of the three modes. */
class TablesIT {

    private final Service service = SharedService.get();

    @Test
    void namesNeedNotBePlain() {
        // Given
        service.sql(
                "create schema \"My Schema\"",
                "create table \"My Schema\".\"Order Lines\" (\"Line No\" int primary key, \"select\" text)");

        // When
        Service.Answer answer = service.rows("My Schema.Order Lines", "select,Line No\nx,1\n", "");

        // Then
        assertThat(answer.json().at("/rows/loaded").asInt()).as(answer.body()).isEqualTo(1);
        assertThat(service.value("select \"select\" from \"My Schema\".\"Order Lines\""))
                .isEqualTo("x");
    }

    @Test
    void everyTypeGoesInAsPostgresReadsIt() {
        // Given
        service.sql(
                "create type mood as enum ('sad', 'happy')",
                "create domain short_code as varchar(3) check (value ~ '^[a-z]+$')",
                "create table kinds (id int primary key, m mood, c short_code, a int[], j json, jb jsonb, b bytea,"
                        + " r int4range, u uuid, i interval, ip inet, ts timestamptz, f float8, bits bit(3), n numeric(5,2))");
        String row =
                "1,happy,abc,\"{1,2}\",\"{\"\"a\"\": 1}\",[1],\\x00ff,\"[1,5)\",a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11,"
                        + "1 day,10.0.0.1,2021-03-04T05:06:07Z,1e-3,101,1.005\n";
        String bad =
                "2,glad,,,,,,,,,,,,,\n3,,abcd,,,,,,,,,,,,\n4,,ABC,,,,,,,,,,,,\n5,,,,{,,,,,,,,,,\n6,,,,,,,,,,,,,1111,\n";

        // When
        Service.Answer answer = service.rows("kinds", row + bad, "");

        // Then
        assertThat(answer.json().at("/rows/loaded").asInt()).as(answer.body()).isEqualTo(1);
        assertThat(service.value(
                        "select m::text || c || a::text || j::text || jb::text || b::text || r::text || i::text"
                                + " || bits::text || n::text from kinds"))
                .isEqualTo("happyabc{1,2}{\"a\": 1}[1]\\x00ff[1,5)1 day1011.01");
        assertThat(service.value("select string_agg(column_name, ' ' order by line) from caravanserai.dead_letter"
                        + " where table_name = 'kinds'"))
                .isEqualTo("m c c j bits");
    }

    @Test
    void whatTheServerComputesIsLeftToIt() {
        // Given
        service.sql("create table computed (id int generated always as identity primary key, a int, b int generated"
                + " always as (a * 2) stored, at timestamptz default now())");

        // When
        Service.Answer named = service.rows("computed", "a\n1\n2\n", "");
        Service.Answer all = service.rows("computed", "id,a,b,at\n10,5,999,2021-01-01\n", "");
        Service.Answer unnamed = service.rows("computed", "20,6,2021-01-01\n21,7,2021-01-01\n", "");

        // Then
        assertThat(named.json().at("/rows/loaded").asInt()).as(named.body()).isEqualTo(2);
        assertThat(all.json().at("/rows/loaded").asInt()).as(all.body()).isEqualTo(1);
        assertThat(unnamed.json().at("/rows/loaded").asInt()).as(unnamed.body()).isEqualTo(2);
        assertThat(service.value("select string_agg(b::text, ' ' order by a) from computed"))
                .isEqualTo("2 4 10 12 14");
        assertThat(service.value("select count(*) from computed where at is null"))
                .isEqualTo("0");
    }

    @Test
    void rowsFindTheirPartitionOrBecomeLetters() {
        // Given
        service.sql(
                "create table parted (id int, day date, primary key (id, day)) partition by range (day)",
                "create table parted_2021 partition of parted for values from ('2021-01-01') to ('2022-01-01')");

        // When
        Service.Answer answer = service.rows("parted", "1,2021-05-05\n2,2030-01-01\n3,2021-06-06\n", "");

        // Then
        assertThat(answer.json().at("/rows/loaded").asInt()).isEqualTo(2);
        assertThat(service.letters("parted").get(0).get("reason").asText()).contains("no partition");
    }

    @Test
    void aTriggerThatPassesOverARowMakesItSkipped() {
        // Given
        service.sql(
                "create table passing (id int)",
                "create function pass_odd() returns trigger language plpgsql as"
                        + " $$ begin if new.id % 2 = 1 then return null; end if; return new; end $$",
                "create trigger t before insert on passing for each row execute function pass_odd()");

        // When
        Service.Answer answer = service.rows("passing", "1\n2\n3\n4\n", "");

        // Then
        assertThat(answer.json().at("/rows/loaded").asInt()).isEqualTo(2);
        assertThat(answer.json().at("/rows/skipped").asInt()).isEqualTo(2);
    }

    @Test
    void anUpsertAddsChangesAndLeavesAlone() {
        // Given
        service.sql(
                "create table upserted (a int, b text, v int, doc json, primary key (a, b))",
                "insert into upserted values (1, 'x', 1, '{}'), (2, 'x', 2, '{}')");

        // When
        Service.Answer answer = service.rows(
                "upserted", "1,x,1,{}\n2,x,22,{}\n3,x,3,{}\n3,x,33,{}\nbad,x,1,{}\n4,,1,{}\n", "?mode=upsert");

        // Then
        assertThat(answer.json().at("/rows/loaded").asInt()).as(answer.body()).isEqualTo(3);
        assertThat(answer.json().at("/rows/unchanged").asInt()).isEqualTo(1);
        assertThat(answer.json().at("/rows/rejected").asInt()).isEqualTo(2);
        assertThat(service.value("select string_agg(v::text, ' ' order by a) from upserted"))
                .isEqualTo("1 22 33");
    }

    @Test
    void ofRowsWithOneKeyInAnUpsertTheLastWinsAlsoWhenOneLooksOdd() {
        // Given
        service.sql("create table last_wins (id int primary key, at timestamptz, v text)");
        String filler =
                IntStream.range(100, 160).mapToObj(i -> i + ",2021-01-01,f\n").collect(Collectors.joining());

        // When
        service.rows("last_wins", filler + "1,5 Jan 2021,first\n1,2021-01-06,second\n", "?mode=upsert");

        // Then
        assertThat(service.value("select v from last_wins where id = 1")).isEqualTo("second");
    }

    @Test
    void anUpsertWithoutAKeyIsRefused() {
        // Given
        service.sql("create table keyless (id int)");

        // When
        Service.Answer answer = service.rows("keyless", "1\n", "?mode=upsert");

        // Then
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().get("detail").asText()).contains("has no primary key");
    }

    @Test
    void aReplacePutsTheFileInPlaceOfAllThatIsThere() {
        // Given
        service.sql("create table replaced (id int primary key)", "insert into replaced values (1), (2), (3)");

        // When
        Service.Answer answer = service.rows("replaced", "3\n4\n", "?mode=replace");

        // Then
        assertThat(answer.json().at("/detail/replaced").asInt()).isEqualTo(3);
        assertThat(service.value("select string_agg(id::text, ' ' order by id) from replaced"))
                .isEqualTo("3 4");
    }

    @Test
    void aReplaceThatWouldDeleteOtherTablesRowsIsRefused() {
        // Given
        service.sql(
                "create table parent_kept (id int primary key)",
                "create table child_kept (id int references parent_kept on delete cascade)",
                "insert into parent_kept values (1)",
                "insert into child_kept values (1)");

        // When
        Service.Answer answer = service.rows("parent_kept", "2\n", "?mode=replace");

        // Then
        assertThat(answer.status()).isEqualTo(422);
        assertThat(service.count("child_kept")).isEqualTo(1);
        assertThat(service.count("parent_kept")).isEqualTo(1);
    }

    @Test
    void viewsAndSystemTablesAndTheLedgerAreNoTablesToLoad() {
        // Given
        service.sql("create view a_view as select 1 as id");

        // When
        Service.Answer view = service.rows("a_view", "1\n", "");
        Service.Answer system = service.rows("pg_catalog.pg_class", "1\n", "");
        Service.Answer ledger = service.rows("caravanserai.run", "1\n", "");

        // Then
        assertThat(view.status()).isEqualTo(422);
        assertThat(system.status()).isEqualTo(404);
        assertThat(ledger.status()).isEqualTo(404);
    }

    @Test
    void emptyIsNullAndQuotedEmptyIsEmpty() {
        // Given
        service.sql("create table empties (id int, a text, b text)");

        // When
        service.rows("empties", "1,,\"\"\n2,NULL,\"NULL\"\n", "");
        service.rows("empties", "3,NULL,\"NULL\"\n", "?null=NULL");

        // Then
        assertThat(service.value("select a is null and b = '' from empties where id = 1"))
                .isEqualTo("t");
        assertThat(service.value("select a = 'NULL' and b = 'NULL' from empties where id = 2"))
                .isEqualTo("t");
        assertThat(service.value("select a is null and b = 'NULL' from empties where id = 3"))
                .isEqualTo("t");
    }

    @Test
    void aTableIsMadeAfterTheHeaderWhereThatIsAllowed() {
        // Given
        try (Service making =
                Service.fresh().with("INGEST_CREATE_TABLES", "true").start()) {

            // When
            making.drop(
                    "made.csv", "id,code,price,day,at,ok,note\n1,007,1.50,2021-01-02,2021-01-02T03:04:05Z,true,x\n");

            // Then
            assertThat(making.ended("made.csv").at("/rows/loaded").asInt()).isEqualTo(1);
            assertThat(making.value("select string_agg(format_type(atttypid, atttypmod), ', ' order by attnum)"
                            + " from pg_attribute where attrelid = 'made'::regclass and attnum > 0"))
                    .isEqualTo("bigint, text, numeric, date, timestamp with time zone, boolean, text");
        }
    }

    @Test
    void everyEncodingAndDialectEndsAsTheSameRows() {
        // Given
        service.sql("create table dialects (id int, name text)");
        String text = "name;id\n\"Zoë; Ångström\";1\n";

        // When
        service.rows("dialects", ("\uFEFF" + text).getBytes(java.nio.charset.StandardCharsets.UTF_8), "");
        service.rows("dialects", ("\uFEFF" + text).getBytes(java.nio.charset.StandardCharsets.UTF_16LE), "");
        service.rows("dialects", ("\uFEFF" + text).getBytes(java.nio.charset.StandardCharsets.UTF_16BE), "");
        service.rows("dialects", text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1), "?encoding=latin1");
        service.rows("dialects", text.replace('"', '\'').replace(';', '|').replace("\n", "\r"), "?quote=%27");

        // Then
        assertThat(service.value(
                        "select count(*) from dialects where id = 1 and translate(name, '|', ';') = 'Zoë; Ångström'"))
                .isEqualTo("5");
    }

    @Test
    void prometheusReadsWhatRunsDidAndHowEverythingStands() {
        // Given
        service.sql("create table measured (id int primary key)");

        // When
        service.rows("measured", "id\n1\n2\nx\n", "");

        // Then
        Service.await(
                "what stands is looked at",
                () -> service.get("/q/metrics").body().contains("caravanserai_dead_letters_open"));
        assertThat(service.get("/q/metrics").body())
                .contains(
                        "caravanserai_rows_total{kind=\"ingest\",outcome=\"loaded\"",
                        "caravanserai_rows_total{kind=\"ingest\",outcome=\"rejected\"",
                        "caravanserai_runs_total{kind=\"ingest\",state=\"done-with-rejects\"",
                        "caravanserai_run_duration_seconds_count{kind=\"ingest\"",
                        "caravanserai_snapshots_size_bytes");
    }

    @Test
    void theDoctorTellsTheSameByHttpAndByCommandWhichEndsWithTen() {
        // Given
        service.sql(
                "insert into caravanserai.run (id, kind, subject, door, state, rows_in, rows_loaded, rows_rejected, ended_at,"
                        + " owner) values (gen_random_uuid(), 'sync', 'the doctor', 'timer', 'failed', 0, 0, 0, now(), 'x')");

        // When
        Service.Answer answer = service.get("/api/v1/doctor");
        Service.Finished command = service.beside().command("doctor");

        // Then
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().get("well").asBoolean()).isFalse();
        assertThat(answer.json().get("findings").findValuesAsText("finding"))
                .anySatisfy(finding -> assertThat(finding).startsWith("the last sync of the doctor failed at"));
        assertThat(command.exitCode()).as(command.err()).isEqualTo(10);
        assertThat(command.out()).contains("runs: the last sync of the doctor failed at", "  HINT: see why: ");
    }
}
