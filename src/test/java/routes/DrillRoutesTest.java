package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.UUID;
import ledger.Door;
import ledger.Run;
import ledger.RunHeader;
import ledger.RunState;
import org.apache.camel.RoutesBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import snapshot.SnapshotIndex;
import snapshot.drill.DrillRequest;
import snapshot.drill.Drills;
import snapshot.drill.Loss;
import snapshot.drill.Via;
import snapshot.drill.ViaRows;

class DrillRoutesTest extends LedgerCamel {

    private final String table = "customers_" + UUID.randomUUID().toString().substring(0, 8);

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        return withEnds(
                mocked("runs-begin"),
                new RowsRoutes(),
                new DrillRoutes(
                        new Drills(
                                POOL,
                                snapshotSettings,
                                drillSettings,
                                new ViaRows(new SnapshotIndex(POOL, repository, snapshotSettings), databases()),
                                ledger),
                        drillSettings,
                        ledger,
                        waiters,
                        attempts()));
    }

    @BeforeEach
    void table() throws Exception {
        DATABASE.execute("create table " + table + " as select n as id, 'some' as name from generate_series(1, 20) n");
        DATABASE.execute("alter table " + table + " add primary key (id)");
    }

    private DrillRequest request() {
        return new DrillRequest(RunHeader.next(Door.HTTP), table, new Loss.Sample(5, 1), false, Via.TABLE, List.of());
    }

    private String rows() throws Exception {
        return DATABASE.value("select count(*) from " + table);
    }

    @Test
    void itsStepsAreDoneEachInATransactionOfItsOwn() throws Exception {
        // Given
        DrillRequest request = request();

        // When
        Run run = serve("drill-run", request);

        // Then
        assertThat(run.state()).isEqualTo(RunState.DONE);
        assertThat(rows()).isEqualTo("20");
    }

    @Test
    void aStepThatMayPassIsTriedAgain() throws Exception {
        // Given
        breaking("drill-delete", 3, sqlState("40001"));

        // When
        Run run = serve("drill-run", request());

        // Then
        assertThat(run.state()).isEqualTo(RunState.DONE);
    }

    @Test
    void whatBreaksBeforeAnythingIsDeletedIsUndone() throws Exception {
        // Given
        breaking("drill-delete", 1, sqlState("42501"));

        // When
        Run run = serve("drill-run", request());

        // Then
        assertThat(run.state()).isEqualTo(RunState.UNDONE);
        assertThat(rows()).isEqualTo("20");
    }

    @Test
    void whatBreaksBeforeTheBackupHasFailed() throws Exception {
        // Given
        breaking("drill-backup", 1, new IllegalStateException("broken"));

        // When
        Run run = serve("drill-run", request());

        // Then
        assertThat(run.state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void aDrillThatAnotherProcessHasTakenOverTakesNoFurtherStep() throws Exception {
        // Given
        DrillRequest request = request();
        ledger.begin(request);
        DATABASE.execute("update caravanserai.run set owner = 'another' where id = '" + request.run() + "'");

        // When
        Run run = serve("drill-run", request);

        // Then
        assertThat(run.state()).isEqualTo(RunState.RUNNING);
        assertThat(rows()).isEqualTo("20");
        assertThat(DATABASE.value("select count(*) from caravanserai.step where run = '" + request.run() + "'"))
                .isEqualTo("0");
    }

    @Test
    void aDrillWhoseRowsAreGoneGoesOnUntilTheyAreBack() throws Exception {
        // Given
        DrillRequest request = request();
        breaking("drill-restore", 1, sqlState("42501"));

        // When
        Run meanwhile = serve("drill-run", request);
        String gone = rows();
        start("drill-resume");

        // Then
        assertThat(meanwhile.state()).isEqualTo(RunState.RUNNING);
        assertThat(gone).isEqualTo("15");
        await().untilAsserted(() -> assertThat(standing(request).state()).isNotEqualTo(RunState.RUNNING));
        assertThat(rows()).isEqualTo("20");
    }
}
