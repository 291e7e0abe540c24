package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what: by what is done, whichever door it comes through. */
class RolesIT {

    private static final String NO_RUN = "/api/v1/runs/018f0000-0000-7000-8000-000000000000";
    private static final String JSON = "application/json";
    private static final String FORM = "application/x-www-form-urlencoded";

    private static Service service;
    private static String snapshot;
    private static String key;

    @BeforeAll
    static void startWithThreeUsers() throws Exception {
        service = Service.fresh();
        Path config = Files.createDirectories(service.home().resolve("config"));
        String hash = SecurityIT.hash("one for all");
        List<String> made = service.command("make-key", "ci", "--until", "2999-12-31")
                .out()
                .lines()
                .toList();
        key = made.get(0);
        Files.writeString(
                config.resolve("users.properties"),
                "eve=" + hash + ",viewer\nolaf=" + hash + ",operator\nada=" + hash + ",admin\n" + made.get(1) + "\n");
        service.start();
        service.sql("create table roles (id int primary key, said text)");
        service.sql("insert into roles values (1, 'kept')");
        Service.Answer kept =
                call("olaf", "POST", "/api/v1/snapshots", JSON, "{\"tables\":[\"roles\"]}", "Prefer", "wait=60");
        assertThat(kept.status()).as(kept.body()).isEqualTo(200);
        snapshot = kept.json().get("detail").get("snapshot").asText();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST   | /api/v1/recoveries/none/promote       | {\"become\":\"main\"}",
                "POST   | /api/v1/recoveries/none/promote       | {}",
                "POST   | /api/v1/recoveries                    | {\"target\":{\"time\":\"2020-01-01 00:00:00Z\"},\"then\":\"promote\"}",
                "DELETE | /api/v1/recoveries/none               |",
                "POST   | /api/v1/snapshots/SNAPSHOT/restore    | {\"into\":\"original\",\"tables\":[\"absent\"]}",
                "DELETE | /api/v1/snapshots/none                |",
                "POST   | /api/v1/snapshots/retention           |",
                "POST   | /api/v1/drills                        | {\"table\":\"absent\",\"rows\":1}",
                "POST   | /api/v1/dead-letters/discard?table=absent | {}",
                "DELETE | /api/v1/replication/none              |",
                "POST   | /api/v1/lab/nonsense/next             |",
                "POST   | /api/v1/notifications/test            | {\"rule\":\"absent\"}",
            })
    void whatCannotBeTakenBackIsDoneByAdminsOnly(String method, String path, String body) {
        // Given
        String there = path.replace("SNAPSHOT", snapshot);

        // When
        Service.Answer viewer = call("eve", method, there, JSON, body);
        Service.Answer operator = call("olaf", method, there, JSON, body);
        Service.Answer admin = call("ada", method, there, JSON, body);

        // Then
        assertThat(viewer.status()).as(viewer.body()).isEqualTo(403);
        assertThat(operator.status()).as(operator.body()).isEqualTo(403);
        assertThat(operator.json().get("detail").asText()).endsWith("needs the role admin, which olaf does not have");
        assertThat(admin.status()).as(admin.body()).isNotIn(401, 403);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /api/v1/recoveries/none/promote    | {\"become\":\"main\",\"dryRun\":true}",
                "POST | /api/v1/recoveries                 | {\"target\":{\"time\":\"2020-01-01 00:00:00Z\"}}",
                "POST | /api/v1/snapshots/SNAPSHOT/restore | {\"into\":\"original\",\"dryRun\":true}",
                "POST | /api/v1/snapshots/SNAPSHOT/restore | {\"into\":\"beside\"}",
                "POST | /api/v1/dead-letters/redrive       | {}",
            })
    void whatIsOnlyLookedAtIsDoneByOperatorsToo(String method, String path, String body) {
        // Given
        String there = path.replace("SNAPSHOT", snapshot);

        // When
        Service.Answer viewer = call("eve", method, there, JSON, body);
        Service.Answer operator = call("olaf", method, there, JSON, body);

        // Then
        assertThat(viewer.status()).as(viewer.body()).isEqualTo(403);
        assertThat(operator.status()).as(operator.body()).isNotIn(401, 403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/drills",
                "/api/v1/drills/",
                "/api/v1/drills;x=1",
                "/api/v1/drills%3Bx=1",
                "/api/v1/drills%2F",
                "/api/v1/drills%5C",
                "/api/v1;x/drills",
                "/api/v1/%64rills",
                "/api/v1//drills",
                "/api/v1/x/../drills",
                "/api/v1/x%2F..%2Fdrills",
                "/api/V1/drills",
            })
    void aPathThatIsSpelledInAnotherWayIsNoWayAroundTheTable(String path) {
        // When
        Service.Answer operator = call("olaf", "POST", path, JSON, "{\"table\":\"roles\",\"rows\":1}");
        Service.Answer nobody = service.post(path, JSON, "{\"table\":\"roles\",\"rows\":1}");
        Service.Answer looking = service.get(path.replace("drills", "runs"));

        // Then
        assertThat(operator.status()).as(operator.body()).isIn(400, 403, 404);
        assertThat(nobody.status()).as(nobody.body()).isIn(400, 401, 404);
        assertThat(looking.status()).as(looking.body()).isIn(400, 401, 404);
        assertThat(service.value("select count(*) from caravanserai.run where kind = 'drill'"))
                .isEqualTo("0");
    }

