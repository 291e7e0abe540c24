package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What arrives as it does on bad days: in pieces, packed, too large, broken off, and announced as something else. */
class ArrivalsIT {

    private static final int MOST = 2_000_000;
    private static final String UPLOADS = "/api/v1/uploads";

    private static Service service;

    @BeforeAll
    static void start() {
        service = Service.fresh()
                .with("INGEST_MAX_UPLOAD_BYTES", String.valueOf(MOST))
                .start();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static String part(String head, String content) {
        return "--x\r\nContent-Disposition: form-data; " + head + "\r\n\r\n" + content + "\r\n";
    }

    private static String file(String name, String content) {
        return part("name=\"f\"; filename=\"" + name + "\"", content);
    }

    private static Service.Answer form(String body) {
        return service.post(UPLOADS, "multipart/form-data; boundary=x", body);
    }

    /** What is answered to these bytes, up to the end of the connection or a pause of ten seconds. */
    private static String raw(String head, byte[]... pieces) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", service.port())) {
            socket.setSoTimeout(10_000);
            try {
                socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
                for (byte[] piece : pieces) {
                    socket.getOutputStream().write(piece);
                }
                socket.getOutputStream().flush();
            } catch (SocketException closedMeanwhile) {
                // It has answered, and hears no more.
            }
            return head(socket.getInputStream());
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        while (!got.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            got.write(next);
        }
        return got.toString(StandardCharsets.ISO_8859_1);
    }

