package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import ledger.Door;
import ledger.Run;
import ledger.RunHeader;
import ledger.RunState;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import snapshot.ConnectionBudget;
import snapshot.Expiry;
import snapshot.SchemaScript;
import snapshot.SnapshotIndex;
import snapshot.SnapshotRequest;
import snapshot.Snapshots;
import snapshot.TableSnapshots;
import snapshot.Verifier;

class SnapshotRoutesTest extends LedgerCamel {

    @Override
    protected Map<String, String> settings() {
        return Map.of("snapshot.keep.last", "1");
    }

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        ConnectionBudget connections = new ConnectionBudget(10);
        Snapshots snapshots = new Snapshots(
                POOL,
                repository,
                snapshotSettings,
                new SchemaScript(Optional.empty(), snapshotSettings),
                active,
                connections,
                engines());
        SnapshotIndex index = new SnapshotIndex(POOL, repository, snapshotSettings);
        return withEnds(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("seda:retention-due").routeId("retention-due").to("mock:retention-due");
                    }
                },
                new SnapshotRoutes(
                        snapshots,
                        new TableSnapshots(POOL, snapshots, snapshotSettings, active, connections),
                        new Verifier(POOL, index, repository, active),
                        new Expiry(POOL, repository, snapshotSettings, active),
                        snapshotSettings,
                        attempts(),
                        ledger));
    }

    private static SnapshotRequest request(Door door, SnapshotRequest.As as) {
        return new SnapshotRequest(RunHeader.next(door), List.of(), as, null, null);
    }

    @ParameterizedTest
    @CsvSource({"TIMER, true, 1", "TIMER, false, 0", "HTTP, true, 0"})
    void onlyWhatWasMadeOnScheduleMakesRoom(Door door, boolean made, int times) throws Exception {
        // Given
        SnapshotRequest request = request(door, SnapshotRequest.As.FILES);
        if (made) {
            doneInPlaceOf("snapshot-files", request);
        } else {
            brokenInPlaceOf("snapshot-files", new IllegalStateException("broken"));
        }
        MockEndpoint due = getMockEndpoint("mock:retention-due");
        due.expectedMessageCount(times);

        // When
        serve("snapshot-run", request);

        // Then
        MockEndpoint.assertIsSatisfied(context);
    }

    @ParameterizedTest
    @CsvSource({"FILES, snapshot-files", "AVRO, snapshot-files", "PARQUET, snapshot-files", "TABLE, snapshot-tables"})
    void whatItIsKeptAsSaysHowItIsMade(SnapshotRequest.As as, String route) throws Exception {
        // Given
        SnapshotRequest request = request(Door.HTTP, as);
        doneInPlaceOf(route, request).expectedBodiesReceived(request);

        // When
        Run run = serve("snapshot-run", request);

        // Then
        MockEndpoint.assertIsSatisfied(context);
        assertThat(run.state()).isEqualTo(RunState.DONE);
    }

    @ParameterizedTest
    @CsvSource({"53300, 4", "42501, 1"})
    void oneThatBreaksHasFailedAfterItsTries(String state, int tries) throws Exception {
        // Given
        brokenInPlaceOf("snapshot-files", sqlState(state)).expectedMessageCount(tries);

        // When
        Run run = serve("snapshot-run", request(Door.HTTP, SnapshotRequest.As.FILES));

        // Then
        MockEndpoint.assertIsSatisfied(context);
        assertThat(run.state()).isEqualTo(RunState.FAILED);
    }

    @ParameterizedTest
    @CsvSource({"FILES", "AVRO", "PARQUET", "TABLE"})
    void aConditionThatFailsOnARowIsTheCallersMistake(SnapshotRequest.As as) throws Exception {
        // Given
        DATABASE.execute("create table if not exists halves as select n as id from generate_series(0, 9) n");
        SnapshotRequest request =
                new SnapshotRequest(RunHeader.next(Door.HTTP), List.of("halves"), as, "10 / (id - 3) < 5", null);

        // When
        Run run = serve("snapshot-run", request);

        // Then
        DATABASE.execute("drop table halves");
        assertThat(run.problem().status()).as(run.problem().detail()).isEqualTo(422);
        assertThat(run.problem().detail()).contains("division by zero");
    }

    @Test
    void oneThatAProcessLeftWithoutASetHasFailed() throws Exception {
        // Given
        SnapshotRequest left = request(Door.HTTP, SnapshotRequest.As.FILES);
        gone().begin(left);

        // When
        start("snapshot-resume");

        // Then
        await().untilAsserted(() -> assertThat(standing(left).state()).isEqualTo(RunState.FAILED));
        assertThat(standing(left).problem().type()).isEqualTo("interrupted");
    }

    @Test
    void aSetThatIsNotThereCannotBeVerified() throws Exception {
        // When
        Run run = serve("verify-run", some(null));

        // Then
        assertThat(run.state()).isEqualTo(RunState.REFUSED);
        assertThat(run.problem().status()).isEqualTo(404);
    }
}
