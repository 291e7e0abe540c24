package sync.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sync.TwoDatabases.difference;
import static sync.TwoDatabases.told;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import ledger.ProblemException;
import ledger.Rows;
import ledger.RunEnd;
import ledger.RunState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import sync.TwoDatabases;

@Tag("every-postgres")
class RepairTest {

    private static final TwoDatabases SIDES = new TwoDatabases();

    @BeforeEach
    void open() throws SQLException {
        SIDES.open();
    }

    @AfterEach
    void close() throws SQLException {
        SIDES.close();
    }

    private static void assertEqualNow() throws SQLException {
        assertThat(SIDES.compare().detail().get("equal").booleanValue()).isTrue();
    }

    private static String changes(RunEnd end, String table) {
        return "+" + told(end, table).get("inserted") + " ~" + told(end, table).get("updated") + " -"
                + told(end, table).get("deleted");
    }

    @Test
    void aRepairMakesTheTargetEqual() throws SQLException {
        // Given
        SIDES.onBoth("create table t (id int primary key, name text, price numeric(10,2))");
        SIDES.onBoth("insert into t select i, 'n' || i, i from generate_series(1, 100000) i");
        SIDES.onBoth("create table untouched (id int primary key); insert into untouched values (1), (2)");
        SIDES.onTarget("delete from t where id between 50 and 59");
        SIDES.onTarget("update t set name = null where id in (1, 99999); insert into t values (0), (100001)");

        // When
        RunEnd end = SIDES.repair();

        // Then
        assertThat(end.state()).isEqualTo(RunState.DONE);
        assertThat(changes(end, "t")).isEqualTo("+10 ~2 -2");
        assertThat(told(end, "t").get("missing").longValue()).isEqualTo(10);
        assertThat(told(end, "t").get("targetHash")).isEqualTo(told(end, "t").get("sourceHash"));
        assertThat(told(end, "t").get("targetRows").longValue()).isEqualTo(100000);
        assertThat(end.detail().get("equal").booleanValue()).isTrue();
        assertThat(end.rows()).isEqualTo(new Rows(100004, 14, 0, 99990, 0));
        assertThat(SIDES.targetRows("select name from t where id = 99999")).containsExactly("n99999");
        assertEqualNow();
    }

    @Test
    void anEmptyTargetIsFilledAndAnEmptySourceEmptiesIt() throws SQLException {
        // Given
        SIDES.onBoth("create table a (id uuid primary key, v int); create table b (id int primary key)");
        SIDES.onSource("insert into a select gen_random_uuid(), i from generate_series(1, 20000) i");
        SIDES.onTarget("insert into b select generate_series(1, 20000)");

        // When
        RunEnd end = SIDES.repair();

        // Then
        assertThat(changes(end, "a")).isEqualTo("+20000 ~0 -0");
        assertThat(changes(end, "b")).isEqualTo("+0 ~0 -20000");
        assertEqualNow();
    }

    @Test
    void nothingIsWrittenWhereNothingDiffers() throws SQLException {
        // Given
        SIDES.onBoth("create table t (id int primary key); insert into t values (1)");
        String before =
                SIDES.targetRows("select xmin::text || ctid::text from t").get(0);

        // When
        RunEnd end = SIDES.repair();

        // Then
        assertThat(end.rows()).isEqualTo(new Rows(1, 0, 0, 1, 0));
        assertThat(SIDES.targetRows("select xmin::text || ctid::text from t")).containsExactly(before);
    }

    @Test
    void foreignKeysBetweenTheTablesDoNotMindTheOrder() throws SQLException {
        // Given
        SIDES.onBoth(
                """
                create table child (id int primary key, parent int);
                create table parent (id int primary key, favourite int references child);
                alter table child add foreign key (parent) references parent;
                insert into parent select i from generate_series(1, 9) i;
                insert into child select i, i from generate_series(1, 9) i;
                update parent set favourite = id""");
        SIDES.onSource(
                """
                insert into parent values (20); insert into child values (20, 20);
                update parent set favourite = 20 where id = 20; update child set parent = 20 where id = 3;
                update parent set favourite = null where id = 4;
                update child set parent = 5 where id = 4; delete from parent where id in (3, 4)""");

        // When
        RunEnd end = SIDES.repair();

        // Then
        assertThat(end.problem()).isNull();
        assertThat(changes(end, "parent")).isEqualTo("+1 ~0 -2");
        assertThat(changes(end, "child")).isEqualTo("+1 ~2 -0");
        assertEqualNow();
    }

    @Test
    void whatADeleteFreesCanBeTakenAgain() throws SQLException {
        // Given
        SIDES.onBoth("create table t (id int primary key, email text unique)");
        SIDES.onSource("insert into t values (1, 'a'), (12, 'b'), (3, 'c')");
        SIDES.onTarget("insert into t values (1, 'c'), (2, 'b'), (9, 'a')");

        // When
        RunEnd end = SIDES.repair();

        // Then
        assertThat(end.problem()).isNull();
        assertEqualNow();
    }

