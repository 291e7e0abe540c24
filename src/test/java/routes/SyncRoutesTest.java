package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Date;
import java.util.List;
import java.util.Map;
import ledger.Door;
import ledger.Run;
import ledger.RunHeader;
import ledger.RunRequest;
import ledger.RunState;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postgres.Databases;
import rows.change.ImageLedger;
import rows.place.RemoteTargets;
import rows.undo.Settlement;
import sync.DeleteLogRequest;
import sync.DeleteLogs;
import sync.Flows;
import sync.SyncRequest;
import sync.Syncer;
import sync.compare.CompareRuns;
import sync.compare.Comparer;
import sync.compare.LeftRepairs;
import sync.copy.Copier;
import sync.copy.CopyRequest;
import sync.copy.CopyRuns;

class SyncRoutesTest extends LedgerCamel {

    @Override
    protected Map<String, String> settings() {
        return Map.of(
                "sync.flows.nightly.to", "copy",
                "sync.flows.nightly.cron", "0 0 3 * * ?",
                "sync.flows.later.to", "copy",
                "sync.flows.later.new-columns", "refuse",
                "sync.flows.later.on-table-failure", "stop",
                "sync.flows.later.time-zone", "Europe/Berlin",
                "sync.flows.later.after", "nightly");
    }

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        Databases databases = databases();
        Flows flows = new Flows(syncSettings, databases);
        Copier copier = new Copier(databases, syncSettings, ledger, active);
        return withEnds(
                mocked("runs-begin"),
                new SyncRoutes(
                        flows,
                        new Syncer(flows, databases, syncSettings, active),
                        new DeleteLogs(flows, databases, syncSettings, active),
                        new CopyRuns(flows, databases, copier),
                        new CompareRuns(
                                flows, databases, new Comparer(databases, syncSettings, active, new ImageLedger(POOL))),
                        copier,
                        new LeftRepairs(
                                ledger,
                                flows,
                                new Settlement(new RemoteTargets(POOL, databases, snapshotSettings, active))),
                        active,
                        waiters,
                        attempts()));
    }

    private static CopyRequest copy() {
        return new CopyRequest(RunHeader.next(Door.HTTP), "nightly", List.of(), CopyRequest.How.SWAP, false);
    }

    private static SyncRequest sync() {
        return new SyncRequest(RunHeader.next(Door.HTTP), "nightly", List.of());
    }

    @ParameterizedTest
    @CsvSource({"57P01, 9, 1", "23505, 1, 0"})
    void aCopyIsTakenBackWhenWhatBreaksItDoesNotPass(String state, int tries, int undone) throws Exception {
        // Given
        brokenInPlaceOf("copy-tables", sqlState(state)).expectedMessageCount(tries);
        MockEndpoint undo = inPlaceOf("copy-undo");
        undo.expectedMessageCount(undone);

        // When
        ledger.begin(copy());
        sent("copy-run", copy());

        // Then
        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void aCopyThatCannotBeTakenBackNowHasFailedAllTheSame() throws Exception {
        // Given
        brokenInPlaceOf("copy-tables", sqlState("57P01"));

        // When
        Run run = serve("copy-run", copy());

        // Then
        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.problem().status()).isEqualTo(503);
    }

    @ParameterizedTest
    @CsvSource({"08006, 9", "42P01, 1"})
    void aSyncThatBreaksHasFailedAfterItsTries(String state, int tries) throws Exception {
        // Given
        brokenInPlaceOf("sync-tables", sqlState(state)).expectedMessageCount(tries);

        // When
        Run run = serve("sync-run", sync());

        // Then
        MockEndpoint.assertIsSatisfied(context);
        assertThat(run.state()).isEqualTo(RunState.FAILED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDeleteLogComesAndGoesByOneWay(boolean install) throws Exception {
        // Given
        DeleteLogRequest request = new DeleteLogRequest(RunHeader.next(Door.HTTP), "nightly", install);
        doneInPlaceOf("delete-log-change", request).expectedBodiesReceived(request);

        // When
        serve(install ? "install-run" : "uninstall-run", request);

        // Then
        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void aFlowSyncsBehindAnother() throws Exception {
        // Given
        SyncRequest first = sync();
        doneInPlaceOf("sync-tables", first);
        MockEndpoint begin = getMockEndpoint("mock:runs-begin");
        begin.expectedMessageCount(1);

        // When
        serve("sync-run", first);

        // Then
        MockEndpoint.assertIsSatisfied(context);
        assertThat(begin.getExchanges()
                        .get(0)
                        .getMessage()
                        .getBody(SyncRequest.class)
                        .flow())
                .isEqualTo("later");
    }

    @Test
    void aFiringBeginsARunUnlessTheLastOneIsStillAtWorkHere() throws Exception {
        // Given
        MockEndpoint begin = getMockEndpoint("mock:runs-begin");
        begin.whenAnyExchangeReceived(exchange ->
                active.open(exchange.getMessage().getBody(RunRequest.class).run()));
        begin.expectedMessageCount(2);

        // When
        fire();
        fire();
        active.all().forEach(run -> active.forget(run.id()));
        fire();

        // Then
        MockEndpoint.assertIsSatisfied(context);
        SyncRequest begun = begin.getExchanges().get(0).getMessage().getBody(SyncRequest.class);
        assertThat(begun.flow()).isEqualTo("nightly");
        assertThat(begun.door()).isEqualTo(Door.TIMER);
    }

    private void fire() {
        template.sendBodyAndHeader("direct:sync-due", "nightly", "scheduledFireTime", new Date(0));
    }

    @Test
    void aCopyThatAProcessLeftGoesOnInItsRun() throws Exception {
        // Given
        CopyRequest left = copy();
        gone().begin(left);
        MockEndpoint again = doneInPlaceOf("copy-tables", left);
        again.expectedMessageCount(1);

        // When
        start("copy-resume");

        // Then
        MockEndpoint.assertIsSatisfied(context);
        await().untilAsserted(() -> assertThat(standing(left).state()).isEqualTo(RunState.DONE));
    }
}
