package ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import postgres.Backend;
import postgres.Query;
import postgres.TestServer;

/** Who is stopped with a run, and who is not. */
class WorkerPoolTest {

    private static int lock(Connection connection) {
        try {
            return Query.list(connection, "select pg_advisory_lock(1)", row -> 1)
                    .size();
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    @Test
    void whoComesAfterTheRunWasCancelledIsNotStoppedInLaterWork() throws Exception {
        // Given
        String url = TestServer.createDatabase();
        ActiveRun run = new ActiveRuns().open(UUID.randomUUID());
        try (Connection pooled = TestServer.dataSource(url).getConnection();
                Connection other = TestServer.dataSource(url).getConnection();
                WorkerPool workers = new WorkerPool(run, "worker", 1)) {
            run.cancel();
            assertThatThrownBy(() -> workers.worksOn(Backend.of(pooled))).isInstanceOf(ProblemException.class);
            Query.execute(other, "select pg_advisory_lock(1)");
            CompletableFuture<Integer> later = CompletableFuture.supplyAsync(() -> lock(pooled));
            Awaitility.await()
                    .until(() -> Query.first(
                                            other,
                                            "select count(*) from pg_locks where locktype = 'advisory' and not granted"
                                                    + " and database = (select oid from pg_database where datname = current_database())",
                                            row -> row.getLong(1))
                                    .orElseThrow()
                            == 1);

            // When
            run.cancel();
            Query.execute(other, "select pg_advisory_unlock(1)");

            // Then
            assertThat(later.get()).isOne();
        }
    }
}