    @Test
    void keysThatACollationCallsEqualAreOneRow() throws SQLException {
        // Given
        SIDES.onBoth(
                """
                create collation nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
                create table t (k text collate nocase primary key, v int)""");
        SIDES.onSource("insert into t values ('Ann', 1), ('bob', 2)");
        SIDES.onTarget("insert into t values ('ann', 1), ('bob', 2)");

        // When
        RunEnd end = SIDES.repair();

        // Then
        assertThat(changes(end, "t")).isEqualTo("+0 ~1 -0");
        assertThat(SIDES.targetRows("select k from t order by 1")).containsExactly("Ann", "bob");
    }

    @Test
    void computedAndIdentityColumnsAreKept() throws SQLException {
        // Given
        SIDES.onBoth(
                """
                create table t (id int generated always as identity primary key, v int,
                    twice int generated always as (v * 2) stored, n int generated always as identity)""");
        SIDES.onSource("insert into t (v) select generate_series(1, 100)");
        SIDES.onTarget("insert into t (v) select generate_series(1, 90); update t set v = 0 where id = 7");

        // When
        RunEnd end = SIDES.repair();

        // Then
        assertThat(end.problem()).isNull();
        assertThat(changes(end, "t")).isEqualTo("+10 ~1 -0");
        assertEqualNow();
        assertThat(SIDES.targetRows("insert into t (v) values (1) returning id || ' ' || n"))
                .containsExactly("101 101");
    }

    @Test
    void triggersOfTheTargetSleepAndWakeUpAsTheyWere() throws SQLException {
        // Given
        SIDES.onBoth("create table t (id int primary key, v text); create table log (id int primary key)");
        SIDES.onTarget(
                """
                create function meddle() returns trigger language plpgsql as
                    $$ begin insert into log values (1); new.v = 'meddled'; return new; end $$;
                create trigger meddling before insert or update on t for each row execute function meddle();
                create trigger off before insert on t for each row execute function meddle();
                alter table t disable trigger off""");
        SIDES.onSource("insert into t values (1, 'a'), (2, 'b')");

        // When
        RunEnd end = SIDES.repair();

        // Then
        assertThat(end.problem()).isNull();
        assertEqualNow();
        assertThat(SIDES.targetRows(
                        "select tgname || tgenabled::text from pg_trigger where tgrelid = 't'::regclass order by 1"))
                .containsExactly("meddlingO", "offD");
    }

    @Test
    void rowsAreRepairedWhereTypesAndColumnsDiffer() throws SQLException {
        // Given
        SIDES.onSource(
                """
                create type mood as enum ('sad', 'glad');
                create table t (id int primary key, a numeric(10,2), m mood, j jsonb, d float4, mine int)""");
        SIDES.onTarget(
                """
                create type mood as enum ('glad', 'sad');
                create table t (theirs text default 'theirs', j jsonb, m mood, a numeric, id bigint primary key, d float8)""");
        SIDES.onSource(
                "insert into t values (1, 1.5, 'sad', '{}', 0.1, 1), (2, 2, 'glad', '[\"a\\\\b\\n\"]', -0.5, 2)");
        SIDES.onTarget("insert into t (id, a, theirs) values (1, 0, 'kept'), (3, 0, 'gone')");

        // When
        RunEnd end = SIDES.repair();

        // Then
        assertThat(end.problem()).isNull();
        assertThat(changes(end, "t")).isEqualTo("+1 ~1 -1");
        assertThat(SIDES.targetRows("select theirs from t order by id")).containsExactly("kept", "theirs");
        assertThat(difference(SIDES.compare(), "t")).isEqualTo("0 missing, 0 changed, 0 added");
    }

    @Test
    void rowsAreRepairedWhereKeysHaveAnotherType() throws SQLException {
        // Given
        SIDES.onSource("create table t (k int, l text, v int, primary key (k, l))");
        SIDES.onTarget("create table t (k text, l text, v int, primary key (k, l))");
        SIDES.onBoth("insert into t select i, 'x', i from generate_series(1, 2000) i");
        SIDES.onTarget(
                "delete from t where v = 5; update t set v = 0 where v = 6; insert into t values ('seven', 'x', 7)");

        // When
        RunEnd end = SIDES.repair();

        // Then
        assertThat(end.problem()).isNull();
        assertThat(changes(end, "t")).isEqualTo("+1 ~1 -1");
        assertThat(difference(SIDES.compare(), "t")).isEqualTo("equal");
    }

