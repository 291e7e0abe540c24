package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Who may come in, and that a body is not even received from somebody who may not. */
class SecurityIT {

    @Test
    void viewersLookOperatorsActAndStrangersStayOutside() throws Exception {
        // Given
        try (Service service = Service.fresh()) {
            Path config = Files.createDirectories(service.home().resolve("config"));
            Files.writeString(
                    config.resolve("users.properties"),
                    "eve=" + hash("eve's password") + ",viewer\nolaf=" + hash("olaf's password") + ",operator\n");
            service.start();
            service.sql("create table guarded (id int)");

            // When
            Service.Answer stranger = service.rows("guarded", "1\n", "");
            Service.Answer wrong = rows(service, "olaf", "eve's password");
            Service.Answer viewer = rows(service, "eve", "eve's password");
            Service.Answer operator = rows(service, "olaf", "olaf's password");
            Service.Answer looking = service.send(service.request("/api/v1/runs")
                    .header("Authorization", basic("eve", "eve's password"))
                    .build());
            Service.Answer health = service.get("/q/health/live");

            // Then
            assertThat(stranger.status()).isEqualTo(401);
            assertThat(stranger.header("www-authenticate")).startsWith("Basic");
            assertThat(wrong.status()).isEqualTo(401);
            assertThat(viewer.status()).isEqualTo(403);
            assertThat(operator.status()).isEqualTo(200);
            assertThat(operator.json().get("askedBy").asText()).isEqualTo("olaf");
            assertThat(looking.status()).isEqualTo(200);
            assertThat(health.status()).isEqualTo(200);
            assertThat(service.count("guarded")).isEqualTo(1);
            assertThat(Service.filesBelow(service.data().resolve("spool"))).isEmpty();
        }
    }

    @Test
    void withoutUsersNoOtherAddressIsListenedOn() {
        // Given
        Service service = Service.fresh().with("QUARKUS_HTTP_HOST", "0.0.0.0");

        // When
        Service.Finished refused = service.command();

        // Then
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err() + refused.out())
                .contains("cannot listen on 0.0.0.0 without users")
                .contains("HINT: ")
                .doesNotContain("\tat ");
    }

    @Test
    void openToThisMachineOnEveryAddressHearsOnlyToItsNamesUntilThereAreUsers() throws Exception {
        // Given
        try (Service service =
                Service.fresh().with("QUARKUS_HTTP_HOST", "0.0.0.0").with("SECURITY_OPEN", "local")) {
            service.start();

            // When
            Service.Answer byName = service.get("/api/v1/runs");
            String rebound = statusLine(service, "GET /api/v1/runs HTTP/1.1", "Host: evil.example:8080");
            String foreignPage = statusLine(
                    service,
                    "POST /api/v1/dead-letters/discard HTTP/1.1",
                    "Host: localhost:" + service.port(),
                    "Origin: http://evil.example",
                    "Content-Length: 0");
            Path config = Files.createDirectories(service.home().resolve("config"));
            Files.writeString(config.resolve("users.properties"), "eve=" + hash("eve's password") + ",viewer\n");

            // Then
            assertThat(byName.status()).isEqualTo(200);
            assertThat(rebound).startsWith("HTTP/1.1 403 ");
            assertThat(foreignPage).startsWith("HTTP/1.1 403 ");
            Awaitility.await()
                    .untilAsserted(() ->
                            assertThat(service.get("/api/v1/runs").status()).isEqualTo(401));
        }
    }

    @Test
    void settingsThatMakeNoSenseAreNamedAllAtOnce() {
        // Given
        Service service = Service.fresh()
                .with("INGEST_AT_ONCE", "0")
                .with("INGEST_GZIP_MAX_RATIO", "0")
                .with("INGEST_REJECT_MAX_PERCENT", "101");

        // When
        Service.Finished refused = service.command();

        // Then
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err() + refused.out())
                .contains("ingest.at-once", "ingest.gzip.max-ratio", "ingest.reject.max-percent")
                .doesNotContain("\tat ");
    }

    @Test
    void aWordForOpennessThatIsNotKnownStopsTheStart() {
        // Given
        Service service = Service.fresh().with("SECURITY_OPEN", "loopback");

        // When
        Service.Finished refused = service.command();

        // Then
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err() + refused.out())
                .contains("security.open is false, local or true, and not: loopback")
                .doesNotContain("\tat ");
    }

    @Test
    void aPageOfAnotherSiteMayNotAct() {
        // Given
        Service service = SharedService.get();

        // When
        Service.Answer foreign = service.post(
                "/api/v1/dead-letters/discard", "application/json", "{}", "Origin", "https://elsewhere.example");

        // Then
        assertThat(foreign.status()).isEqualTo(403);
    }

    /** The Java client says the host by itself; a page that was rebound says its own. */
    private static String statusLine(Service service, String... head) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
            String request = String.join("\r\n", head) + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Service.Answer rows(Service service, String user, String password) {
        return service.send(service.request("/api/v1/tables/guarded/rows")
                .header("Content-Type", "text/csv")
                .header("Authorization", basic(user, password))
                .POST(HttpRequest.BodyPublishers.ofString("1\n"))
                .build());
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** As the documentation says: through the command, the password on standard input. */
    static String hash(String password) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        System.getProperty("application.jar"),
                        "hash-password")
                .start();
        process.getOutputStream().write((password + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        String hash = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        process.waitFor();
        return hash;
    }
}