    /** Each door of the documentation, by the roles that its table has; what is sent is understood by none. */
    static Stream<Arguments> doors() throws IOException {
        JsonNode paths = new YAMLMapper()
                .readTree(Path.of("src/main/resources/META-INF/openapi.yaml").toFile())
                .get("paths");
        return paths.properties().stream().flatMap(path -> Stream.of("get", "post", "patch", "delete")
                .filter(path.getValue()::has)
                .map(method -> Arguments.of(method.toUpperCase(Locale.ROOT), path.getKey())));
    }

    @ParameterizedTest
    @MethodSource("doors")
    void nobodyComesInWithoutANameAndEachComesAsFarAsTheTableSays(String method, String path) throws IOException {
        // Given
        String there = path.replaceAll("\\{[^}]+}", "nonsense");
        String row = Files.readAllLines(Path.of("docs/security.md")).stream()
                .filter(line -> line.startsWith("| `" + method + ' ' + path + "` |"))
                .findFirst()
                .orElse("| a door that reads | yes | yes | yes |");
        List<String> users = List.of("eve", "olaf", "ada");
        String nonsense = "{\"nonsense\":true}";

        // When
        Service.Answer stranger = service.send(service.request(there)
                .method(method, HttpRequest.BodyPublishers.ofString(nonsense))
                .build());

        // Then
        assertThat(stranger.status()).as(stranger.body()).isEqualTo(401);
        for (int i = 0; i < users.size(); i++) {
            Service.Answer answer = call(users.get(i), method, there, JSON, nonsense);
            if (row.split("\\|")[2 + i].strip().startsWith("yes")) {
                assertThat(answer.status()).as(users.get(i) + answer.body()).isNotIn(401, 403, 500);
            } else {
                assertThat(answer.status()).as(users.get(i) + answer.body()).isEqualTo(403);
            }
        }
    }

    @Test
    void anOperatorCancelsHisOwnRunsOnly() {
        // Given
        String run = "/api/v1" + call("ada", "POST", "/snapshots", FORM, "").header("location") + "/cancel";

        // When
        Service.Answer others = call("olaf", "POST", run, JSON, "");

        // Then
        assertThat(others.status()).as(others.body()).isEqualTo(403);
        assertThat(call("ada", "POST", run, JSON, "").status()).isIn(200, 409);
    }

    @Test
    void aProgramComesInByItsKeyAsFarAsItsRole() {
        // When
        Service.Answer looked = byKey(key, "GET", "/api/v1/runs");
        Service.Answer acted = byKey(key, "POST", "/api/v1/snapshots");
        Service.Answer unknown = byKey("cvs_unknown", "GET", "/api/v1/runs");

        // Then
        assertThat(looked.status()).as(looked.body()).isEqualTo(200);
        assertThat(acted.status()).as(acted.body()).isEqualTo(403);
        assertThat(acted.json().get("detail").asText()).contains("which ci does not have");
        assertThat(unknown.status()).isEqualTo(401);
    }

    @Test
    void whoGuessesIsRefusedForAWhileAndOthersAreNot() {
        // Given
        List<Integer> guesses = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            guesses.add(call("guessed", "GET", "/api/v1/runs", JSON, "").status());
        }

