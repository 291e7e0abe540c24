package ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import postgres.Backend;
import postgres.Query;
import postgres.TestServer;

class ActiveRunTest {

    @Test
    void aRunThatIsBrokenOffWaitsForNoLockAndHasNotEnded() throws Exception {
        // Given
        LedgerDatabase database = new LedgerDatabase();
        database.execute("create table held (id int)");
        ActiveRun run = new ActiveRuns().open(RunId.next());
        try (Connection holder = database.dataSource().getConnection();
                Connection waiter = database.dataSource().getConnection()) {
            holder.setAutoCommit(false);
            Query.execute(holder, "lock table held");
            run.worksOn(Backend.of(waiter));
            CompletableFuture<String> state = CompletableFuture.supplyAsync(() -> lock(waiter));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> database.value("select 1 from pg_locks where not granted") != null);

            // When
            run.breakOff();

            // Then
            assertThat(state.get(10, TimeUnit.SECONDS)).isEqualTo("57014");
            assertThat(run.cancelWanted()).isTrue();
            assertThat(run.isBrokenOff()).isTrue();
            assertThat(run.ended().isCancelled()).isTrue();
        }
    }

    private static String lock(Connection connection) {
        try {
            Query.execute(connection, "select * from held");
            return "got it";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    @Test
    void aRunThatIsTriedAgainWhileItsLedgerIsAwayStaysInHand() throws Exception {
        // Given
        ActiveRuns runs = new ActiveRuns();
        RunRequest request = new Verification(RunHeader.next(Door.HTTP));
        ActiveRun awaited = runs.open(request.run());
        Ledger away = new Ledger(
                TestServer.dataSource(TestServer.createDatabase() + "_nowhere"),
                runs,
                new Installation("here", "here"));

        // When
        Throwable trouble = catchThrowable(() -> away.begin(request));

        // Then
        assertThat(trouble).isInstanceOf(SQLException.class);
        assertThat(runs.find(request.run())).containsSame(awaited);
    }
}
