package sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import ledger.RunEnd;
import ledger.RunId;
import ledger.RunState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import postgres.Query;

/** A source whose clock is not what it was at the last sync, and one that another server took the place of. */
class SourceClockTest {

    private static final String HOUR_AHEAD =
            "update caravanserai_sync.watermark set at = (at::timestamptz + interval '1 hour')::text";

    private SyncedDatabases two;

    @BeforeEach
    void open() throws SQLException {
        two = new SyncedDatabases().tables("things");
        two.both("create table things (id int primary key, updated_at timestamptz not null)");
        two.source("insert into things values (1, '2020-01-01')");
        two.sync();
        two.settle();
    }

    @AfterEach
    void close() throws SQLException {
        two.close();
    }

    private void clock(String shift) throws SQLException {
        two.target("update caravanserai_sync.tick set horizon = jsonb_set(horizon, '{clock}',"
                + " to_jsonb((extract(epoch from now()) * 1000000)::bigint + " + shift + "))");
    }

    private void same() throws SQLException {
        assertThat(two.targetRows("things")).isEqualTo(two.sourceRows("things"));
    }

    @Test
    void rowsArriveEvenIfTheClockHasCaughtUpSinceASyncThatBroke() throws SQLException {
        // Given
        clock("3600000000");
        two.target(HOUR_AHEAD);
        two.source("insert into things values (2, now())");
        try (Connection holder = two.anotherTarget()) {
            holder.setAutoCommit(false);
            Query.execute(holder, "lock table things in access exclusive mode");
            assertThat(two.sync().state()).isEqualTo(RunState.FAILED);
        }
        clock("0");

        // When
        two.sync();

        // Then
        same();
    }

    @Test
    void afterAFailoverRowsBelowTheOldTimesArrive() throws SQLException {
        // Given
        two.target("update caravanserai_sync.tick set horizon ="
                + " horizon || '{\"incarnation\": \"other\", \"timeline\": \"other\"}'");
        two.target(HOUR_AHEAD);
        two.source("insert into things values (2, now())");

        // When
        RunEnd end = two.sync();

        // Then
        same();
        assertThat(end.detail().get("notes").toString()).contains("another server");
    }

    @Test
    void afterARestartRowsWithTimesAreNotLookedAtAgain() throws SQLException {
        // Given
        two.target("update caravanserai_sync.tick set horizon = horizon || '{\"incarnation\": \"other\"}'");

        // When
        RunEnd end = two.sync();

        // Then
        assertThat(end.rows().in()).isZero();
        assertThat(end.detail().get("notes")).isEmpty();
    }

    @Test
    void afterAFailoverACopyOfOneTableDoubtsTheTimesOfOthers() throws SQLException {
        // Given
        two.target("update caravanserai_sync.tick set horizon ="
                + " horizon || '{\"incarnation\": \"other\", \"timeline\": \"other\"}'");
        two.target(HOUR_AHEAD);
        Flow flow = new Flow(
                SyncedDatabases.FLOW,
                "from",
                "to",
                List.of(),
                Optional.empty(),
                1,
                "created_at",
                "updated_at",
                SyncSettings.Deletes.IGNORE);
        CopyMark mark = CopyMark.before(two.anotherSource(), flow, List.of(), two.active.open(RunId.next()), 2000);

        // When
        mark.keep(two.target);

        // Then
        two.source("insert into things values (2, now())");
        two.sync();
        same();
    }
}