        // When
        Service.Answer refused = call("guessed", "GET", "/api/v1/runs", JSON, "");

        // Then
        assertThat(guesses).containsOnly(401);
        assertThat(refused.status()).as(refused.body()).isEqualTo(429);
        assertThat(Integer.parseInt(refused.header("retry-after"))).isBetween(1, 30);
        assertThat(call("eve", "GET", "/api/v1/runs", JSON, "").status()).isEqualTo(200);
        assertThat(Service.text(service.log())).contains("a login as guessed from 127.0.0.1 failed, 5 in a row");
    }

    @Test
    void everyChangeIsInTheLogWithItsDateAndWhoMadeIt() {
        // When
        call("olaf", "PATCH", "/api/v1/recovery/incidents/logged", JSON, "{}");

        // Then
        Service.await("the line is written", () -> Pattern.compile(
                        "(?m)^\\d{4}-\\d\\d-\\d\\d .*PATCH /api/v1/recovery/incidents/logged by olaf from 127.0.0.1: 4\\d\\d")
                .matcher(Service.text(service.log()))
                .find());
    }

    private static Service.Answer byKey(String said, String method, String path) {
        return service.send(service.request(path)
                .header("X-API-Key", said)
                .header("Content-Type", JSON)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build());
    }

    @Test
    void replacingAndUndoingAreDoneByAdminsAndLeaveNothingBehindWhereTheyAreRefused() throws Exception {
        // Given
        String rows = "/api/v1/tables/roles/rows";
        Service.Answer loaded = call("olaf", "POST", rows, "text/csv", "id,said\n2,loaded\n");
        String undo = "/api/v1/runs/" + loaded.json().get("id").asText() + "/undo";

        // When
        Service.Answer replaced = call("olaf", "POST", rows + "?mode=replace", "text/csv", "id,said\n3,all\n");
        Service.Answer undone = call("olaf", "POST", undo, JSON, "{}");
        Service.Answer throughThePage = call("olaf", "POST", undo.substring("/api/v1".length()), FORM, "");
        Service.Answer looked = call("olaf", "POST", undo, JSON, "{\"dryRun\":true}");
        Service.Answer byTheAdmin = call("ada", "POST", undo, JSON, "{}");

        // Then
        assertThat(replaced.status()).as(replaced.body()).isEqualTo(403);
        assertThat(undone.status()).as(undone.body()).isEqualTo(403);
        assertThat(throughThePage.status()).as(throughThePage.body()).isEqualTo(403);
        assertThat(looked.status()).as(looked.body()).isEqualTo(200);
        assertThat(byTheAdmin.status()).as(byTheAdmin.body()).isEqualTo(200);
        assertThat(service.count("roles")).isEqualTo(1);
        assertThat(Service.filesBelow(service.data().resolve("spool"))).isEmpty();
        assertThat(call("ada", "POST", NO_RUN + "/undo", JSON, "{}").status()).isEqualTo(404);
    }

    @Test
    void whatThePagesBeginIsInTheNameOfWhoSentTheForm() {
        // Given
        // When
        Service.Answer begun = call("olaf", "POST", "/snapshots", FORM, "");

        // Then
        assertThat(begun.status()).as(begun.body()).isEqualTo(303);
        Service.Answer run = call("eve", "GET", "/api/v1" + begun.header("location"), JSON, "");
        assertThat(run.json().path("askedBy").asText()).as(run.body()).isEqualTo("olaf");
    }

    private static Service.Answer call(
            String user, String method, String path, String type, String body, String... headers) {
        HttpRequest.Builder request = service.request(path)
                .header("Content-Type", type)
                .header(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString((user + ":one for all").getBytes(StandardCharsets.UTF_8)));
        if (headers.length > 0) {
            request.headers(headers);
        }
        request.method(
                method,
                body == null || body.isEmpty()
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body));
        return path.endsWith("/status/events") ? begun(request.build()) : service.send(request.build());
    }

    /** Of an answer that never ends. */
    private static Service.Answer begun(HttpRequest request) {
        HttpResponse<Stream<String>> answer = HttpClient.newHttpClient()
                .sendAsync(request, HttpResponse.BodyHandlers.ofLines())
                .join();
        answer.body().close();
        return new Service.Answer(answer.statusCode(), answer.headers().map(), "");
    }
}
