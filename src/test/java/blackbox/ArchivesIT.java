package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import ingest.Workbook;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms and archives: tables made for what they hold, and archives that are cut off. */
class ArchivesIT {

    private final Service service = SharedService.get();

    private static byte[] zip(Map<String, String> files) throws IOException {
        return Workbook.zip(files);
    }

    private Service.Answer form(byte[] archive, String name, String... fields) {
        StringBuilder head = new StringBuilder();
        for (String field : fields) {
            String[] said = field.split("=", 2);
            head.append("--x\r\nContent-Disposition: form-data; name=\"" + said[0] + "\"\r\n\r\n" + said[1] + "\r\n");
        }
        head.append("--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"" + name + "\"\r\n\r\n");
        return service.send(service.request("/api/v1/uploads")
                .header("Content-Type", "multipart/form-data; boundary=x")
                .POST(HttpRequest.BodyPublishers.ofByteArrays(List.of(
                        head.toString().getBytes(StandardCharsets.UTF_8),
                        archive,
                        "\r\n--x--\r\n".getBytes(StandardCharsets.UTF_8))))
                .build());
    }

    private String types(String table) {
        return service.value(
                "select string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' order by attnum)"
                        + " from pg_attribute where attrelid = '" + table + "'::regclass and attnum > 0");
    }

    @Test
    void aFormMakesTablesOfTheTypesThatAreTold() {
        // When
        Service.Answer answer = form(
                "code,amount\n007,1.5\n".getBytes(StandardCharsets.UTF_8),
                "made_by_form.csv",
                "create=true",
                "types=amount:numeric(10,2)");

        // Then
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(types("made_by_form")).isEqualTo("code text, amount numeric(10,2)");
        assertThat(service.value("select whole::text from made_by_form whole")).isEqualTo("(007,1.50)");
    }

    @Test
    void anArchiveInAFormMakesATableForEachOfItsFiles() throws IOException {
        // Given
        Map<String, String> files = new LinkedHashMap<>();
        files.put("made_by_zip_1.csv", "id,born\n1,2020-02-01\n");
        files.put("made_by_zip_2.jsonl", "{\"id\":1,\"tags\":[1]}\n");

        // When
        Service.Answer answer = form(zip(files), "two.zip", "create=true", "types=id:smallint");

        // Then
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(types("made_by_zip_1")).isEqualTo("id smallint, born date");
        assertThat(types("made_by_zip_2")).isEqualTo("id smallint, tags jsonb");
    }

    @Test
    void anArchiveOfOneFileIsTheRowsOfATableThatItMakes() throws IOException {
        // When
        Service.Answer answer =
                service.send(service.request("/api/v1/tables/made_by_body/rows?create=true&types=n:text")
                        .header("Content-Type", "application/zip")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(zip(Map.of("any.csv", "id,n\n1,2\n"))))
                        .build());

        // Then
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(types("made_by_body")).isEqualTo("id bigint, n text");
    }

    @Test
    void aTypeThatIsNoneIsMalformedAndMakesNothing() {
        // When
        Service.Answer answer = form(
                "a\n1\n2\n".getBytes(StandardCharsets.UTF_8), "made_of_none.csv", "create=true", "types=a:nonsense");

        // Then
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(service.value("select to_regclass('made_of_none')")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd", "br"})
    void aFormThatIsCompressedAsAWholeIsNotTaken(String coding) {
        // When
        Service.Answer answer = service.post(
                "/api/v1/uploads",
                "multipart/form-data; boundary=x",
                "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.csv\"\r\n\r\n1\r\n--x--\r\n",
                "Content-Encoding",
                coding);

        // Then
        assertThat(answer.status()).as(answer.body()).isEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(strings = {"delimiter=;", "header=absent", "null=x", "skip=1", "encoding=UTF-8"})
    void whatSaysHowTextIsCutMeansNothingForJson(String option) {
        // Given
        service.sql("create table if not exists json_options (id int)");

        // When
        Service.Answer answer = service.post(
                "/api/v1/tables/json_options/rows?" + Service.encode(option).replace("%3D", "="),
                "application/json",
                "[{\"id\":1}]");

        // Then
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.json().path("detail").asText()).contains(option.replaceFirst("=.*", ""));
        assertThat(service.count("json_options")).isZero();
    }

    @Tag("thorough")
    @Test
    void anArchiveWhoseLoadsAreKilledIsThereOnce() throws Exception {
        // Given
        Service killed = Service.fresh().start();
        killed.sql(
                "create table parts_0 (part int, id int not null check (id >= 0))",
                "create table parts_1 (like parts_0)");
        int archives = 6;

        // When
        for (int archive = 0; archive < archives; archive++) {
            Map<String, String> files = new LinkedHashMap<>();
            for (int i = 0; i < 2; i++) {
                int number = archive;
                files.put(
                        "parts_" + i + ".csv",
                        IntStream.range(0, 20_000)
                                .mapToObj(row -> number + "," + row)
                                .collect(Collectors.joining("\n", "part,id\n", "\n")));
            }
            killed.drop("archive" + archive + ".zip", zip(files));
            Thread.sleep(ThreadLocalRandom.current().nextInt(900));
            killed.kill();
            killed.start();
        }

        // Then
        for (int archive = 0; archive < archives; archive++) {
            JsonNode told = killed.ended("archive" + archive + ".zip");
            assertThat(told.isMissingNode()).isFalse();
        }
        for (String table : List.of("parts_0", "parts_1")) {
            assertThat(killed.value("select count(*) || ' ' || count(distinct (part, id)) from " + table))
                    .isEqualTo(archives * 20_000 + " " + archives * 20_000);
        }
        assertThat(killed.everyRowIsAccountedFor()).isTrue();
        assertThat(Service.filesBelow(killed.data().resolve("spool"))).isEmpty();
        killed.close();
    }
}
