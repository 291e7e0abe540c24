package routes.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import ledger.Door;
import ledger.Problem;
import ledger.RunState;
import org.apache.camel.RoutesBuilder;
import org.junit.jupiter.api.Test;
import postgres.DatabaseAddress;
import postgres.TestServer;
import postgres.replication.ServerAddress;
import recovery.backup.BaseBackupRequest;
import recovery.backup.BaseBackups;

class BaseBackupDoorsTest extends HttpCamel {

    private static final String BASE_BACKUPS = "/api/v1/base-backups";

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        ServerAddress server =
                ServerAddress.of(new DatabaseAddress(DATABASE.url(), TestServer.username(), TestServer.password()));
        return doors(
                mocked("runs-begin"),
                new RunDoors(ledger, waiters),
                new BaseBackupDoors(new BaseBackups(server, baseBackups, recoverySettings, active)));
    }

    @Test
    void whatIsAskedForIsABaseBackupOfTheServer() {
        // Given
        becoming(RunState.DONE, null);

        // When
        HttpResponse<String> answer = post(BASE_BACKUPS, null);

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).get("kind").asText()).isEqualTo("base-backup");
        assertThat(asked(BaseBackupRequest.class).door()).isEqualTo(Door.HTTP);
    }

    @Test
    void withoutAnyTheListIsEmpty() {
        // When
        HttpResponse<String> answer = get(BASE_BACKUPS);

        // Then
        assertThat(answer.body()).isEqualTo("{\"baseBackups\":[]}");
    }

    @Test
    void oneThatIsNotThereIsNotFoundAndNotVerified() {
        // When
        HttpResponse<String> shown = get(BASE_BACKUPS + "/20200101T000000Z-base");
        HttpResponse<String> verified = post(BASE_BACKUPS + "/20200101T000000Z-base/verify", null);

        // Then
        Problem problem = Problem.notFound(
                "there is no base backup \"20200101T000000Z-base\"", "list them with GET /api/v1/base-backups");
        assertProblem(shown, problem);
        assertProblem(verified, problem);
    }

    @Test
    void aNameThatLeadsOutOfTheFolderIsNone() {
        // When
        HttpResponse<String> shown = get(BASE_BACKUPS + "/..%2F..%2Fetc");

        // Then
        assertThat(shown.statusCode()).isEqualTo(404);
    }

    @Test
    void whatCannotBeSaidIsMalformed() {
        // When
        HttpResponse<String> answer = post(BASE_BACKUPS, "{\"tables\":[\"customers\"]}");

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).get("detail").asText()).isEqualTo("there is no \"tables\" here");
    }
}
