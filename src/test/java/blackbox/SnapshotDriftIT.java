package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table is no more what it was when the snapshot was made. */
@Tag("every-postgres")
class SnapshotDriftIT {

    private final Service service = SharedService.get();
    private final SnapshotDoor snapshots = new SnapshotDoor(service);

    @AfterEach
    void theLawHolds() {
        assertThat(service.everyRowIsAccountedFor()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"avro", "parquet"})
    void aTableWithoutColumnsIsKeptInFilesAndRefusedWhereItsRowsCouldNotBeTold(String format) {
        // Given
        service.sql("create table if not exists nothing ()", "insert into nothing default values");

        // When
        Service.Answer refused = service.post(
                "/api/v1/snapshots", "application/json", "{\"tables\":[\"nothing\"],\"as\":\"" + format + "\"}");
        String kept = snapshots.make("nothing");

        // Then
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().get("detail").asText()).startsWith("nothing cannot be kept as " + format);
        assertThat(kept).isNotBlank();
        service.sql("drop table nothing");
    }

    @Test
    void aColumnGainedSinceTakesItsDefault() {
        // Given
        service.sql("create table gained (id int primary key, t text)", "insert into gained values (1, 'a'), (2, 'b')");
        String id = snapshots.make("gained");
        service.sql(
                "delete from gained where id = 1",
                "alter table gained add since text not null default 'new', add n int",
                "update gained set n = 7");

        // When
        Service.Answer restored = snapshots.restoreRows(id, "gained", "all");

        // Then
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(SnapshotDoor.rows(restored)).containsExactly(2, 1, 0, 1, 0);
        assertThat(restored.json().at("/detail/tables/0/gainedColumns").toString())
                .isEqualTo("[\"since\",\"n\"]");
        assertThat(service.value("select string_agg(g::text, ' ' order by id) from gained g"))
                .isEqualTo("(1,a,new,) (2,b,new,7)");
    }

    @Test
    void aColumnLostSinceIsListed() {
        // Given
        service.sql(
                "create table lost (id int primary key, t text, gone text, computed text)",
                "insert into lost values (1, 'a', 'x', 'c'), (2, 'b', 'y', 'c')");
        String id = snapshots.make("lost");
        service.sql(
                "delete from lost where id = 1",
                "update lost set t = 'changed'",
                "alter table lost drop gone, drop computed, add computed text generated always as (upper(t)) stored");

        // When
        Service.Answer diff = snapshots.diff(id, "lost");
        Service.Answer restored = snapshots.restoreRows(id, "lost", "all");
        Service.Answer undone = snapshots.undo(restored);

        // Then
        assertThat(diff.json().get("lostColumns").toString()).isEqualTo("[\"gone\",\"computed\"]");
        assertThat(SnapshotDoor.rows(restored)).as(restored.body()).containsExactly(2, 2, 0, 0, 0);
        assertThat(restored.json().at("/detail/tables/0/lostColumns")).hasSize(2);
        assertThat(undone.status()).as(undone.body()).isEqualTo(200);
        assertThat(service.value("select string_agg(l::text, ' ') from lost l")).isEqualTo("(2,changed,CHANGED)");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "wider number      ~ int           ~ bigint        ~ 5       ~ 6",
                "longer text       ~ varchar(10)   ~ text          ~ 'a'     ~ 'b'",
                "more digits       ~ numeric(10,2) ~ numeric(12,4) ~ 1.50    ~ 1.51",
                "number to decimal ~ int           ~ numeric       ~ 5       ~ 6",
                "text to enum      ~ text          ~ drift_mood    ~ 'sad'   ~ 'ok'",
                "enum to text      ~ drift_mood    ~ text          ~ 'sad'   ~ 'ok'",
                "one to json       ~ json          ~ jsonb         ~ '{\"a\": 1}' ~ '{}'",
            })
    void aTypeChangedSinceTakesTheValuesThatFit(String kind, String before, String after, String value, String other) {
        // Given
        service.sql(
                "drop table if exists retyped",
                "do $$ begin create type drift_mood as enum ('sad', 'ok'); exception when duplicate_object then end $$",
                "create table retyped (id int primary key, v " + before + ")",
                "insert into retyped values (1, " + value + "), (2, " + value + "), (3, " + value + "), (4, null)");
        String id = snapshots.make("retyped");
        service.sql(
                "alter table retyped alter v type " + after + " using v::text::" + after,
                "delete from retyped where id = 1",
                "update retyped set v = " + other + " where id = 2");

        // When
        List<Integer> differences = snapshots.differences(id, "retyped");
        Service.Answer restored = snapshots.restoreRows(id, "retyped", "all");

        // Then
        assertThat(differences).containsExactly(1, 1, 0, 2);
        assertThat(SnapshotDoor.rows(restored)).as(restored.body()).containsExactly(4, 2, 0, 2, 0);
        assertThat(restored.json().at("/detail/tables/0/retypedColumns").toString())
                .isEqualTo("[\"v\"]");
        assertThat(service.value("select count(distinct v::text) || ' ' || count(v) from retyped"))
                .isEqualTo("1 3");
    }

    @Test
    void aValueThatNoLongerFitsIsADeadLetter() {
        // Given
        service.sql(
                "create table narrowed (id int primary key, v text)",
                "insert into narrowed select i, i::text from generate_series(1, 9) i",
                "insert into narrowed values (10, 'ten')");
        String id = snapshots.make("narrowed");
        service.sql("truncate narrowed", "alter table narrowed alter v type int using v::int");

        // When
        Service.Answer restored = snapshots.restoreRows(id, "narrowed", "missing");

        // Then
        assertThat(SnapshotDoor.rows(restored)).as(restored.body()).containsExactly(10, 9, 1, 0, 0);
        assertThat(service.letters("narrowed").at("/0/values/v").asText()).isEqualTo("ten");
        assertThat(service.letters("narrowed").at("/0/sqlstate").asText()).isEqualTo("22P02");
    }

    @ParameterizedTest(name = "{0} into {1}")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "varchar(50)    ~ varchar(10)    ~ 'short'                  ~ 'much longer than ten' ~ 22001",
                "varchar(50)    ~ varchar(10)    ~ 'short'                  ~ 'blanks              ' ~ 22001",
                "text           ~ char(10)       ~ 'short'                  ~ 'much longer than ten' ~ 22001",
                "text[]         ~ varchar(5)[]   ~ array['short']           ~ array['a', 'longer']   ~ 22001",
                "bit(8)         ~ bit(4)         ~ null                     ~ B'10101010'            ~ 22001",
                "bit varying    ~ varbit(4)      ~ B'1010'                  ~ B'10101010'            ~ 22001",
                "numeric(10,4)  ~ numeric(6,2)   ~ 1.5000                   ~ 1.2345                 ~ 22000",
                "numeric(10,4)  ~ numeric(6,2)   ~ 1.5000                   ~ 99999.0000             ~ 22003",
                "text           ~ numeric(6,2)   ~ '1.50'                   ~ '1.2345'               ~ 22000",
                "timestamp      ~ timestamp(0)   ~ '2026-01-01 10:00:00'    ~ '2026-01-01 10:00:00.5' ~ 22000",
                "timestamptz    ~ timestamptz(1) ~ '2026-01-01 10:00:00.5Z' ~ '2026-01-01 10:00:00.55Z' ~ 22000",
                "timestamp      ~ date           ~ null                     ~ '2026-01-01 10:00:00'  ~ 22000",
                "time           ~ time(0)        ~ '10:00'                  ~ '10:00:00.5'           ~ 22000",
                "interval       ~ interval(0)    ~ '1 second'               ~ '1.5 seconds'          ~ 22000",
                "double precision ~ real         ~ 0.1                      ~ 0.123456789012         ~ 22000",
                "bigint         ~ double precision ~ 5                      ~ 9007199254740993       ~ 22000",
                "double precision[] ~ real[]     ~ '{0.1}'                  ~ '{0.1, 0.123456789012}' ~ 22000",
                "text           ~ name           ~ 'short'                  ~ repeat('long', 20)     ~ 22001",
                "text           ~ \"char\"       ~ 'a'                      ~ 'ab'                   ~ 22001",
                "timestamp      ~ time           ~ null                     ~ '2026-01-01 10:00:00'  ~ 22007",
                "numeric(10,4)  ~ drift_money    ~ 1.5000                   ~ 1.2345                 ~ 22000",
            })
    void aValueThatANarrowerTypeWouldCutOrRoundIsADeadLetter(
            String before, String after, String fits, String tooLong, String sqlstate) {
        // Given
        service.sql(
                "drop table if exists cut",
                "do $$ begin create domain drift_money as numeric(6,2);"
                        + " exception when duplicate_object then end $$",
                "create table cut (id int primary key, v " + before + ", w text)",
                "insert into cut values (1, " + fits + ", 'w'), (2, " + tooLong + ", 'w'), (3, " + tooLong
                        + ", 'w'), (4, null, 'w'), (5, " + tooLong + ", 'w')");
        String id = snapshots.make("cut");
        service.sql(
                "delete from cut where id in (1, 2, 4)",
                "update cut set v = null, w = 'x' where id = 3",
                "update cut set v = null where id = 5",
                "alter table cut alter v type " + after + " using null");

        // When
        Service.Answer missing = snapshots.restoreRows(id, "cut", "missing");
        Service.Answer changed = snapshots.restoreRows(id, "cut", "changed");

        // Then
        assertThat(SnapshotDoor.rows(missing)).as(missing.body()).containsExactly(5, 2, 1, 0, 2);
        assertThat(SnapshotDoor.rows(changed)).as(changed.body()).containsExactly(5, 0, 2, 2, 1);
        assertThat(service.value("select string_agg(id || ' ' || w, ', ' order by id) from cut where v is null"))
                .isEqualTo(fits.equals("null") ? "1 w, 3 x, 4 w, 5 w" : "3 x, 4 w, 5 w");
        assertThat(service.value("select string_agg(distinct sqlstate || coalesce(column_name, ''), ' ')"
                        + " from caravanserai.dead_letter where run::text in ("
                        + Stream.of(missing, changed)
                                .map(run -> "'" + run.json().get("id").asText() + "'")
                                .collect(Collectors.joining(", "))
                        + ")"))
                .isEqualTo(List.of("22003", "22007").contains(sqlstate) ? sqlstate : sqlstate + "v");
    }

    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource({"int, bigint", "varchar(20), text", "int, text", "text, uuid"})
    void aKeyOfAnotherTypeStillTellsRowsApart(String before, String after) {
        // Given
        String value = after.equals("uuid") ? "md5(i::text)::uuid::text" : "i";
        service.sql(
                "drop table if exists rekeyed",
                "create table rekeyed (k " + before + " primary key, v text)",
                "insert into rekeyed select " + value + ", 'v' from generate_series(1, 10) i");
        String id = snapshots.make("rekeyed");
        service.sql(
                "alter table rekeyed alter k type " + after + " using k::" + after,
                "delete from rekeyed where ctid in (select ctid from rekeyed limit 3)");

        // When
        Service.Answer restored = snapshots.restoreRows(id, "rekeyed", "all");

        // Then
        if (restored.status() == 200) {
            assertThat(SnapshotDoor.rows(restored)).as(restored.body()).containsExactly(10, 3, 0, 7, 0);
            assertThat(service.count("rekeyed")).isEqualTo(10);
        } else {
            assertThat(restored.status()).as(restored.body()).isEqualTo(422);
            assertThat(service.count("rekeyed")).isEqualTo(7);
        }
    }

    @Test
    void aColumnThatMustNotBeEmptyMakesDeadLettersOfMissingRows() {
        // Given
        service.sql("create table required (id int primary key)", "insert into required values (1), (2)");
        String id = snapshots.make("required");
        service.sql(
                "delete from required where id = 1",
                "alter table required add must text",
                "update required set must = 'x'",
                "alter table required alter must set not null");

        // When
        Service.Answer restored = snapshots.restoreRows(id, "required", "missing");

        // Then
        assertThat(SnapshotDoor.rows(restored)).as(restored.body()).containsExactly(2, 0, 1, 1, 0);
        assertThat(service.letters("required").at("/0/sqlstate").asText()).isEqualTo("23502");
        assertThat(service.letters("required").at("/0/column").asText()).isEqualTo("must");
    }

    @Test
    void anotherKeyIsRefused() {
        // Given
        service.sql("create table key_moved (a int primary key, b int)", "insert into key_moved values (1, 2)");
        String id = snapshots.make("key_moved");
        service.sql(
                "alter table key_moved drop constraint key_moved_pkey", "alter table key_moved add primary key (b)");

        // When
        Service.Answer restored = snapshots.restoreRows(id, "key_moved", "all");

        // Then
        assertThat(restored.status()).as(restored.body()).isEqualTo(422);
        assertThat(restored.json().get("detail").asText()).contains("primary key");
    }

    @Test
    void aTypeThatIsGoneIsStillVerifiedAndCompared() {
        // Given
        service.sql(
                "create type going as enum ('a', 'b')",
                "create table type_gone (id int primary key, m going)",
                "insert into type_gone values (1, 'a'), (2, 'b')");
        String id = snapshots.make("type_gone");
        service.sql("alter table type_gone alter m type text using m::text", "drop type going");

        // When
        Service.Answer verified = snapshots.verify(id);
        List<Integer> differences = snapshots.differences(id, "type_gone");

        // Then
        assertThat(verified.status()).as(verified.body()).isEqualTo(200);
        assertThat(differences).containsExactly(0, 0, 0, 2);
        assertThat(service.value("select to_regtype('going')")).isNull();
    }
}