    @Test
    void partitionsAreRepaired() throws SQLException {
        // Given
        SIDES.onSource("create table t (id int, at date, v text, primary key (id, at))");
        SIDES.onTarget(
                """
                create table t (id int, at date, v text, primary key (id, at)) partition by range (at);
                create table t_1 partition of t for values from ('2024-01-01') to ('2025-01-01');
                create table t_2 partition of t default""");
        SIDES.onBoth("insert into t select i, date '2024-01-01' + i, 'v' from generate_series(1, 700) i");
        SIDES.onTarget(
                "delete from t where id = 7; update t set v = 'w' where id in (8, 600); update t set at = '2030-01-01' where id = 9");

        // When
        RunEnd end = SIDES.repair();

        // Then
        assertThat(changes(end, "t")).isEqualTo("+2 ~2 -1");
        assertEqualNow();
    }

    @Test
    void aTableThatTheTargetLacksIsRefusedAndToldAndNothingIsChanged() throws SQLException {
        // Given
        SIDES.onBoth("create table t (id int primary key)");
        SIDES.onSource("insert into t values (1); create table u (id int primary key); insert into u values (1)");

        // When
        RunEnd end = SIDES.repair();

        // Then
        assertThat(end.state()).isEqualTo(RunState.REFUSED);
        assertThat(end.problem().detail()).isEqualTo("cannot repair in the database copy: u is not there");
        assertThat(end.rows()).isEqualTo(new Rows(2, 0, 0, 0, 2));
        assertThat(SIDES.targetRows("select count(*) from t")).containsExactly("0");
    }

    @Test
    void aTableWithoutAKeyIsRefusedOnlyWhereItDiffers() throws SQLException {
        // Given
        SIDES.onBoth("create table t (id int primary key); create table k (a int); insert into k values (1)");
        SIDES.onSource("insert into t values (1)");

        // When
        RunEnd first = SIDES.repair();
        SIDES.onSource("insert into k values (2)");
        RunEnd second = SIDES.repair();

        // Then
        assertThat(first.state()).isEqualTo(RunState.DONE);
        assertThat(second.state()).isEqualTo(RunState.REFUSED);
        assertThat(second.problem().detail()).contains("k has no primary key");
    }

    @Test
    void rowsThatTheTargetDoesNotTakeUndoAll() throws SQLException {
        // Given
        SIDES.onBoth("create table a (id int primary key); create table t (id int primary key, v int)");
        SIDES.onTarget("alter table t add check (v < 10)");
        SIDES.onSource("insert into a values (1); insert into t values (1, 5), (2, 50)");

        // When
        RunEnd end = SIDES.repair();

        // Then
        assertThat(end.state()).isEqualTo(RunState.REFUSED);
        assertThat(end.problem().detail()).contains("does not take the rows").contains("t_v_check");
        assertThat(end.rows()).isEqualTo(new Rows(3, 0, 0, 0, 3));
        assertThat(SIDES.targetRows("select count(*) from a")).containsExactly("0");
    }

    @Test
    void valuesThatTheTargetWouldKeepOtherwiseUndoAll() throws SQLException {
        // Given
        SIDES.onSource("create table t (id int primary key, v numeric); insert into t values (1, 1.25), (2, 2)");
        SIDES.onTarget("create table t (id int primary key, v numeric(10,1))");

        // When
        RunEnd end = SIDES.repair();

        // Then
        assertThat(end.state()).isEqualTo(RunState.REFUSED);
        assertThat(end.problem().detail()).contains("t would not be equal after a repair");
        assertThat(told(end, "t").get("equal").booleanValue()).isFalse();
        assertThat(SIDES.targetRows("select count(*) from t")).containsExactly("0");
    }

    @Test
    void rowsOfOtherTablesDoNotGoAlong() throws SQLException {
        // Given
        SIDES.onBoth("create table t (id int primary key)");
        SIDES.onTarget(
                """
                create table mine (id int primary key, t int references t on delete cascade);
                insert into t values (1), (2); insert into mine values (1, 2)""");
        SIDES.onSource("insert into t values (1)");

        // When
        RunEnd end = SIDES.repair("t");

        // Then
        assertThat(end.state()).isEqualTo(RunState.REFUSED);
        assertThat(end.problem().detail()).contains("rows of mine would be deleted or blanked");
        assertThat(SIDES.targetRows("select count(*) from mine")).containsExactly("1");
        SIDES.onTarget("delete from mine");
        assertThat(SIDES.repair("t").state()).isEqualTo(RunState.DONE);
    }

    @Test
    void rowsThatReferToAPartitionAloneDoNotGoAlong() throws SQLException {
        // Given
        SIDES.onSource("create table t (id int primary key); insert into t values (1)");
        SIDES.onTarget(
                """
                create table t (id int primary key) partition by range (id);
                create table t_1 partition of t for values from (0) to (100);
                create table mine (id int primary key, t int references t_1 on delete set null);
                insert into t values (1), (2); insert into mine values (1, 2)""");

        // When
        RunEnd end = SIDES.repair("t");

        // Then
        assertThat(end.state()).isEqualTo(RunState.REFUSED);
        assertThat(end.problem().detail()).contains("rows of mine would be deleted or blanked");
        assertThat(SIDES.targetRows("select t from mine")).containsExactly("2");
        SIDES.onTarget("delete from mine");
        assertThat(SIDES.repair("t").state()).isEqualTo(RunState.DONE);
    }

