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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import postgres.Query;

/** One table that cannot be synced, and others that can. */
class TableTroublesTest {

    private SyncedDatabases two;

    @BeforeEach
    void open() throws SQLException {
        two = new SyncedDatabases().tables("a", "b", "c").with(SyncSettings.Deletes.RECONCILE);
        for (String table : new String[] {"a", "b", "c"}) {
            two.both("create table " + table + " (id int primary key, v text unique, updated_at timestamptz)");
            two.source("insert into " + table + " select g, 'v' || g, now() from generate_series(1, 10) g");
        }
        two.sync();
    }

    @AfterEach
    void close() throws SQLException {
        two.close();
    }

    private void change() throws SQLException {
        for (String table : new String[] {"a", "b", "c"}) {
            two.source("delete from " + table + " where id = 1; insert into " + table + " values (11, 'new', now());"
                    + " update " + table + " set v = 'w', updated_at = now() where id = 2");
        }
    }

    private void same(String... tables) throws SQLException {
        for (String table : tables) {
            assertThat(two.targetRows(table)).as(table).isEqualTo(two.sourceRows(table));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "drop table b",
                "alter table b drop constraint b_pkey",
                "alter table b alter v type int using id",
                "create table other (b int references b on delete cascade); insert into other values (1)",
                "alter table b add check (v <> 'new')",
                "create function no() returns trigger language plpgsql as"
                        + " $$begin raise exception 'not here'; end$$;"
                        + " create trigger t before delete on b for each row execute function no()",
            })
    void theOthersAreSyncedAndItIsToldWhichIsNot(String trouble) throws SQLException {
        // Given
        two.target(trouble);
        change();

        // When
        RunEnd end = two.sync();

        // Then
        same("a", "c");
        assertThat(end.state()).isEqualTo(RunState.FAILED);
        assertThat(end.problem().detail()).contains("1 of 3 tables could not be synced. b: ");
        assertThat(TwoDatabases.told(end, "b").at("/problem/status").asInt())
                .isEqualTo(end.problem().status())
                .isBetween(400, 499);
        assertThat(TwoDatabases.told(end, "c").get("problem").isNull()).isTrue();
        assertThat(TwoDatabases.told(end, "c").get("inserted").asInt()).isOne();
        assertThat(TwoDatabases.told(end, "c").get("deleted").asInt()).isOne();
    }

    @Test
    void whatWasNotInArrivesWhenTheTroubleIsGone() throws SQLException {
        // Given
        two.target("alter table b add constraint trouble check (v <> 'new')");
        change();
        two.sync();
        two.target("alter table b drop constraint trouble");

        // When
        RunEnd end = two.sync();

        // Then
        same("a", "b", "c");
        assertThat(end.state()).isEqualTo(RunState.DONE);
    }

    @ParameterizedTest
    @EnumSource(names = {"RECONCILE", "LOG"})
    void whereOnlyADeleteIsRefusedChangesArriveAndItIsTriedAgain(SyncSettings.Deletes deletes) throws SQLException {
        // Given
        two.with(deletes);
        two.restart();
        if (deletes == SyncSettings.Deletes.LOG) {
            two.install(true);
            two.sync();
        }
        two.target("create table other (b int references b on delete cascade); insert into other values (1)");
        change();

        // When
        RunEnd end = two.sync();

        // Then
        assertThat(end.state()).isEqualTo(RunState.FAILED);
        assertThat(TwoDatabases.told(end, "b").get("inserted").asInt()).isOne();
        assertThat(two.targetValue("select count(*) from b where id in (1, 11)"))
                .isEqualTo("2");
        two.target("drop table other");
        two.sync();
        same("a", "b", "c");
    }

    @Test
    void aTableThatMayNotBeReadIsLeftOut() throws SQLException {
        // Given
        two.readerWithoutRights();
        two.disconnect();
        two.source("revoke all on b from public; do $$begin execute format('revoke all on b from %I', 'reader_' ||"
                + " current_database()); end$$");
        change();

        // When
        RunEnd end = two.sync();

        // Then
        same("a", "c");
        assertThat(end.state()).isEqualTo(RunState.FAILED);
        assertThat(end.problem().detail()).contains("b: ", "lacks a right");
    }

    @Test
    void aTableThatIsLockedIsLeftOut() throws Exception {
        // Given
        change();
        try (Connection other = two.anotherSource()) {
            other.setAutoCommit(false);
            Query.execute(other, "lock table b");

            // When
            RunEnd end = two.sync();

            // Then
            same("a", "c");
            assertThat(end.problem().status()).isEqualTo(423);
        }
    }

    @Test
    void nothingGoesOnWhereTheFlowSaysSo() throws SQLException {
        // Given
        two.with(SyncSettings.OnTableFailure.STOP);
        two.restart();
        two.target("drop table b");
        change();

        // When, Then
        assertThatThrownBy(two::sync).isInstanceOf(ProblemException.class).hasMessageContaining("has no table b");
        assertThat(two.targetRows("a")).hasSize(10);
    }

    @ParameterizedTest
    @EnumSource(names = {"RECONCILE", "LOG"})
    void whereNothingCanBeDoneItIsRefused(SyncSettings.Deletes deletes) throws SQLException {
        // Given
        two.with(deletes);
        two.restart();
        if (deletes == SyncSettings.Deletes.LOG) {
            two.install(true);
            two.sync();
        }
        two.target("create table other (b int references b on delete cascade); insert into other values (1)");
        two.source("delete from b where id = 1");

        // When
        RunEnd end = two.sync("b");

        // Then
        assertThat(end.state()).isEqualTo(RunState.REFUSED);
        assertThat(end.problem().status()).isEqualTo(422);
        assertThat(end.problem().detail()).contains("1 of other");
    }
}
