package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Input that means harm, or looks like it: a clear answer, nothing half-loaded, and the service stays up. */
class HostileIT {

    private final Service service = SharedService.get();

    @AfterEach
    void theServiceIsStillThereAndTheLawHolds() {
        assertThat(service.get("/q/health/ready").status()).isEqualTo(200);
        assertThat(service.everyRowIsAccountedFor()).isTrue();
    }

    @Test
    void aTableNameThatIsSqlIsATableThatIsNotThere() {
        // Given
        String name = "\"; drop table caravanserai.run; --";

        // When
        Service.Answer answer = service.rows(name, "1\n", "");

        // Then
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().get("detail").asText()).isEqualTo("there is no table " + name);
    }

    @Test
    void aDoorThatIsThereForOtherCallsSaysForWhich() {
        // When
        Service.Answer rows = service.get("/api/v1/tables/jobs/rows");
        Service.Answer letter = service.delete("/api/v1/dead-letters/1");
        Service.Answer nothing = service.get("/api/v1/nowhere");

        // Then
        assertThat(rows.status()).isEqualTo(405);
        assertThat(rows.headers().get("allow")).containsExactly("POST");
        assertThat(rows.json().get("type").asText()).isEqualTo("method-not-allowed");
        assertThat(letter.status()).isEqualTo(405);
        assertThat(letter.headers().get("allow")).containsExactly("GET, HEAD, PATCH");
        assertThat(nothing.status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked",
                "Host: localhost\r\nTransfer-Encoding: xchunked",
                "Host: localhost\r\nTransfer-Encoding:\r\n chunked",
                "Host: localhost\r\nTransfer-Encoding: gzip, chunked",
                "Host: localhost\r\nTransfer-Encoding : chunked",
                "Host: localhost\r\nContent-Length: 5\r\nContent-Length: 6",
                "Host: localhost\r\nHost: localhost\r\nTransfer-Encoding: chunked",
            })
    void whatTwoServersInARowCouldReadInTwoWaysIsReadInNone(String head) throws IOException {
        // Given
        String request = "POST /api/v1/runs/none/cancel HTTP/1.1\r\n" + head + "\r\n\r\n0\r\n\r\n"
                + "GET /q/health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

        // When
        String answer;
        try (Socket socket = new Socket("127.0.0.1", service.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }

        // Then
        assertThat(answer).startsWith("HTTP/1.1 400").doesNotContain("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/runs",
                "/api/v1/runs",
                "/api/v1/dead-letters.csv",
                "/api/v1/runs/none",
                "/metric1",
                "/q/openapi",
                "/q/metrics",
                "/q/health/live",
                "/console.css",
                "/nowhere",
                "/q/nowhere",
                "/api/v1/nowhere",
                "/q/swagger-ui/"
            })
    void headIsGetWithoutTheBodyAndNoAnswerMayBeFramedOrGuessedAt(String path) {
        // When
        Service.Answer head = service.send(service.request(path)
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build());
        Service.Answer get = service.get(path);

        // Then
        assertThat(head.body()).isEmpty();
        assertThat(head.status()).isEqualTo(get.status());
        assertThat(head.header("content-type")).isEqualTo(get.header("content-type"));
        assertThat(get.headers().get("x-content-type-options")).containsExactly("nosniff");
        assertThat(get.header("content-security-policy")).contains("frame-ancestors 'none'");
        if (path.startsWith("/api/")) {
            assertThat(get.headers().get("cache-control")).containsExactly("no-store");
        }
        if (path.endsWith("nowhere")) {
            assertThat(get.status()).isEqualTo(404);
            assertThat(get.header("content-type")).isEqualTo("application/problem+json");
        }
    }

    @Test
    void aTableMayHaveANameThatIsSql() {
        // Given
        service.sql(
                "create table \"\"\"; drop table hostile_victim; --\" (\"a'\"\"b\" int)",
                "create table hostile_victim (id int)");

        // When
        Service.Answer stray = service.rows("\"; drop table hostile_victim; --", "a'\"b\n", "?header=absent");
        Service.Answer rows = service.rows("\"; drop table hostile_victim; --", "1\nx\n2\n", "");

        // Then
        assertThat(stray.json().at("/run/state").asText()).isEqualTo("rejected");
        assertThat(rows.json().at("/rows/loaded").asInt()).isEqualTo(2);
        assertThat(service.count("hostile_victim")).isZero();
    }

    @Test
    void aFileNameThatIsAPathIsOnlyAName() {
        // Given
        String body =
                "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"../../../etc/passwd.csv\"\r\n\r\n1\r\n--x--\r\n";

        // When
        Service.Answer answer = service.post("/api/v1/uploads", "multipart/form-data; boundary=x", body);

        // Then
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().at("/runs/0/subject").asText()).isEqualTo("passwd");
        assertThat(answer.json().at("/runs/0/detail/file").asText()).isEqualTo("passwd.csv");
    }

    @Test
    void symbolicLinksInTheInboxAreNotFollowed() throws IOException {
        // Given
        service.sql("create table hostile_link (line text)");
        Files.createDirectories(service.inbox());

        // When
        Files.createSymbolicLink(service.inbox().resolve("hostile_link.csv"), java.nio.file.Path.of("/etc/passwd"));

        // Then
        assertThat(service.ended("hostile_link.csv").get("state").asText()).isEqualTo("refused");
        assertThat(service.count("hostile_link")).isZero();
        assertThat(Files.exists(java.nio.file.Path.of("/etc/passwd"))).isTrue();
    }

    @Test
    void aClientsCamelHeadersReachNoEndpoint() {
        // Given
        service.sql("create table hostile_header (id int)");

        // When
        Service.Answer answer = service.post(
                "/api/v1/tables/hostile_header/rows",
                "text/csv",
                "1\n",
                "CamelSqlQuery",
                "drop table hostile_header",
                "CamelFileName",
                "/tmp/x",
                "caravanserai-spool",
                "forged");

        // Then
        assertThat(answer.json().at("/rows/loaded").asInt()).as(answer.body()).isEqualTo(1);
        assertThat(service.count("hostile_header")).isEqualTo(1);
    }

    @Test
    @Tag("thorough")
    void aFieldOfTwoGigabytesIsOneDeadLetter() {
        // Given
        service.sql("create table hostile_field (id int, t text)");
        byte[] mega = "x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
        int megabytes = 2100;
        HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.ofInputStream(
                () -> new SequenceInputStream(Collections.enumeration(java.util.stream.Stream.of(
                                List.<InputStream>of(stream("1,a\n2,".getBytes(StandardCharsets.US_ASCII))),
                                Collections.nCopies(megabytes, mega).stream()
                                        .map(HostileIT::stream)
                                        .toList(),
                                List.<InputStream>of(stream("\n3,c\n".getBytes(StandardCharsets.US_ASCII))))
                        .flatMap(List::stream)
                        .toList())));

        // When
        Service.Answer answer = service.send(service.request("/api/v1/tables/hostile_field/rows")
                .header("Content-Type", "text/csv")
                .header("Prefer", "wait=240")
                .timeout(Duration.ofMinutes(5))
                .POST(body)
                .build());

        // Then
        assertThat(answer.json().at("/rows/loaded").asInt()).as(answer.body()).isEqualTo(2);
        assertThat(answer.json().at("/rows/rejected").asInt()).isEqualTo(1);
        assertThat(service.letters("hostile_field").get(0).get("reason").asText())
                .contains("ingest.max-record-bytes");
    }

    private static InputStream stream(byte[] bytes) {
        return new java.io.ByteArrayInputStream(bytes);
    }

    @Test
    void aMillionColumnsAreRefused() {
        // Given
        service.sql("create table hostile_wide (id int)");
        String header = IntStream.range(0, 1_000_000).mapToObj(i -> "c" + i).collect(Collectors.joining(","));

        // When
        Service.Answer headed = service.rows("hostile_wide", header + "\n", "?header=present");
        Service.Answer row = service.rows("hostile_wide", "1\n" + ",".repeat(1_000_000) + "\n", "?delimiter=,");

        // Then
        assertThat(headed.status()).isEqualTo(422);
        assertThat(row.json().at("/rows/rejected").asInt()).as(row.body()).isEqualTo(1);
    }

    @Test
    void aGzipBombIsRefusedBeforeItGrows() throws IOException {
        // Given
        service.sql("create table hostile_bomb (t text)");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            byte[] zeros = "0\n".repeat(1 << 19).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 200; i++) {
                out.write(zeros);
            }
        }

        // When
        service.drop("hostile_bomb.csv.gz", bytes.toByteArray());

        // Then
        assertThat(service.ended("hostile_bomb.csv.gz").get("state").asText()).isEqualTo("refused");
        assertThat(service.count("hostile_bomb")).isZero();
    }

    @Test
    void aPictureIsNoCsv() {
        // Given
        service.sql("create table hostile_png (t text)");
        byte[] png = new byte[2000];
        System.arraycopy(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'}, 0, png, 0, 8);

        // When
        Service.Answer answer = service.rows("hostile_png", png, "");

        // Then
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().get("detail").asText()).isEqualTo("the file is a PNG picture, not CSV");
    }

    @Test
    void aDamagedGzipIsRefusedWhole() throws IOException {
        // Given
        service.sql("create table hostile_torn (id int)");
        byte[] whole = IngestDoorsIT.gzip(
                IntStream.range(0, 200_000).mapToObj(i -> i + "\n").collect(Collectors.joining()));

        // When
        service.drop("hostile_torn.csv.gz", java.util.Arrays.copyOf(whole, whole.length / 2));

        // Then
        assertThat(service.ended("hostile_torn.csv.gz").get("state").asText()).isEqualTo("refused");
        assertThat(service.count("hostile_torn")).isZero();
    }

    @Test
    void aRequestThatStopsHalfWayLeavesNothing() throws IOException {
        // Given
        service.sql("create table hostile_half (id int)");
        long runs = service.count("caravanserai.run");

        // When
        try (Socket socket = new Socket("127.0.0.1", service.port())) {
            socket.getOutputStream()
                    .write(
                            ("POST /api/v1/tables/hostile_half/rows HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\n"
                                            + "Content-Length: 1000000\r\n\r\n1\n2\n3\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            Service.await(
                    "the body begins to arrive",
                    () -> !Service.filesBelow(service.data().resolve("spool")).isEmpty());
        }

        // Then
        Service.await(
                "the half body is gone",
                () -> Service.filesBelow(service.data().resolve("spool")).isEmpty());
        assertThat(service.count("hostile_half")).isZero();
        assertThat(service.count("caravanserai.run")).isEqualTo(runs);
    }

    @Test
    void aNumberNobodyCanHoldIsAnswered() {
        // Given
        String letter = "/api/v1/dead-letters/1";

        // When
        Service.Answer answer = service.send(service.request(letter)
                .header("Content-Type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"values\":{\"id\":1e99999999999}}"))
                .build());

        // Then
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("detail").asText()).contains("exponent is out of range");
    }

    @Test
    void noAnswerShowsAStackTraceOrASecret() {
        // Given
        List<Service.Answer> answers = List.of(
                service.get("/api/v1/runs/none"),
                service.get("/api/v1/runs/00000000-0000-0000-0000-000000000000"),
                service.get("/api/v1/runs?limit=x"),
                service.get("/api/v1/runs?state=nice"),
                service.get("/api/v1/nothing"),
                service.get("/api/v1/dead-letters/999999999"),
                service.get("/api/v1/dead-letters?run=1"),
                service.post("/api/v1/dead-letters/redrive", "application/json", "{"),
                service.post("/api/v1/dead-letters/redrive", "application/json", "{\"ids\":[\"a\"]}"),
                service.patch("/api/v1/dead-letters/1", "[]"),
                service.rows("nothing", "1\n", "?mode=destroy"),
                service.rows("nothing", "1\n", "?encoding=klingon"),
                service.rows("nothing", "1\n", "?quote=ab"),
                service.post("/api/v1/uploads", "text/plain", "x"),
                service.post("/api/v1/tables/nothing/rows", "image/png", "x"));

        // When
        List<Service.Answer> improper = answers.stream()
                .filter(answer -> answer.status() < 400
                        || answer.status() >= 500
                        || !answer.header("content-type").startsWith("application/problem+json")
                        || answer.json().get("detail") == null
                        || answer.body().contains("Exception")
                        || answer.body().contains("\tat ")
                        || answer.body().contains("jdbc:")
                        || answer.body().contains("select "))
                .toList();

        // Then
        assertThat(improper).isEmpty();
        assertThat(Service.filesBelow(service.data().resolve("spool"))).isEmpty();
    }

    @Test
    void whatIsBrokenBelowFailsTheRunAndTheFileIsPutAside() {
        // Given
        service.sql(
                "create table hostile_broken (id int)",
                "create function broken() returns trigger language plpgsql as"
                        + " $$ begin perform to_tsvector(99999::regconfig, 'nowhere'); return new; end $$",
                "create trigger t before insert on hostile_broken for each row execute function broken()");

        // When
        Service.Answer answer = service.rows("hostile_broken", "1\n", "");
        service.drop("hostile_broken.csv", "2\n");

        // Then
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.json().at("/run/state").asText()).isEqualTo("failed");
        assertThat(answer.body()).doesNotContain("Exception");
        assertThat(service.ended("hostile_broken.csv").get("state").asText()).isEqualTo("failed");
        assertThat(service.folderOf("hostile_broken.csv")).isEqualTo(".failed");
    }

    @Test
    void aTableThatIsChangedMeanwhileIsNotHalfLoaded() throws Exception {
        // Given
        service.sql("create table hostile_dropped (id int, name text)");
        String csv = IntStream.range(0, 400_000).mapToObj(i -> i + ",name\n").collect(Collectors.joining());

        // When
        Service.Answer accepted =
                service.post("/api/v1/tables/hostile_dropped/rows", "text/csv", csv, "Prefer", "respond-async");
        service.sql("alter table hostile_dropped drop column name");
        String run = "/api/v1/runs/" + accepted.json().get("id").asText();
        Service.await(
                "the run ends",
                () -> !service.get(run).json().get("state").asText().equals("running"));

        // Then
        assertThat(service.count("hostile_dropped"))
                .isEqualTo(service.get(run).json().at("/rows/loaded").asLong());
    }
}
