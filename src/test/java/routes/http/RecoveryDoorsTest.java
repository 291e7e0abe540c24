package routes.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Optional;
import ledger.Installation;
import ledger.RunState;
import org.apache.camel.RoutesBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postgres.DatabaseAddress;
import postgres.TestPrograms;
import postgres.TestServer;
import postgres.replication.ServerAddress;
import recovery.incidents.Incidents;
import recovery.putback.LostRowsDiff;
import recovery.putback.PutBack;
import recovery.receive.ReceivedLog;
import recovery.receive.ServerArchive;
import recovery.receive.WalReceiving;
import recovery.second.SecondCopies;
import recovery.second.Volumes;
import recovery.servers.BecomingMain;
import recovery.servers.RecoverRequest;
import recovery.servers.RecoveredServers;
import recovery.servers.RecoveryRepository;
import recovery.servers.ServerPrograms;
import recovery.servers.WantedTarget;
import recovery.window.RecoveryWindow;
import recovery.window.RtoHistory;
import rows.place.RemoteTargets;

class RecoveryDoorsTest extends HttpCamel {

    private static final String RECOVERIES = "/api/v1/recoveries";

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        ServerAddress server =
                ServerAddress.of(new DatabaseAddress(DATABASE.url(), TestServer.username(), TestServer.password()));
        ReceivedLog log = new ReceivedLog(recoverySettings.walFolder());
        WalReceiving receiving =
                new WalReceiving(server, log, baseBackups, recoverySettings, new Installation("doors", "here"));
        SecondCopies second = new SecondCopies(Optional.empty(), baseBackups, log, recoverySettings);
        RtoHistory measured = new RtoHistory(recoverySettings.servers());
        RecoveredServers servers = new RecoveredServers(
                server,
                new RecoveryRepository(recoverySettings.servers()),
                ServerPrograms.and(TestPrograms.binaries()),
                recoverySettings,
                databases());
        RemoteTargets targets = new RemoteTargets(POOL, databases(), snapshotSettings, active);
        return doors(
                mocked("runs-begin"),
                new RunDoors(ledger, waiters),
                new RecoveryDoors(
                        new RecoveryWindow(
                                baseBackups, log, receiving, second, new Volumes(server, recoverySettings), measured),
                        servers,
                        new BecomingMain(server, servers),
                        new LostRowsDiff(
                                new PutBack(server, servers, new Incidents(POOL), targets, snapshotSettings, active),
                                targets),
                        new ServerArchive(server, log),
                        ledger));
    }

    @Test
    void whatIsAskedForIsAServerOfThatMoment() {
        // Given
        becoming(RunState.DONE, null);

        // When
        post(RECOVERIES, "{\"target\":{\"time\":\"2026-11-21 02:15:00+01\"},\"then\":\"promote\"}");

        // Then
        RecoverRequest asked = asked(RecoverRequest.class);
        assertThat(asked.target()).isEqualTo(new WantedTarget("2026-11-21 02:15:00+01", null, null, null, null, null));
        assertThat(asked.then()).isEqualTo(RecoverRequest.Then.PROMOTE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"target\":{}}",
                "{\"target\":{\"latest\":false}}",
                "{\"target\":{\"latest\":true,\"xid\":700}}",
                "{\"target\":{\"moment\":\"2026-11-21\"}}",
                "{\"target\":{\"xid\":0}}",
                "{\"target\":{\"latest\":true},\"then\":\"delete\"}"
            })
    void aTargetThatIsNotSaidOnceIsMalformed(String body) {
        // When
        HttpResponse<String> answer = post(RECOVERIES, body);

        // Then
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    }

    @Test
    void withoutAnyTheListIsEmptyAndOneThatIsNotThereIsNotFound() {
        // When
        HttpResponse<String> listed = get(RECOVERIES);
        HttpResponse<String> shown = get(RECOVERIES + "/20200101T000000Z");
        HttpResponse<String> deleted = call("DELETE", RECOVERIES + "/20200101T000000Z", null);
        HttpResponse<String> promoted = post(RECOVERIES + "/20200101T000000Z/promote", null);

        // Then
        assertThat(listed.body()).isEqualTo("{\"recoveries\":[]}");
        assertThat(shown.statusCode()).isEqualTo(404);
        assertThat(deleted.statusCode()).isEqualTo(404);
        assertThat(promoted.statusCode()).isEqualTo(404);
        assertThat(post(RECOVERIES + "/20200101T000000Z/promote", "{\"become\":\"main\"}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(post(RECOVERIES + "/20200101T000000Z/promote", "{\"dryRun\":true}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(post(RECOVERIES + "/20200101T000000Z/export", null).statusCode())
                .isEqualTo(404);
        assertThat(post(RECOVERIES + "/20200101T000000Z/go-on", "{\"target\":{\"latest\":true}}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(post(RECOVERIES + "/20200101T000000Z/go-on", "{}").statusCode())
                .isEqualTo(400);
    }

    @Test
    void theWindowIsThereWithoutABaseBackup() {
        // When
        HttpResponse<String> answer = get("/api/v1/recovery/window");

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).get("from").isNull()).isTrue();
        assertThat(json(answer).at("/receiver/doing").asText()).isEqualTo("nothing");
    }
}
