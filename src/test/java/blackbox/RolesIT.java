package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may do what: by what is done, whichever door it comes through. */
class RolesIT {

    private static final String NO_RUN = "/api/v1/runs/018f0000-0000-7000-8000-000000000000";
    private static final String JSON = "application/json";
    private static final String FORM = "application/x-www-form-urlencoded";

    private static Service service;
    private static String snapshot;

    @BeforeAll
    static void startWithThreeUsers() throws Exception {
        service = Service.fresh();
        Path config = Files.createDirectories(service.home().resolve("config"));
        String hash = SecurityIT.hash("one for all");
        Files.writeString(
                config.resolve("users.properties"),
                "eve=" + hash + ",viewer\nolaf=" + hash + ",operator\nada=" + hash + ",admin\n");
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
        return service.send(request.method(
                        method,
                        body == null || body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build());
    }
}