    @Test
    void aRowThatSomebodyInsertsMeanwhileDoesNotGoAlong() throws SQLException {
        // Given
        SIDES.onBoth("create table t (id int primary key)");
        SIDES.onTarget(
                """
                create table mine (id int primary key, t int references t on delete cascade);
                insert into t values (1)""");
        SIDES.onTarget("begin; insert into mine values (1, 1)");
        Comparer patient =
                new Comparer(SIDES.databases, TwoDatabases.settings("60000"), SIDES.active, TwoDatabases.images());

        // When
        CompletableFuture<RunEnd> repair = CompletableFuture.supplyAsync(() -> {
            try {
                return patient.compare(TwoDatabases.asked(true, "t"), TwoDatabases.flow());
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        while (SIDES.sourceRows("select pid from pg_locks where not granted").isEmpty()) {
            Thread.onSpinWait();
        }
        SIDES.onTarget("commit");

        // Then
        assertThat(repair.join().state()).isEqualTo(RunState.REFUSED);
        assertThat(SIDES.targetRows("select t from mine")).containsExactly("1");
    }

    @Test
    void aTableThatRefersToOneIsWaitedForNoLongerThanAllowed() throws SQLException {
        // Given
        SIDES.onBoth("create table t (id int primary key)");
        SIDES.onTarget(
                """
                create table mine (id int primary key, t int references t on delete cascade);
                insert into t values (1)""");
        SIDES.onTarget("begin; lock table mine in row exclusive mode");

        // When, Then
        assertThatThrownBy(() -> SIDES.repair("t")).isInstanceOfSatisfying(ProblemException.class, e -> assertThat(
                        e.problem().detail())
                .contains("mine in the database copy"));
        SIDES.onTarget("rollback");
    }

    @Test
    void cascadesAmongTheTablesEndEqual() throws SQLException {
        // Given
        SIDES.onBoth(
                """
                create table t (id int primary key);
                create table c (id int primary key, t int references t on delete cascade);
                insert into t values (1), (2); insert into c values (1, 1), (2, 2), (3, 2)""");
        SIDES.onSource("update c set t = 1 where id = 3; delete from t where id = 2");

        // When
        RunEnd end = SIDES.repair();

        // Then
        assertThat(end.problem()).isNull();
        assertThat(SIDES.targetRows("select id || ':' || t from c order by 1")).containsExactly("1:1", "3:1");
        assertEqualNow();
    }

    @Test
    void uniqueValuesThatWereSwappedArePutRight() throws SQLException {
        // Given
        SIDES.onBoth("create table t (id int primary key, name text not null unique, n int)");
        SIDES.onBoth("create table child (id int primary key, t int references t)");
        SIDES.onBoth(
                "insert into t select i, 'n' || i, i from generate_series(1, 100) i; insert into child values (1, 1)");
        SIDES.onTarget("update t set name = 'x' where id = 1; update t set name = 'n1' where id = 2");
        SIDES.onTarget("update t set name = 'n2' where id = 1; update t set n = 0 where id = 50");
        SIDES.onTarget("delete from t where id = 60; insert into t values (101, 'n60', 0)");

        // When
        RunEnd end = SIDES.repair();

        // Then
        assertThat(end.state()).isEqualTo(RunState.DONE);
        assertThat(changes(end, "t")).isEqualTo("+1 ~3 -1");
        assertThat(SIDES.targetRows("select c::text from child c")).containsExactly("(1,1)");
        assertEqualNow();
    }

    @Test
    void swappedValuesOfRowsWithWhichOthersWouldGoAreExchangedInPlace() throws SQLException {
        // Given
        SIDES.onBoth("create table t (id int primary key, name text not null unique)");
        SIDES.onBoth("create table child (id int primary key, t int references t on delete cascade)");
        SIDES.onBoth("insert into t values (1, 'n1'), (2, 'n2'); insert into child values (1, 1)");
        SIDES.onTarget("update t set name = 'x' where id = 1; update t set name = 'n1' where id = 2");
        SIDES.onTarget("update t set name = 'n2' where id = 1");

        // When
        RunEnd end = SIDES.repair();

        // Then
        assertThat(end.problem()).isNull();
        assertThat(SIDES.targetRows("select name from t order by id")).containsExactly("n1", "n2");
        assertThat(SIDES.targetRows("select c::text from child c")).containsExactly("(1,1)");
    }
}
