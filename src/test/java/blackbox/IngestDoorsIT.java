package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("every-postgres")
class IngestDoorsIT {

    private final Service service = SharedService.get();

    @Test
    void aFileInTheInboxBecomesRows() {
        // Given
        service.sql("create table door_inbox (id int primary key, name text)");

        // When
        service.drop("door_inbox.csv", "1,one\n2,two\n");

        // Then
        JsonNode run = service.ended("door_inbox.csv");
        assertThat(run.get("state").asText()).isEqualTo("done");
        assertThat(run.get("door").asText()).isEqualTo("inbox");
        assertThat(service.folderOf("door_inbox.csv")).isEqualTo(".loaded");
        assertThat(service.value("select string_agg(name, ' ' order by id) from door_inbox"))
                .isEqualTo("one two");
    }

    @Test
    void aFolderOfTheInboxIsATable() throws IOException {
        // Given
        service.sql("create table door_folder (id int primary key)");

        // When
        service.drop("door_folder/monday.csv", "1\n");
        service.drop("door_folder/tuesday.csv.gz", gzip("2\n3\n"));

        // Then
        assertThat(service.ended("door_folder/monday.csv").get("state").asText())
                .isEqualTo("done");
        assertThat(service.ended("door_folder/tuesday.csv.gz")
                        .at("/rows/loaded")
                        .asInt())
                .isEqualTo(2);
        assertThat(service.count("door_folder")).isEqualTo(3);
    }

    @Test
    void aFileThatLayStillBeforeItCameIsTakenAtOnceAndAYoungOneIsNot() throws Exception {
        // Given
        try (Service patient = Service.fresh().with("INGEST_SETTLE_MILLIS", "3600000")) {
            patient.start();
            patient.sql("create table still (id int primary key)");
            Path old = Files.writeString(patient.home().resolve("old.csv"), "1\n");
            Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
            patient.drop("still/young.csv", "2\n");

            // When
            Files.move(old, patient.inbox().resolve("still/old.csv"));

            // Then
            assertThat(patient.ended("still/old.csv").at("/rows/loaded").asInt())
                    .isEqualTo(1);
            assertThat(patient.inbox().resolve("still/young.csv")).exists();
        }
    }

    @Test
    void anEmptyFileAndAHeaderAloneAreDoneWithNothing() {
        // Given
        service.sql("create table door_empty (id int, name text)");

        // When
        service.drop("door_empty.csv", "");
        service.drop("door_empty/header.csv", "id,name\n");

        // Then
        assertThat(service.ended("door_empty.csv").get("state").asText()).isEqualTo("done");
        assertThat(service.ended("door_empty/header.csv").at("/rows/in").asInt())
                .isZero();
    }

    @Test
    void aFormWithManyFilesAnswersInTheOrderSent() {
        // Given
        service.sql("create table door_form_a (id int)", "create table door_form_b (id int)");
        String boundary = "----x";
        String body = part(boundary, "files", "door_form_b.csv", "1\n2\n")
                + part(boundary, "files", "door_form_a.csv", "3\n") + "--" + boundary + "--\r\n";

        // When
        Service.Answer answer = service.post("/api/v1/uploads", "multipart/form-data; boundary=" + boundary, body);

        // Then
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/runs/0/subject").asText()).isEqualTo("door_form_b");
        assertThat(answer.json().at("/runs/0/rows/loaded").asInt()).isEqualTo(2);
        assertThat(answer.json().at("/runs/1/subject").asText()).isEqualTo("door_form_a");
    }

    @Test
    void theOldNameOfUploadsStays() {
        // Given
        service.sql("create table door_old (id int)");
        String body = part("x", "file", "door_old.csv", "7\n") + "--x--\r\n";

        // When
        Service.Answer answer = service.post("/upload", "multipart/form-data; boundary=x", body);

        // Then
        assertThat(answer.status()).isEqualTo(200);
        assertThat(service.count("door_old")).isEqualTo(1);
    }

    @Test
    void aRawBodyIsStreamedIn() {
        // Given
        service.sql("create table door_raw (id int primary key, name text)");
        String csv = IntStream.range(0, 100_000).mapToObj(i -> i + ",name " + i).collect(Collectors.joining("\n"));

        // When
        Service.Answer answer = service.rows("door_raw", csv, "");

        // Then
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/rows/loaded").asInt()).isEqualTo(100_000);
        assertThat(service.count("door_raw")).isEqualTo(100_000);
    }

    @Test
    void jsonRowsComeAsObjectsOrArraysAndKeepTheirDigits() {
        // Given
        service.sql("create table door_json (id int primary key, n numeric, tags text[], doc jsonb, d int default 42)");

        // When
        Service.Answer answer = service.post(
                "/api/v1/tables/door_json/rows",
                "application/json",
                "[{\"id\":1,\"n\":1.10,\"tags\":[\"a\",\"b,\\\"c\"],\"doc\":{\"x\":[1,null]}},[2,null,null,null,7]]");

        // Then
        assertThat(answer.json().at("/rows/loaded").asInt()).isEqualTo(2);
        assertThat(service.value("select n::text from door_json where id = 1")).isEqualTo("1.10");
        assertThat(service.value("select tags[2] from door_json where id = 1")).isEqualTo("b,\"c");
        assertThat(service.value("select string_agg(d::text, ' ' order by id) from door_json"))
                .isEqualTo("42 7");
    }

