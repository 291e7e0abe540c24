package routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import ledger.Door;
import ledger.Run;
import ledger.RunHeader;
import ledger.RunState;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import rows.change.RowChoice;
import rows.place.RemoteTargets;
import rows.restore.RestoreOptions;
import rows.undo.Settlement;
import rows.undo.UndoService;
import snapshot.RestoreRequest;
import snapshot.Restorer;
import snapshot.SnapshotIndex;

class RestoreRoutesTest extends LedgerCamel {

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        RemoteTargets elsewhere = new RemoteTargets(POOL, databases(), snapshotSettings, active);
        SnapshotIndex index = new SnapshotIndex(POOL, repository, snapshotSettings);
        return withEnds(
                mocked("rows-attempt"),
                new RestoreRoutes(
                        new Restorer(POOL, index, snapshotSettings, elsewhere),
                        staged(),
                        new UndoService(elsewhere, snapshotSettings),
                        ledger,
                        new Settlement(elsewhere),
                        attempts()));
    }

    private static RestoreRequest restore(String database) {
        return new RestoreRequest(
                RunHeader.next(Door.HTTP),
                "a set",
                List.of(),
                RestoreOptions.BESIDE,
                database,
                RowChoice.ALL,
                null,
                false,
                true,
                false);
    }

    @ParameterizedTest
    @CsvSource({"40001, 4", "23505, 1"})
    void aRestoreThatBreaksHasFailedAfterItsTries(String state, int tries) throws Exception {
        // Given
        brokenInPlaceOf("restore-tables", sqlState(state)).expectedMessageCount(tries);

        // When
        Run run = serve("restore-run", restore("main"));

        // Then
        MockEndpoint.assertIsSatisfied(context);
        assertThat(run.state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void oneThatMayBeDoneInAnotherDatabaseGoesOnRunning() throws Exception {
        // Given
        RestoreRequest request = restore("copy");
        inPlaceOf("restore-tables").whenAnyExchangeReceived(exchange -> {
            active.open(request.run()).keptElsewhere();
            throw sqlState("08006");
        });

        // When
        Run run = serve("restore-run", request);

        // Then
        assertThat(run.state()).isEqualTo(RunState.RUNNING);
        assertThat(standing(request).state()).isEqualTo(RunState.RUNNING);
    }

    @Test
    void onlyRunsOfWhichAnotherDatabaseKnowsAreAskedForThere() throws Exception {
        // Given
        RestoreRequest there = restore("copy");
        gone().begin(restore("main"));
        gone().begin(there);
        MockEndpoint settle = inPlaceOf("restore-settle");
        settle.expectedMessageCount(1);

        // When
        start("restore-resume");

        // Then
        MockEndpoint.assertIsSatisfied(context);
        assertThat(settle.getExchanges().get(0).getMessage().getBody(Run.class).id())
                .isEqualTo(there.run());
    }

    @Test
    void aSnapshotThatIsNotThereIsARefusalAndNothingIsAttempted() throws Exception {
        // Given
        getMockEndpoint("mock:rows-attempt").expectedMessageCount(0);

        // When
        Run run = serve("restore-run", restore("main"));

        // Then
        assertThat(run.state()).isEqualTo(RunState.REFUSED);
        assertThat(run.problem().status()).isEqualTo(404);
        MockEndpoint.assertIsSatisfied(context);
    }
}