    private static byte[] chunk(int bytes) {
        return (Integer.toHexString(bytes) + "\r\n" + "1".repeat(bytes) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static void assertNothingIsLeft() {
        Service.await("the spool is empty", () -> {
            try (Stream<Path> files = Files.list(service.data().resolve("spool"))) {
                return files.findAny().isEmpty();
            }
        });
    }

    @Test
    void aFormMayHaveAnyNumberOfPartsAndItsOptionsAnywhere() {
        // Given
        service.sql("create table arrive_many (id int primary key, name text)");
        String files = IntStream.range(0, 150)
                .mapToObj(i -> file("part" + i + ".csv", i + ";n" + i + "\n"))
                .collect(Collectors.joining());

        // When
        Service.Answer answer = service.post(
                UPLOADS,
                "multipart/form-data; boundary=x",
                part("name=delimiter", ";") + files + part("name=\"table\"", "arrive_many") + "--x--\r\n",
                "Prefer",
                "wait=120");

        // Then
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().get("runs")).hasSize(150);
        assertThat(service.count("arrive_many")).isEqualTo(150);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name=delimeter | ;  | there is no form field \"delimeter\"",
                "name=mode      |    | mode is empty",
                "name=mode      | no | mode is insert, upsert or replace",
            })
    void aFieldThatSaysNothingKnownIsMalformed(String head, String text, String detail) {
        // When
        Service.Answer answer =
                form(file("arrive_field.csv", "1\n") + part(head, text == null ? "" : text) + "--x--\r\n");

        // Then
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.json().get("detail").asText()).startsWith(detail);
        assertNothingIsLeft();
    }

    @Test
    void aFormThatEndsBeforeItsLastBoundaryIsMalformed() {
        // When
        Service.Answer torn = form(file("arrive_torn.csv", "1\n"));
        Service.Answer none = service.post(UPLOADS, "multipart/form-data; boundary=", file("arrive_torn.csv", "1\n"));
        Service.Answer nowhere = service.post(UPLOADS, "multipart/form-data", file("arrive_torn.csv", "1\n"));

        // Then
        assertThat(torn.status()).isEqualTo(400);
        assertThat(torn.json().get("detail").asText()).isEqualTo("the form ends without its last boundary");
        assertThat(none.status()).isEqualTo(400);
        assertThat(nowhere.status()).isEqualTo(400);
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/snapshots,            application/json,                 2000000",
        "/api/v1/dead-letters/discard, application/json,                 2000000",
        "/api/v1/uploads,              multipart/form-data; boundary=1,  4000000",
        "/api/v1/tables/nowhere/rows,  text/csv,                         4000000",
    })
    void aLimitCountsWhatArrivesAndNotWhatWasAnnounced(String path, String type, int bytes) throws IOException {
        // When
        String answer = raw(
                "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type
                        + "\r\nTransfer-Encoding: chunked\r\n\r\n",
                chunk(bytes));

        // Then
        assertThat(answer).startsWith("HTTP/1.1 413 ");
        assertNothingIsLeft();
    }

    @Test
    void aClientWhoAsksBeforeHeSendsIsAnsweredAtOnce() throws IOException {
        // Given
        service.sql("create table arrive_expect (id int)");
        String head =
                "POST /api/v1/tables/arrive_expect/rows%s HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\n"
                        + "Content-Length: %d\r\nExpect: 100-continue\r\n\r\n";

        // When
        String welcome = raw(head.formatted("", 100));
        String tooLarge = raw(head.formatted("", MOST + 1));
        String misspelt = raw(head.formatted("?delimeter=;", 100));

        // Then
        assertThat(welcome).startsWith("HTTP/1.1 100 ");
        assertThat(tooLarge).startsWith("HTTP/1.1 413 ");
        assertThat(misspelt).startsWith("HTTP/1.1 400 ");
        assertNothingIsLeft();
    }

    @Test
    void uploadsThatBreakOffLeaveNeitherFileNorHandle() throws IOException {
        // Given
        String rows = "POST /api/v1/tables/nowhere/rows HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\n"
                + "Content-Length: 1000\r\n\r\n1\n2\n";
        String form =
                "POST " + UPLOADS + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\n"
                        + "Content-Length: 1000\r\n\r\n" + file("nowhere.csv", "1\n2\n") + file("nowhere.csv", "1\n");
        breakOff(20, rows, form);
        assertNothingIsLeft();
        long before = handles();

        // When
        breakOff(300, rows, form);

        // Then
        assertNothingIsLeft();
        Service.await("no handle is left", () -> handles() <= before + 20);
    }

    private static void breakOff(int times, String... requests) throws IOException {
        for (int i = 0; i < times; i++) {
            for (String request : requests) {
                try (Socket socket = new Socket("127.0.0.1", service.port())) {
                    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                    socket.getOutputStream().flush();
                }
            }
        }
    }

    private static long handles() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + service.pid() + "/fd"))) {
            return open.count();
        }
    }

    @Test
    void aBodyThatWasPackedOnItsWayIsUnpacked() throws IOException {
        // Given
        service.sql("create table arrive_packed (id int primary key)");
        byte[] zstd = Zstd.compress("3\n4\n".getBytes(StandardCharsets.US_ASCII));

        // When
        Service.Answer gzip = packed("gzip", "text/csv", IngestDoorsIT.gzip("1\n2\n"));
        Service.Answer other = packed("zstd", "text/csv", zstd);
        Service.Answer json = packed("gzip", "application/json", IngestDoorsIT.gzip("[[5]]"));
        Service.Answer unknown = packed("br", "text/csv", zstd);
        Service.Answer damaged = packed("zstd", "text/csv", "7\n".getBytes(StandardCharsets.US_ASCII));

        // Then
        assertThat(gzip.status()).as(gzip.body()).isEqualTo(200);
        assertThat(other.status()).as(other.body()).isEqualTo(200);
        assertThat(json.status()).as(json.body()).isEqualTo(200);
        assertThat(unknown.status()).as(unknown.body()).isEqualTo(415);
        assertThat(damaged.status()).as(damaged.body()).isEqualTo(422);
        assertThat(service.count("arrive_packed")).isEqualTo(5);
        assertNothingIsLeft();
    }

    private static Service.Answer packed(String coding, String type, byte[] body) {
        return service.send(service.request("/api/v1/tables/arrive_packed/rows")
                .header("Content-Type", type)
                .header("Content-Encoding", coding)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build());
    }

    @Test
    void whatTheContentTypeSaysCountsAndMustNotContradict() {
        // Given
        service.sql("create table arrive_type (id int primary key, name text)");
        byte[] latin = "1,Käse\n".getBytes(Charset.forName("windows-1252"));

        // When
        Service.Answer said = typed("text/csv; charset=windows-1252; header=absent", "", latin);
        Service.Answer twice =
                typed("text/csv; charset=cp1252", "?encoding=windows-1252&mode=upsert&again=true", latin);
        Service.Answer against = typed("text/csv; charset=utf-8", "?encoding=windows-1252", latin);

        // Then
        assertThat(said.status()).as(said.body()).isEqualTo(200);
        assertThat(twice.status()).as(twice.body()).isEqualTo(200);
        assertThat(against.status()).as(against.body()).isEqualTo(400);
        assertThat(service.value("select name from arrive_type")).isEqualTo("Käse");
    }

    private static Service.Answer typed(String type, String query, byte[] body) {
        return service.send(service.request("/api/v1/tables/arrive_type/rows" + query)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build());
    }

    @Test
    void whatCurlSaysOfEveryBodyIsNoForm() {
        // When
        Service.Answer json =
                service.post("/api/v1/snapshots", "application/x-www-form-urlencoded", "{\"tables\":[\"no\"]}");
        Service.Answer form = service.post("/api/v1/snapshots", "multipart/form-data; boundary=x", "--x--\r\n");

        // Then
        assertThat(json.status()).as(json.body()).isEqualTo(404);
        assertThat(form.status()).as(form.body()).isEqualTo(415);
    }
}
