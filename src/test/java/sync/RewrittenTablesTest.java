package sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import ledger.ProblemException;
import ledger.RunEnd;
import ledger.RunState;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postgres.Query;
import postgres.SqlState;

/** Tables whose files somebody changes while a sync is on its way to them. */
class RewrittenTablesTest {

    private SyncedDatabases two;

    @BeforeEach
    void open() throws SQLException {
        two = new SyncedDatabases().tables("things");
    }

    @AfterEach
    void close() throws SQLException {
        two.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "truncate things; insert into things select i, 'again', '2001-01-01' from generate_series(1, 10) i",
                "alter table things alter name type varchar(20) using name || '!'",
                "alter table things add column score int default 5"
            })
    void aTableIsReadAsItIsOnceItsLockIsHeld(String change) throws Exception {
        // Given
        two.both("create table things (id bigint primary key, name text, updated_at timestamptz)");
        two.with(SyncSettings.Deletes.RECONCILE);
        two.source("insert into things select i, 'n' || i, now() from generate_series(1, 10) i");
        two.sync();
        two.settle();
        two.target("create table notes (thing bigint references things on delete cascade)");
        two.target("insert into notes values (7)");
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (Connection holder = two.anotherSource()) {
            holder.setAutoCommit(false);
            Query.execute(holder, change);
            Future<RunEnd> sync = executor.submit(() -> two.sync());
            Awaitility.await().until(() -> "t"
                    .equals(two.sourceValue("select exists (select from pg_locks where not granted"
                            + " and database = (select oid from pg_database where datname = current_database()))")));

            // When
            holder.commit();

            // Then
            assertThatThrownBy(sync::get)
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(SQLException.class)
                    .matches(SqlState::mayPass);
        } finally {
            executor.shutdown();
        }
        assertThat(two.targetValue("select count(*) from notes")).isEqualTo("1");
        assertThat(two.sync().state()).isEqualTo(RunState.DONE);
        assertThat(two.targetValue("select count(*) from notes")).isEqualTo("1");
        assertThat(two.targetRows("things")).isEqualTo(two.sourceRows("things"));
    }

    @Test
    @Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aLockOfAPartitionOfTheSourceIsWaitedForAsLongAsIsConfigured() throws SQLException {
        // Given
        two.both("create table things (id bigint primary key, updated_at timestamptz) partition by range (id)");
        two.both("create table low partition of things for values from (0) to (100)");
        two.sync();
        try (Connection holder = two.anotherSource()) {
            holder.setAutoCommit(false);
            Query.execute(holder, "lock table low in access exclusive mode");

            // When, Then
            assertThatThrownBy(two::sync)
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("2000 milliseconds");
        }
        assertThat(two.sync().state()).isEqualTo(RunState.DONE);
    }
}
