package sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import ledger.ProblemException;
import ledger.RunEnd;
import ledger.RunState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import postgres.Query;

/** Incremental sync between two real databases, without routes. */
class SyncerTest {

    private static final String TABLE =
            """
            create table things (
                id bigint primary key, name text, amount numeric,
                created_at timestamptz, updated_at timestamptz
            );
            create index on things (updated_at, id);
            create index on things (created_at, id)
            """;

    private SyncedDatabases two;

    @BeforeEach
    void open() throws SQLException {
        two = new SyncedDatabases();
        two.both(TABLE);
    }

    @AfterEach
    void close() throws SQLException {
        two.close();
    }

    private void same() throws SQLException {
        assertThat(two.targetRows("things")).isEqualTo(two.sourceRows("things"));
    }

    private static long count(RunEnd end, String what) {
        return end.detail().get("tables").get(0).get(what).asLong();
    }

    @Test
    void everythingArrivesTheFirstTimeAndNothingTheSecond() throws SQLException {
        // Given
        two.source("insert into things select i, 'n' || i, i * 1.50, now(), now() from generate_series(1, 1000) i");
        two.source("insert into things values (2001, 'no time', 1.0, null, null), (2002, 'made', 2, now(), null)");

        // When
        RunEnd first = two.sync();
        RunEnd second = two.sync();

        // Then
        same();
        assertThat(first.state()).isEqualTo(RunState.DONE);
        assertThat(count(first, "inserted")).isEqualTo(1002);
        assertThat(second.rows().in()).isZero();
    }

    @Test
    void changesArrive() throws SQLException {
        // Given
        two.source("insert into things select i, 'n' || i, i, now(), now() from generate_series(1, 1000) i");
        two.sync();

        // When
        two.source("update things set name = 'new', updated_at = now() where id <= 10");
        two.source("insert into things values (1001, 'late', 1, now(), now())");
        RunEnd end = two.sync();

        // Then
        same();
        assertThat(count(end, "inserted")).isEqualTo(1);
        assertThat(count(end, "updated")).isEqualTo(10);
    }

    @Test
    void aRowThatIsCommittedLateArrives() throws SQLException {
        // Given
        two.source("insert into things select i, 'n', i, now(), now() from generate_series(1, 10) i");
        try (Connection slow = two.anotherSource()) {
            slow.setAutoCommit(false);
            Query.execute(slow, "insert into things values (100, 'slow', 1, now(), now())");
            two.source("select pg_sleep(0.01)");
            two.source("insert into things values (101, 'quick', 1, now(), now())");
            two.sync();
            two.sync();
            slow.commit();
        }

        // When
        two.sync();

        // Then
        same();
    }

    @Test
    void aTransactionThatIsPreparedHoldsTheWatermark() throws SQLException {
        // Given
        two.source("insert into things values (1, 'first', 1, now(), now())");
        two.sync();
        try (Connection slow = two.anotherSource()) {
            Query.execute(slow, "begin");
            Query.execute(slow, "insert into things values (100, 'slow', 1, now(), now())");
            two.sync();
            Query.execute(slow, "prepare transaction 'slow'");
            two.source(
                    "insert into things values (101, 'quick', 1, now() + interval '10 seconds', now() + interval '10 seconds')");
            two.sync();
            two.sync();
            Query.execute(slow, "commit prepared 'slow'");
        }

        // When
        two.sync();

        // Then
        same();
    }

    @Test
    void aRowWithoutTimesThatChangesArrives() throws SQLException {
        // Given
        two.source("insert into things values (1, 'a', 1, null, null), (2, 'b', 1, null, null)");
        two.sync();
        two.source("update things set name = 'c' where id = 1");

        // When
        RunEnd end = two.sync();

        // Then
        same();
        assertThat(end.rows().in()).isEqualTo(1);
    }

    @Test
    void whatIsChangedOnTheTargetByHandStays() throws SQLException {
        // Given
        two.source("insert into things values (1, 'a', 1, now(), now()), (2, 'b', 1, null, null)");
        two.sync();
        two.target("update things set name = 'by hand'");

        // When
        RunEnd end = two.sync();

        // Then
        assertThat(end.rows().in()).isZero();
        assertThat(two.targetValue("select string_agg(name, ',') from things")).isEqualTo("by hand,by hand");
    }

    @Test
    void deletesAreAppliedFromTheLog() throws SQLException {
        // Given
        two.with(SyncSettings.Deletes.LOG);
        two.source("insert into things select i, 'n' || i, i, now(), now() from generate_series(1, 100) i");
        two.install(true);
        two.sync();

        // When
        two.source("delete from things where id <= 10");
        two.source("update things set id = id + 1000, updated_at = now() where id between 11 and 20");
        RunEnd end = two.sync();

        // Then
        same();
        assertThat(count(end, "deleted")).isEqualTo(20);
        assertThat(count(end, "inserted")).isEqualTo(10);
    }

    @Test
    void aTruncateIsAppliedFromTheLog() throws SQLException {
        // Given
        two.with(SyncSettings.Deletes.LOG);
        two.source("insert into things select i, 'n' || i, i, now(), now() from generate_series(1, 100) i");
        two.install(true);
        two.sync();

        // When
        two.source("truncate things");
        two.source("insert into things values (7, 'after', 1, '2001-01-01', '2001-01-01')");
        two.sync();

        // Then
        same();
    }

    @Test
    void withoutItsLogDeletesByLogAreRefused() throws SQLException {
        // Given
        two.with(SyncSettings.Deletes.LOG);

        // When, Then
        assertThatThrownBy(two::sync).isInstanceOf(ProblemException.class).hasMessageContaining("install");
    }

    @Test
    void manyRowsOfOneTimeArrive() throws SQLException {
        // Given
        two.source("insert into things select i, 'n', i, '2020-01-01', '2020-01-01' from generate_series(1, 250000) i");

        // When
        RunEnd end = two.sync();

        // Then
        assertThat(count(end, "chunks")).isEqualTo(3);
        assertThat(two.targetValue("select count(*) from things")).isEqualTo("250000");
    }
}
