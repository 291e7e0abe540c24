package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a row is one dead letter; the rows around it are loaded. */
@Tag("every-postgres")
class RejectsIT {

    private final Service service = SharedService.get();

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "wrong type            ~ x1,n,1,2021-01-01,1 ~ id     ~ 22P02 ~ \"x1\" is no integer",
                "missing               ~ 10,,1,2021-01-01,1  ~ name   ~ 23502 ~ name is required, and is missing",
                "too long              ~ 10,eleven chars,1,2021-01-01,1 ~ name ~ 22001 ~ is too long for character varying(10)",
                "numeric overflow      ~ 10,n,12345.6,2021-01-01,1 ~ price ~ 22003 ~ is out of range for numeric(6,2)",
                "integer overflow      ~ 99999999999,n,1,2021-01-01,1 ~ id ~ 22003 ~ is out of range for integer",
                "no such day           ~ 10,n,1,2021-02-30,1 ~ day    ~ 22007 ~ \"2021-02-30\" is no date",
                "check                 ~ 10,n,-1,2021-01-01,1 ~ price ~ 23514 ~ check reject_price_check does not hold",
                "unique in the table   ~ 1,n,1,2021-01-01,1  ~ id     ~ 23505 ~ id \"1\" is there already",
                "unique in the file    ~ 20,n,1,2021-01-01,1 ~ id     ~ 23505 ~ id \"20\" is there already",
                "foreign key           ~ 10,n,1,2021-01-01,9 ~ parent ~ 23503 ~ parent \"9\" is not in reject_parent",
                "exclusion             ~ 10,taken,1,2021-01-01,1 ~ name ~ 23P01 ~ a row that is there stands against it",
                "a trigger's exception ~ 10,trigger,1,2021-01-01,1 ~    ~ P0001 ~ no triggers here",
                "too few fields        ~ 10,n,1,2021-01-01   ~        ~ 22P04 ~ too few fields: 4 instead of 5",
                "too many fields       ~ 10,n,1,2021-01-01,1,2 ~      ~ 22P04 ~ too many fields: 6 instead of 5",
                "stray quote           ~ 10,n\"x,1,2021-01-01,1 ~     ~ 22P04 ~ a quote stands where none can be",
                "unclosed quote        ~ 10,\"n,1,2021-01-01,1 ~      ~ 22P04 ~ a quote",
            })
    void everyKindOfBadRowIsOneLetterAndTheOthersLoad(
            String kind, String row, String column, String sqlstate, String reason) {
        // Given
        service.sql(
                "drop table if exists reject, reject_parent cascade",
                "create table reject_parent (id int primary key)",
                "insert into reject_parent values (1)",
                "create table reject (id int primary key, name varchar(10) not null, price numeric(6,2) check (price >= 0),"
                        + " day date, parent int references reject_parent,"
                        + " exclude using btree (name with =) where (name = 'taken'))",
                "insert into reject values (1, 'taken', 1, now(), 1)",
                "create or replace function reject_trigger() returns trigger language plpgsql as"
                        + " $$ begin if new.name = 'trigger' then raise exception 'no triggers here'; end if; return new; end $$",
                "create trigger t before insert on reject for each row execute function reject_trigger()",
                "delete from caravanserai.dead_letter where table_name = 'reject'",
                "delete from caravanserai.loaded_file where table_name = 'reject'");
        String good =
                IntStream.range(20, 70).mapToObj(i -> i + ",n,1,2021-01-01,1\n").collect(Collectors.joining());

        // When
        Service.Answer answer = service.rows("reject", good + row + "\n" + "70,last,1,2021-01-01,1\n", "");

        // Then
        assertThat(answer.json().get("state").asText()).as(answer.body()).isEqualTo("done-with-rejects");
        assertThat(answer.json().at("/rows/in").asInt()).isEqualTo(52);
        assertThat(answer.json().at("/rows/loaded").asInt()).isEqualTo(51);
        assertThat(service.count("reject")).isEqualTo(52);
        JsonNode letters = service.letters("reject");
        assertThat(letters).hasSize(1);
        JsonNode letter = letters.get(0);
        assertThat(letter.get("line").asInt()).isEqualTo(51);
        assertThat(letter.get("sqlstate").asText()).isEqualTo(sqlstate);
        assertThat(letter.get("column").asText("")).isEqualTo(column == null ? "" : column);
        assertThat(letter.get("reason").asText()).contains(reason);
        assertThat(letter.get("raw").asText()).isEqualTo(row);
    }

    @Test
    void bytesThatAreNoTextAreKeptAsTheyCame() {
        // Given
        service.sql("create table reject_bytes (id int primary key, name text)");
        byte[] csv = "1,ok\n2,\u00ff\u00fe\n3,a\u0000b\n4,ok\n".getBytes(StandardCharsets.ISO_8859_1);

        // When
        Service.Answer answer = service.rows("reject_bytes", csv, "?encoding=UTF-8");

        // Then
        assertThat(answer.json().at("/rows/rejected").asInt()).isEqualTo(2);
        assertThat(service.value("select string_agg(encode(raw, 'hex') || ' ' || sqlstate, ', ' order by line)"
                        + " from caravanserai.dead_letter where table_name = 'reject_bytes'"))
                .isEqualTo("322cfffe 22021, 332c610062 22021");
        assertThat(service.count("reject_bytes")).isEqualTo(2);
    }

    @Test
    void theLineIsTheFirstOfItsRecord() {
        // Given
        service.sql("create table reject_line (id int primary key, name text)");

        // When
        service.rows("reject_line", "1,\"two\nlines\"\r\nx,\"three\n\nlines\"\ny,z\n", "");

        // Then
        assertThat(service.value("select string_agg(line::text, ' ' order by line) from caravanserai.dead_letter"
                        + " where table_name = 'reject_line'"))
                .isEqualTo("3 6");
    }

    @Test
    void rowsMayReferToRowsOfTheirOwnTableThatComeLater() {
        // Given
        service.sql("create table reject_tree (id int primary key, parent int references reject_tree, note text)");
        String csv =
                IntStream.range(1, 40).mapToObj(i -> i + "," + (i + 1) + ",x\n").collect(Collectors.joining())
                        + "40,,root\n41,99,orphan\n42,41,orphan's child\nz,1,no number\n";

        // When
        Service.Answer answer = service.rows("reject_tree", csv, "");

        // Then
        assertThat(answer.json().at("/rows/loaded").asInt()).as(answer.body()).isEqualTo(40);
        assertThat(answer.json().at("/rows/rejected").asInt()).isEqualTo(3);
    }

    @Test
    void pastTheLimitTheWholeFileIsUndone() {
        // Given
        try (Service strict =
                Service.fresh().with("INGEST_REJECT_MAX_COUNT", "2").start()) {
            strict.sql("create table strict (id int primary key)");

            // When
            Service.Answer two = strict.rows("strict", "1\nx\ny\n", "");
            Service.Answer three = strict.rows("strict", "2\nx\ny\nz\n", "");

            // Then
            assertThat(two.json().get("state").asText()).isEqualTo("done-with-rejects");
            assertThat(three.status()).isEqualTo(422);
            assertThat(three.json().get("detail").asText()).contains("more than 2 rows would be rejected");
            assertThat(three.json().at("/run/rows/skipped").asInt()).isEqualTo(4);
            assertThat(strict.count("strict")).isEqualTo(1);
            assertThat(strict.count("caravanserai.dead_letter")).isEqualTo(2);
            assertThat(strict.everyRowIsAccountedFor()).isTrue();
        }
    }

    @Test
    void pastThePercentageTheWholeFileIsUndone() {
        // Given
        try (Service strict =
                Service.fresh().with("INGEST_REJECT_MAX_PERCENT", "10").start()) {
            strict.sql("create table strict (id int primary key)");
            String ten = IntStream.range(0, 9).mapToObj(i -> i + "\n").collect(Collectors.joining()) + "x\n";

            // When
            Service.Answer tenth = strict.rows("strict", ten, "");
            Service.Answer half = strict.rows("strict", "100\nx\n", "");

            // Then
            assertThat(tenth.status()).isEqualTo(200);
            assertThat(half.status()).isEqualTo(422);
            assertThat(strict.count("strict")).isEqualTo(9);
        }
    }

    @Test
    void manyBadRowsOfEveryKindAmongManyGoodOnesAreAllFound() {
        // Given
        service.sql(
                "create table reject_many_parent (id int primary key)",
                "insert into reject_many_parent select generate_series(1, 100)",
                "create table reject_many (id int primary key, name text not null, price numeric check (price < 1000),"
                        + " parent int references reject_many_parent, code text unique)");
        StringBuilder csv = new StringBuilder();
        int bad = 0;
        for (int i = 1; i <= 120_000; i++) {
            String[] row = {String.valueOf(i), "name", "1.5", String.valueOf(i % 100 + 1), "c" + i};
            if (i % 97 == 0) {
                bad++;
                switch (i % 5) {
                    case 0 -> row[0] = "id";
                    case 1 -> row[1] = "";
                    case 2 -> row[2] = "1000";
                    case 3 -> row[3] = "101";
                    default -> row[4] = "c" + (i - 1);
                }
            }
            csv.append(String.join(",", row)).append('\n');
        }

        // When
        Service.Answer answer = service.rows("reject_many", csv.toString(), "?header=absent");

        // Then
        assertThat(answer.json().at("/rows/rejected").asInt()).isEqualTo(bad);
        assertThat(service.count("reject_many")).isEqualTo(120_000 - bad);
        assertThat(
                        service.value(
                                "select count(distinct sqlstate) from caravanserai.dead_letter where table_name = 'reject_many'"))
                .isEqualTo("5");
        assertThat(service.value("select count(*) from caravanserai.dead_letter where table_name = 'reject_many'"
                        + " and line % 97 <> 0"))
                .isEqualTo("0");
    }
}