    @Test
    void aThousandJsonRowsAreTakenAndOneMoreIsRefusedWhole() {
        // Given
        service.sql("create table door_limit (id int)");

        // When
        Service.Answer most = service.post("/api/v1/tables/door_limit/rows", "application/json", json(1000));
        Service.Answer more = service.post("/api/v1/tables/door_limit/rows", "application/json", json(1001));
        Service.Answer none = service.post("/api/v1/tables/door_limit/rows", "application/json", "[]");

        // Then
        assertThat(most.status()).isEqualTo(200);
        assertThat(more.status()).isEqualTo(422);
        assertThat(more.header("content-type")).startsWith("application/problem+json");
        assertThat(more.json().at("/run/state").asText()).isEqualTo("refused");
        assertThat(none.status()).isEqualTo(422);
        assertThat(service.count("door_limit")).isEqualTo(1000);
    }

    @Test
    void aClientThatWillNotWaitGetsAPlaceToLook() {
        // Given
        service.sql("create table door_async (id int)");

        // When
        Service.Answer answer =
                service.post("/api/v1/tables/door_async/rows", "text/csv", "1\n2\n", "Prefer", "respond-async");

        // Then
        assertThat(answer.status()).isIn(200, 202);
        String location = "/api/v1/runs/" + answer.json().get("id").asText();
        if (answer.status() == 202) {
            assertThat(answer.header("location")).isEqualTo(location);
        }
        Service.await(
                "the run ends",
                () -> service.get(location).json().get("state").asText().equals("done"));
        assertThat(service.get(location + "/events").body())
                .startsWith("event: run\n")
                .contains("\"state\":\"done\"");
    }

    @Test
    void aRepeatedKeyIsAnsweredWithTheFirstRun() {
        // Given
        service.sql("create table door_key (id int)");

        // When
        Service.Answer first = service.post("/api/v1/tables/door_key/rows", "text/csv", "1\n", "Idempotency-Key", "k1");
        Service.Answer second =
                service.post("/api/v1/tables/door_key/rows", "text/csv", "2\n", "Idempotency-Key", "k1");

        // Then
        assertThat(second.json().get("id")).isEqualTo(first.json().get("id"));
        assertThat(service.count("door_key")).isEqualTo(1);
    }

    @Test
    void theCommandLoadsAndSaysByItsExitCodeWhatBecameOfIt() throws IOException {
        // Given
        Service home = Service.fresh();
        home.sql("create table shot (id int primary key, name text not null)");
        java.nio.file.Files.writeString(home.home().resolve("good.csv"), "1,one\n2,two\n");
        java.nio.file.Files.writeString(home.home().resolve("bad.csv"), "3,three\nx,four\n");

        // When
        Service.Finished good = home.command("ingest", "good.csv", "--table", "shot", "--output", "json");
        Service.Finished again = home.command("ingest", "good.csv", "--table", "shot");
        Service.Finished bad = home.command("ingest", "bad.csv", "--table", "shot");
        Service.Finished nowhere = home.command("ingest", "good.csv", "--table", "nowhere");
        Service.Finished usage = home.command("ingest");
        Service.Finished redrive = home.command("redrive", "--table", "shot");

        // Then
        assertThat(good.exitCode()).as(good.err()).isZero();
        assertThat(ledger.Json.read(good.out()).at("/rows/loaded").asInt()).isEqualTo(2);
        assertThat(again.exitCode()).isZero();
        assertThat(again.out()).contains("already-done");
        assertThat(bad.exitCode()).isEqualTo(3);
        assertThat(nowhere.exitCode()).isEqualTo(6);
        assertThat(nowhere.out()).contains("there is no table nowhere").contains("HINT: ");
        assertThat(usage.exitCode()).isEqualTo(2);
        assertThat(redrive.exitCode()).isEqualTo(3);
    }

    @Test
    void theCommandReadsStandardInputAndTakesEveryOption() throws IOException {
        // Given
        Service home = Service.fresh();
        home.sql("create table shot (id int primary key, name text)");
        Path input = Files.writeString(home.home().resolve("input"), "id;Full Name\n1;one\n2;NA\n");
        ProcessBuilder.Redirect from = ProcessBuilder.Redirect.from(input.toFile());

        // When
        Service.Finished read = home.commandReading(
                from, "ingest", "-", "--table", "shot", "--delimiter", ";", "--null", "NA", "--map", "Full Name:name");
        Service.Finished nameless = home.commandReading(from, "ingest", "-");
        Service.Finished misspelt = home.command("ingest", "input", "--table", "shot", "--delimeter", ";");

        // Then
        assertThat(read.exitCode()).as(read.out() + read.err()).isZero();
        assertThat(home.value("select string_agg(coalesce(name, '-'), ' ' order by id) from shot"))
                .isEqualTo("one -");
        assertThat(Service.filesBelow(home.data().resolve("spool"))).isEmpty();
        assertThat(nameless.exitCode()).isEqualTo(2);
        assertThat(misspelt.exitCode()).isEqualTo(2);
        assertThat(misspelt.err()).contains("--delimiter");
    }

    private static String json(int rows) {
        return IntStream.range(0, rows).mapToObj(i -> "{\"id\":" + i + "}").collect(Collectors.joining(",", "[", "]"));
    }

    private static String part(String boundary, String field, String fileName, String content) {
        return "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + field + "\"; filename=\"" + fileName
                + "\"\r\nContent-Type: text/csv\r\n\r\n" + content + "\r\n";
    }

    static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
