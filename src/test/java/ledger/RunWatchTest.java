package ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import postgres.Notices;

class RunWatchTest {

    private final LedgerDatabase database = new LedgerDatabase();
    private final Ledger ledger = new Ledger(database.dataSource(), new ActiveRuns(), new Installation("one", "here"));
    private final RunWatch watch = new RunWatch(database.dataSource()::getConnection, ledger);
    private final RunRequest request = new Verification(RunHeader.next(Door.HTTP));
    private final List<Run> told = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        watch.close();
    }

    private void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(condition);
    }

    private void end() throws Exception {
        database.execute(
                "update caravanserai.run set state = 'done', ended_at = now() where id = '" + request.run() + "'");
    }

    private boolean toldOf(RunState state) {
        return told.stream().anyMatch(run -> run.state() == state);
    }

    @Test
    void whoeverWatchesARunHearsOfItsEndWhoeverEndsIt() throws Exception {
        // Given
        ledger.begin(request);
        watch.watch(request.run(), told::add);
        await(() -> toldOf(RunState.RUNNING));

        // When
        end();

        // Then
        await(() -> toldOf(RunState.DONE));
    }

    @Test
    void theLedgerSaysWhichRunHasMovedAtTheCommit() throws Exception {
        // Given
        ledger.begin(request);
        try (var connection = database.dataSource().getConnection();
                var notices = Notices.on(connection, "caravanserai_run")) {

            // When
            database.execute("update caravanserai.run set progress_done = 5");

            // Then
            assertThat(notices.await(Duration.ofSeconds(20)))
                    .containsExactly(request.run().toString());
        }
    }

    @Test
    void whereNoNoticeArrivesTheLedgerIsAskedEachSecond() throws Exception {
        // Given
        database.execute("alter table caravanserai.run disable trigger run_notice");
        ledger.begin(request);
        watch.watch(request.run(), told::add);

        // When
        end();

        // Then
        await(() -> toldOf(RunState.DONE));
    }

    @Test
    void aWatchOutlivesTheDatabasesAbsence() throws Exception {
        // Given
        ledger.begin(request);
        watch.watch(request.run(), told::add);
        await(() -> toldOf(RunState.RUNNING));

        // When
        database.goAway();
        database.comeBack();
        end();

        // Then
        await(() -> toldOf(RunState.DONE));
    }

    @Test
    void whoHasClosedIsToldNothingMore() throws Exception {
        // Given
        ledger.begin(request);
        RunWatch.Watcher watcher = watch.watch(request.run(), told::add);
        await(() -> toldOf(RunState.RUNNING));
        List<Run> others = new CopyOnWriteArrayList<>();

        // When
        watcher.close();
        int before = told.size();
        watch.watch(request.run(), others::add);
        end();
        await(() -> others.stream().anyMatch(run -> run.state() == RunState.DONE));

        // Then
        assertThat(told.size()).isLessThanOrEqualTo(before + 1);
        assertThat(toldOf(RunState.DONE)).isFalse();
    }
}
