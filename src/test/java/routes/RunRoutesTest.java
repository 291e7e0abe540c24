package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.UUID;
import ledger.Run;
import ledger.RunRequest;
import ledger.RunState;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;

class RunRoutesTest extends LedgerCamel {

    private final RunRequest request = some(null);

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        return withEnds(runs(), mocked("verify-run"));
    }

    private Run begin(RunRequest asked) {
        return template.requestBody("direct:runs-begin", asked, Run.class);
    }

    private MockEndpoint served() {
        MockEndpoint served = getMockEndpoint("mock:verify-run");
        served.whenAnyExchangeReceived(answering(body -> Run.begun((RunRequest) body)));
        return served;
    }

    @Test
    void aRequestIsARunAtOnceAndServedByTheRouteOfItsKind() throws Exception {
        // Given
        served().expectedBodiesReceived(request);

        // When
        Run run = begin(request);

        // Then
        assertThat(run.id()).isEqualTo(request.run());
        assertThat(run.state()).isEqualTo(RunState.RUNNING);
        MockEndpoint.assertIsSatisfied(context);
        await().untilAsserted(() -> assertThat(active.all()).isEmpty());
    }

    @Test
    void aRequestThatComesTwiceIsServedOnceAndAnsweredWithTheFirstRun() throws Exception {
        // Given
        String key = UUID.randomUUID().toString();
        RunRequest first = some(key);
        served().expectedBodiesReceived(first);
        begin(first);

        // When
        Run again = begin(some(key));

        // Then
        assertThat(again.id()).isEqualTo(first.run());
        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void aRunThatAProcessLeftBehindHasFailed() throws Exception {
        // Given
        gone().begin(request);

        // When
        start("runs-resume");

        // Then
        await().untilAsserted(() -> assertThat(standing(request).state()).isEqualTo(RunState.FAILED));
        assertThat(standing(request).problem().type()).isEqualTo("interrupted");
    }

    @Test
    void howFarARunIsStandsInTheLedger() throws Exception {
        // Given
        ledger.begin(request);
        active.find(request.run()).orElseThrow().progress(3, 10, "tables");

        // When
        start("runs-progress");

        // Then
        await().untilAsserted(() -> assertThat(DATABASE.value(
                        "select concat(progress_done, ' of ', progress_total, ' ', progress_unit) from caravanserai.run"
                                + " where id = '" + request.run() + "'"))
                .isEqualTo("3 of 10 tables"));
    }

    @Test
    void aProcessThatLivesSaysSo() throws Exception {
        // When
        start("runs-alive");

        // Then
        await().untilAsserted(() -> assertThat(DATABASE.value(
                        "select count(*) from caravanserai.process where owner = '" + ledger.owner() + "'"))
                .isEqualTo("1"));
    }
}
