package routes;

import static org.assertj.core.api.Assertions.assertThat;

import ledger.Door;
import ledger.Run;
import ledger.RunHeader;
import ledger.RunRequest;
import ledger.RunState;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import snapshot.Expiry;

class RetentionRoutesTest extends LedgerCamel {

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        return withEnds(
                mocked("runs-begin"),
                new RetentionRoutes(new Expiry(POOL, repository, snapshotSettings, active), attempts()));
    }

    private static Expiry.Request request() {
        return new Expiry.Request(RunHeader.next(Door.HTTP));
    }

    @Test
    void whatMayPassIsTriedFourTimes() throws Exception {
        // Given
        brokenInPlaceOf("retention-delete", sqlState("55P03")).expectedMessageCount(4);

        // When
        Run run = serve("retention-run", request());

        // Then
        MockEndpoint.assertIsSatisfied(context);
        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.problem().status()).isEqualTo(423);
    }

    @Test
    void itsEndStandsInTheLedger() throws Exception {
        // Given
        Expiry.Request request = request();
        doneInPlaceOf("retention-delete", request);

        // When
        serve("retention-run", request);

        // Then
        assertThat(standing(request).state()).isEqualTo(RunState.DONE);
    }

    @Test
    void whatIsDueIsARunOfItsOwn() throws Exception {
        // Given
        MockEndpoint begin = getMockEndpoint("mock:runs-begin");
        begin.expectedMessageCount(1);

        // When
        template.sendBody("seda:retention-due", "the snapshot's run");

        // Then
        MockEndpoint.assertIsSatisfied(context);
        assertThat(begin.getExchanges()
                        .get(0)
                        .getMessage()
                        .getBody(RunRequest.class)
                        .door())
                .isEqualTo(Door.TIMER);
    }
}
