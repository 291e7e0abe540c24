package sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import ledger.ProblemException;
import ledger.Rows;
import ledger.RunEnd;
import ledger.RunState;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postgres.Query;
import postgres.Wire;

/** Incremental sync between two real databases, without routes. */
@Tag("every-postgres")
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
        two = new SyncedDatabases().tables();
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

        // Then
        same();
        assertThat(first.state()).isEqualTo(RunState.DONE);
        assertThat(count(first, "inserted")).isEqualTo(1002);
        two.settle();
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
        two.settle();
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
        two.settle();
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
        assertThat(count(end, "chunks")).isEqualTo(5);
        assertThat(two.targetValue("select count(*) from things")).isEqualTo("250000");
    }

    /** The target takes the first batch of so many rows, and at a row of the second does what is said. */
    private void sixtyThousandRows(String atTheSecondBatch) throws SQLException {
        two.source(
                "insert into things select i, 'n' || i, i, '2020-01-01', '2020-01-01' from generate_series(1, 60000) i");
        two.target("create function stumble() returns trigger language plpgsql as $$ begin if new.id = 55000 then "
                + atTheSecondBatch + "; end if; return new; end $$");
        two.target("create trigger stumble before insert on things for each row execute function stumble()");
    }

    @Test
    void aSyncThatIsTriedAgainTellsOfAllItsRows() throws SQLException {
        // Given
        sixtyThousandRows("raise exception 'not now' using errcode = '40001'");
        SyncRequest request = SyncedDatabases.request();
        assertThatThrownBy(() -> two.syncer().sync(request)).isInstanceOf(SQLException.class);
        two.target("drop trigger stumble on things");

        // When
        RunEnd end = two.syncer().sync(request);

        // Then
        same();
        assertThat(end.rows()).isEqualTo(new Rows(60_000, 60_000, 0, 0, 0));
        assertThat(count(end, "rows")).isEqualTo(60_000);
        assertThat(count(end, "inserted")).isEqualTo(60_000);
        assertThat(count(end, "chunks")).isEqualTo(2);
    }

    @Test
    void aSyncThatIsCancelledInAStatementTellsWhatHadArrived() throws Exception {
        // Given
        sixtyThousandRows("perform pg_advisory_xact_lock(77)");
        SyncRequest request = SyncedDatabases.request();
        two.target("select pg_advisory_lock(77)");
        CompletableFuture<RunEnd> sync = new CompletableFuture<>();
        Thread beside = new Thread(() -> {
            try {
                sync.complete(two.syncer().sync(request));
            } catch (SQLException | RuntimeException e) {
                sync.completeExceptionally(e);
            }
        });
        beside.start();
        Awaitility.await()
                .until(() -> two.targetValue("select count(*) from pg_locks where locktype = 'advisory' and not granted"
                                + " and database = (select oid from pg_database where datname = current_database())")
                        .equals("1"));

        // When
        two.active.find(request.run()).orElseThrow().cancel();

        // Then
        RunEnd end = sync.get(1, TimeUnit.MINUTES);
        assertThat(end.state()).isEqualTo(RunState.CANCELLED);
        assertThat(end.problem()).isNull();
        assertThat(end.rows()).isEqualTo(new Rows(50_000, 50_000, 0, 0, 0));
        assertThat(two.targetValue("select count(*) from things")).isEqualTo("50000");
    }

    @Test
    void aSyncWithNothingToDoTakesFewRoundTrips() throws SQLException, IOException {
        // Given
        try (Wire before = new Wire(two.sourceUrl);
                Wire behind = new Wire(two.targetUrl)) {
            two.with(before, behind);
            two.source("insert into things select i, 'n', i, now(), now() from generate_series(1, 1000) i");
            two.sync();
            two.settle();
            before.roundTrips();
            behind.roundTrips();

            // When
            RunEnd end = two.sync();

            // Then
            assertThat(end.rows().in()).isZero();
            assertThat(before.roundTrips() + behind.roundTrips()).isLessThan(10);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {2000, 200_000, 3_000_000})
    void aNetworkThatIsCutAnywhereLosesNothing(long bytes) throws SQLException, IOException {
        // Given
        try (Wire before = new Wire(two.sourceUrl);
                Wire behind = new Wire(two.targetUrl)) {
            two.with(before, behind);
            two.source("insert into things select i, 'n' || i, i, '2020-01-01', '2020-01-01'"
                    + " from generate_series(1, 210000) i");
            before.cutAfter(bytes);

            // When
            assertThatThrownBy(two::sync).isInstanceOf(SQLException.class);
            two.sync();

            // Then
            assertThat(two.targetValue("select count(*) from things")).isEqualTo("210000");
        }
    }

    @Test
    void whereADirtyCutFallsTheNextSyncGoesOn() throws SQLException, IOException {
        // Given
        try (Wire before = new Wire(two.sourceUrl);
                Wire behind = new Wire(two.targetUrl)) {
            two.with(before, behind);
            two.source("insert into things select i, 'n' || i, i, '2020-01-01', '2020-01-01'"
                    + " from generate_series(1, 250000) i");
            before.cutAfter(18_000_000);
            assertThatThrownBy(two::sync).isInstanceOf(SQLException.class);

            // When
            RunEnd end = two.sync();

            // Then
            assertThat(two.targetValue("select count(*) from things")).isEqualTo("250000");
            assertThat(end.rows().in()).isBetween(1L, 200_000L);
        }
    }

    @Test
    void aReaderWhoSeesNothingOfOthersMissesNoRow() throws SQLException {
        // Given
        two.readerWithoutRights();
        two.sync();
        try (Connection slow = two.anotherSource()) {
            slow.setAutoCommit(false);
            Query.execute(slow, "insert into things values (100, 'slow', 1, now(), now())");
            two.sync();
            two.source(
                    "insert into things values (101, 'quick', 1, now() + interval '5 seconds', now() + interval '5 seconds')");
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
    void transactionsOfWhichNothingIsKnownAreTold() throws SQLException {
        // Given
        two.readerWithoutRights();
        try (Connection slow = two.anotherSource()) {
            slow.setAutoCommit(false);
            Query.execute(slow, "insert into things values (100, 'slow', 1, now(), now())");

            // When
            RunEnd end = two.sync();

            // Then
            assertThat(end.detail().get("ceiling").isNull()).isTrue();
            assertThat(end.detail().get("notes").toString()).contains("open");
        }
    }

    @Test
    void aClockThatWentBackIsToldAndNoRowIsMissed() throws SQLException {
        // Given
        two.source("insert into things values (1, 'a', 1, now(), now())");
        two.sync();
        two.target("update caravanserai_sync.tick set horizon = jsonb_set(horizon, '{clock}',"
                + " to_jsonb((horizon ->> 'clock')::bigint + 3600000000))");
        two.target("update caravanserai_sync.watermark set at = (at::timestamptz + interval '1 hour')::text");
        two.source("insert into things values (2, 'b', 1, now(), now())");

        // When
        RunEnd end = two.sync();

        // Then
        same();
        assertThat(end.detail().get("notes").toString()).contains("clock");
    }

    @Test
    void rowsThatAreLoadedAgainWithOldTimesAfterATruncateArrive() throws SQLException {
        // Given
        two.source("insert into things select i, 'n', i, now(), now() from generate_series(1, 100) i");
        two.sync();
        two.source("truncate things");
        two.source(
                "insert into things select i, 'again', i, '2001-01-01', '2001-01-01' from generate_series(1, 100) i");

        // When
        two.sync();

        // Then
        same();
    }

    @Test
    void columnsThatAreNewAreAddedAndTypesWidened() throws SQLException {
        // Given
        two.source("insert into things values (1, 'a', 1, now(), now())");
        two.both("create table small (id int primary key, n int, v varchar(3), updated_at timestamptz)");
        two.sync();
        two.source("create type mood as enum ('good')");
        two.target("create type mood as enum ('good')");
        two.source("alter table things add column feeling mood, add column score int not null default 7");
        two.source("alter table small alter n type bigint, alter v type text");
        two.source("insert into small values (1, 5000000000, 'longer', now())");
        two.source("update things set feeling = 'good', updated_at = now()");

        // When
        two.sync();

        // Then
        same();
        assertThat(two.targetRows("small")).isEqualTo(two.sourceRows("small"));
    }

    @Test
    void columnsThatAreNewAreRefusedWhereTheFlowSaysSo() throws SQLException {
        // Given
        two.with(SyncSettings.NewColumns.REFUSE);
        two.source("alter table things add column score int");

        // When, Then
        assertThatThrownBy(two::sync).isInstanceOf(ProblemException.class).hasMessageContaining("score");
        assertThat(two.targetValue("select count(*) from information_schema.columns where column_name = 'score'"))
                .isEqualTo("0");
    }

    @Test
    void aTypeThatCannotBeMadeIsAnAnswer() throws SQLException {
        // Given
        two.source("create function is_good(text) returns boolean language sql immutable as 'select true'");
        two.source("create domain mood as text check (is_good(value))");
        two.source("alter table things add column feeling mood");

        // When, Then
        assertThatThrownBy(two::sync).isInstanceOf(ProblemException.class).hasMessageContaining("is_good");
    }

    @Test
    void rowsThatReferToEachOtherArriveWhateverTheirOrder() throws SQLException {
        // Given
        two.both("create table tree (id int primary key, parent int references tree, updated_at timestamptz)");
        two.both("create table a (id int primary key, b int, updated_at timestamptz)");
        two.both("create table b (id int primary key, a int references a, updated_at timestamptz)");
        two.both("alter table a add foreign key (b) references b");
        two.source("insert into tree select i, null, now() from generate_series(1, 1000) i");
        two.source(
                "update tree set parent = 1001 - id, updated_at = timestamptz '2020-01-01' - id * interval '1 hour'");
        two.source("insert into a values (1, null, now()); insert into b values (1, 1, now()); update a set b = 1");

        // When
        two.sync();

        // Then
        assertThat(two.targetRows("tree")).isEqualTo(two.sourceRows("tree"));
        assertThat(two.targetRows("a")).isEqualTo(two.sourceRows("a"));
        assertThat(two.targetRows("b")).isEqualTo(two.sourceRows("b"));
    }

    @Test
    void aRowThatIsInTheWayIsAnAnswerAndNothingIsLost() throws SQLException {
        // Given
        two.both("create table mails (id int primary key, mail text unique, updated_at timestamptz)");
        two.tables("mails");
        two.target("insert into mails values (99, 'a@b', now())");
        two.source("insert into mails values (1, 'a@b', now())");

        // When
        RunEnd refused = two.sync();
        two.target("delete from mails");
        RunEnd end = two.sync();

        // Then
        assertThat(refused.state()).isEqualTo(RunState.FAILED);
        assertThat(refused.problem().status()).isEqualTo(409);
        assertThat(end.state()).isEqualTo(RunState.DONE);
        assertThat(two.targetRows("mails")).isEqualTo(two.sourceRows("mails"));
    }

    @Test
    void aDeletedRowMakesWayForAnotherWithItsValue() throws SQLException {
        // Given
        two.both("create table mails (id int primary key, mail text unique, updated_at timestamptz)");
        two.tables("mails").with(SyncSettings.Deletes.LOG);
        two.source("insert into mails values (1, 'a@b', now())");
        two.install(true);
        two.sync();
        two.source("delete from mails");
        two.source("insert into mails values (2, 'a@b', now())");

        // When
        two.sync();

        // Then
        assertThat(two.targetRows("mails")).isEqualTo(two.sourceRows("mails"));
    }

    @Test
    void deletesAreFoundByComparingKeys() throws SQLException {
        // Given
        two.with(SyncSettings.Deletes.RECONCILE);
        two.source("insert into things select i, 'n' || i, i, now(), now() from generate_series(1, 1000) i");
        two.sync();
        two.source("delete from things where id <= 10");

        // When
        RunEnd end = two.sync();

        // Then
        same();
        assertThat(count(end, "deleted")).isEqualTo(10);
        assertThat(end.detail().at("/tables/0/reconciled/rows").asLong()).isEqualTo(1990);
    }

    @Test
    void keysOfTheUsersOwnTypesAreOrderedByTheirOwnOperators() throws SQLException {
        // Given
        two.both("create extension citext");
        two.both("create table words (word citext primary key, updated_at timestamptz)");
        two.tables("words");
        two.source("insert into words select case when i % 2 = 0 then 'W' else 'w' end || i, '2020-01-01'"
                + " from generate_series(1, 120000) i");

        // When
        RunEnd end = two.sync();
        two.source("insert into words values ('a', now())");
        two.sync();

        // Then
        assertThat(count(end, "chunks")).isEqualTo(3);
        assertThat(two.targetValue("select count(*) from words")).isEqualTo("120001");
    }

    @Test
    void aKeyThatIsWrittenOtherwiseIsTheSameRowAndNoneThatIsGone() throws SQLException {
        // Given
        two.both("create extension citext");
        two.both("create table words (word citext primary key, v int, updated_at timestamptz)");
        two.tables("words").with(SyncSettings.Deletes.RECONCILE);
        two.source("insert into words select 'w' || i, i, '2020-01-01' from generate_series(1, 300) i");
        two.sync();

        // When
        two.source("update words set word = upper(word::text), updated_at = now() where v in (7, 8)");
        two.source("delete from words where v = 9");
        RunEnd end = two.sync();

        // Then
        assertThat(two.targetRows("words")).isEqualTo(two.sourceRows("words"));
        assertThat(count(end, "updated")).isEqualTo(2);
        assertThat(count(end, "deleted")).isEqualTo(1);
    }

    @Test
    void aTimeThatIsNoneIsAnAnswer() throws SQLException {
        // Given
        two.both("create table dated (id int primary key, updated_at text)");

        // When, Then
        assertThatThrownBy(() -> two.sync("dated"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("updated_at of dated");
    }
}
