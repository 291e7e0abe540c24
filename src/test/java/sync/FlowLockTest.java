package sync;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.util.Map;
import ledger.ProblemException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import postgres.Databases;
import postgres.Query;
import postgres.TestServer;

/** A flow in one run's hands. */
class FlowLockTest {

    // What is held needs no more than to be held.
    @SuppressWarnings("try")
    @Test
    void aFlowStaysInHandHoweverLongItsConnectionIsIdle() throws Exception {
        // Given
        TwoDatabases two = new TwoDatabases();
        two.open();
        String database = two.targetRows("select current_database()").get(0);
        two.onTarget("alter database " + database + " set idle_session_timeout = '200ms'");
        Databases databases = two.known(
                Map.of("copy", TwoDatabases.database(two.targetUrl, TestServer.username(), TestServer.password())));
        try (FlowLock lock = FlowLock.take(databases, TwoDatabases.flow());
                Connection idle = TestServer.dataSource(two.targetUrl).getConnection()) {
            long pid = Query.first(idle, "select pg_backend_pid()", row -> row.getLong(1))
                    .orElseThrow();

            // When
            Awaitility.await().until(() -> two.targetRows("select pid from pg_stat_activity where pid = " + pid)
                    .isEmpty());

            // Then
            assertThatThrownBy(() -> FlowLock.take(databases, TwoDatabases.flow()))
                    .isInstanceOf(ProblemException.class);
        } finally {
            databases.close();
            two.databases.close();
            two.close();
        }
    }
}
