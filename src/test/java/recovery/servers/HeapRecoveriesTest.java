package recovery.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import ledger.ProblemException;
import ledger.RunEnd;
import ledger.RunState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postgres.Query;
import recovery.lab.LabServer;

@Tag("every-postgres")
class HeapRecoveriesTest {

    private static final String ROW = "md5(row(id, a, b, n, c, e, t)::text)";

    @TempDir
    Path folder;

    private HeapLab lab;
    private LabServer live;

    @BeforeEach
    void begin() throws Exception {
        lab = new HeapLab(folder);
        live = lab.live;
    }

    @AfterEach
    void end() throws Exception {
        lab.close();
    }

    private RunEnd recover(String table) throws Exception {
        return lab.recover(table, HeapRequest.Wanted.CERTAIN);
    }

    @Test
    void whatWasDeletedOrOverwrittenIsThereAsItWasAndNothingElseIs() throws Exception {
        // Given
        live.execute(
                "create type mood as enum ('good', 'bad')",
                "create type pair as (x int, y text)",
                "create table other (id int primary key, m mood)",
                "create table t (id int primary key, other int references other, m mood, tags text[], p pair,"
                        + " note text, amount numeric, made timestamptz default now(), twice int generated always as (id * 2) stored)",
                "insert into other select g, 'good' from generate_series(1, 10) g",
                "insert into t (id, other, m, tags, p, note, amount)"
                        + " select g, g % 10 + 1, 'bad', array['a', g::text], row(g, 'y')::pair,"
                        + " case when g % 10 = 0 then (select string_agg(md5(random()::text), '') from generate_series(1, 200)) end,"
                        + " g / 7.0 from generate_series(1, 2000) g");
        String deleted = live.value("select md5(string_agg(t::text, ',' order by id)) from t where id <= 500");
        String before =
                live.value("select md5(string_agg(t::text, ',' order by id)) from t where id between 501 and 600");
        live.execute(
                "begin; insert into t (id) values (9001); rollback",
                "begin; insert into t (id) values (9002); delete from t where id = 9002; commit",
                "begin; savepoint s; insert into t (id) values (9003); rollback to s; commit",
                "begin; delete from t where id > 1900; rollback",
                "begin; delete from t where id = 1500; prepare transaction 'undecided'",
                "select id from t where id = 1700 for update",
                "delete from t where id <= 500",
                "update t set amount = 0 where id between 501 and 600");

        // When
        RunEnd end = recover("t");

        // Then
        assertThat(end.state()).isEqualTo(RunState.DONE);
        assertThat(lab.there(end, "select md5(string_agg(t::text, ',' order by id)) from t where id <= 500"))
                .isEqualTo(deleted);
        assertThat(lab.there(end, "select md5(string_agg(t::text, ',' order by id)) from t where id > 500"))
                .isEqualTo(before);
        assertThat(lab.there(end, "select count(*) from t")).isEqualTo("600");
        assertThat(lab.there(end, "select count(*) from caravanserai_heap.versions where _last = 'certain'"))
                .isEqualTo("600");
        assertThat(lab.there(end, "select count(*) from other")).isEqualTo("0");
        assertThat(end.detail().at("/found/rows").asLong()).isEqualTo(600);
        assertThat(end.detail().at("/found/transactions/0/deleted").asLong()).isEqualTo(500);
        assertThat(end.detail().at("/found/transactions/0/at").isNull()).isFalse();
        assertThat(end.detail().at("/chance/deadUntilVacuum").asLong()).isPositive();
        assertThat(live.value("select count(*) from t")).isEqualTo("1500");
    }

    @Test
    void aKeyThatMayBeBrokenUntilTheEndOfATransactionIsNoHindrance() throws Exception {
        // Given
        live.execute(
                "create table t (id int primary key deferrable initially deferred, code text unique deferrable)",
                "insert into t select g, 'c' || g from generate_series(1, 100) g",
                "delete from t where id <= 40");

        // When
        RunEnd end = recover("t");

        // Then
        assertThat(lab.there(end, "select count(*) || ' ' || max(id) from t")).isEqualTo("40 40");
        assertThat(lab.there(
                        end, "select count(*)::text from pg_index where indrelid = 't'::regclass and not indimmediate"))
                .isEqualTo("2");
    }

    @Test
    void aTableThatOthersReferToIsRescuedToo() throws Exception {
        // Given
        live.execute(
                "create table parent (id int primary key)",
                "create table child (id int primary key, parent int not null references parent)",
                "insert into parent select generate_series(1, 10)",
                "insert into child values (1, 1), (2, 9)",
                "delete from child where id = 1",
                "delete from parent where id <= 3");

        // When
        RunEnd end = recover("parent");

        // Then
        assertThat(lab.rowsThere(end, "select id::text from parent order by id"))
                .containsExactly("1", "2", "3");
    }

    @Test
    void ofAKeyThatChangedOftenTheNewestIsARowAndTheOthersAreVersions() throws Exception {
        // Given
        live.execute("create table t (id int primary key, v int)", "insert into t values (1, 0), (2, 0)");
        for (int i = 1; i <= 5; i++) {
            live.execute("update t set v = " + i);
        }
        live.execute("delete from t where id = 2", "insert into t values (2, 77)", "delete from t where id = 2");

        // When
        RunEnd end = recover("public.t");

        // Then
        assertThat(lab.rowsThere(end, "select id || ':' || v from t order by id"))
                .containsExactly("1:4", "2:77");
        assertThat(lab.there(end, "select count(*) from caravanserai_heap.versions where id = 1"))
                .isEqualTo("5");
        assertThat(lab.there(end, "select count(*) from caravanserai_heap.versions where id = 2"))
                .isEqualTo("7");
    }

    @Test
    void whereTheOldRowsAreInNoFileAnyMoreItIsToldWhatHelpsInstead() throws Exception {
        // Given
        live.execute(
                "create table emptied (id int primary key)",
                "insert into emptied select generate_series(1, 100)",
                "delete from emptied where id < 10",
                "truncate emptied",
                "create table vacuumed (id int primary key)",
                "insert into vacuumed select generate_series(1, 100)",
                "delete from vacuumed",
                "vacuum (truncate) vacuumed",
                "create unlogged table unlogged (id int)",
                "create table parts (id int) partition by list (id)",
                "create view looked as select 1",
                "create materialized view kept as select generate_series(1, 3) as id");

        // When
        // Then
        assertRefused("emptied", 409, "TRUNCATE");
        assertRefused("vacuumed", 409, "vacuumed");
        assertRefused("unlogged", 409, "unlogged");
        assertRefused("parts", 422, "partition");
        assertRefused("looked", 422, "no table");
        assertRefused("kept", 422, "materialized view");
        assertRefused("nowhere", 404, "no table");
        assertThat(folder.resolve("recoveries")).isEmptyDirectory();
    }

    private void assertRefused(String table, int status, String why) {
        assertThatThrownBy(() -> recover(table)).isInstanceOfSatisfying(ProblemException.class, no -> {
            assertThat(no.problem().status()).isEqualTo(status);
            assertThat(no.problem().text()).contains(why);
        });
    }

    @Test
    void whoeverHoldsTheTableIsNotWaitedForLong() throws Exception {
        // Given
        live.execute("create table t (id int primary key)", "insert into t values (1)", "delete from t");
        try (Connection vacuum = live.connect()) {
            vacuum.setAutoCommit(false);
            Query.execute(vacuum, "lock table t in share update exclusive mode");

            // When
            // Then
            assertRefused("t", 423, "holds a lock");
        }
        assertThat(recover("t").state()).isEqualTo(RunState.DONE);
    }

    @Test
    void throughManyRoundsOfPruningVacuumAndReuseNothingComesBackThatNeverWasOrIsThereOrTwice() throws Exception {
        // Given
        live.execute(
                "create table st (id int primary key, a text, b text, n bigint, c \"char\", e int[], t text)"
                        + " with (fillfactor = 90)",
                "create index on st (n)",
                "create table log (id int, h text)",
                "create function note() returns trigger language plpgsql as"
                        + " $$ begin insert into log values (new.id, md5(row(new.id, new.a, new.b, new.n, new.c, new.e, new.t)::text));"
                        + " return null; end $$",
                "create trigger note after insert or update on st for each row execute function note()",
                "create function pad() returns text language sql volatile as"
                        + " $$ select left(repeat(md5(random()::text), 1 + (random() * 6)::int), 1 + (random() * 200)::int) $$",
                ROUNDS);
        for (int i = 0; i < 12; i++) {
            live.execute(
                    "call rounds(5, 1, 4000)", "call rounds(5, 4001, 8000)", i % 3 == 2 ? "vacuum st" : "analyze st");
        }
        live.execute("delete from st where id between 1000 and 2500");
        ExecutorService writers = Executors.newFixedThreadPool(2);
        RunEnd end;
        try {
            List<Future<?>> writing = List.of(
                    writers.submit(() -> {
                        live.execute("call rounds(40, 1, 4000)");
                        return null;
                    }),
                    writers.submit(() -> {
                        live.execute("call rounds(40, 4001, 8000)");
                        return null;
                    }));

            // When
            end = lab.recover("st", HeapRequest.Wanted.ALL);
            for (Future<?> each : writing) {
                each.get();
            }
        } finally {
            writers.shutdownNow();
        }

        // Then
        live.execute("create table back (id int, h text)");
        live.execute(
                "insert into back values "
                        + String.join(
                                ", ",
                                lab.rowsThere(
                                        end,
                                        "select '(' || id || ', ''' || " + ROW
                                                + " || ''')' from caravanserai_heap.versions where _missing = '{}' and id is not null")));
        assertThat(live.value("select count(*) from back")).isNotEqualTo("0");
        assertThat(live.value("select count(*) from back where not exists"
                        + " (select from log where log.id = back.id and log.h = back.h)"))
                .as("never committed")
                .isEqualTo("0");
        assertThat(live.value("select count(*) from back join (select id, " + ROW + " as h from st) s using (id, h)"))
                .as("still live")
                .isEqualTo("0");
        assertThat(live.value("select count(*) - count(distinct (id, h)) from back"))
                .as("twice")
                .isEqualTo("0");
        assertThat(lab.there(end, "select count(*) - count(distinct id) from st"))
                .isEqualTo("0");
    }

    private static final String ROUNDS =
            """
            create procedure rounds(rounds int, lo int, hi int) language plpgsql as $$
            declare w int := hi - lo; x int;
            begin
              for i in 1..rounds loop
                insert into st select lo + (random() * w)::int, pad(), case when random() < .5 then pad() end,
                    (random() * 1e9)::bigint, 'x', case when random() < .3 then array[i, 2, 3] end,
                    case when random() < .03 then (select string_agg(md5(random()::text), '')
                                                   from generate_series(1, 80 + (random() * 90)::int)) end
                  from generate_series(1, 200) on conflict do nothing;
                commit;
                x := lo + (random() * w)::int;
                update st set a = pad(), c = 'y' where id between x and least(hi, x + w / 30);
                commit;
                x := lo + (random() * w)::int;
                update st set n = (random() * 1e9)::bigint where id between x and least(hi, x + w / 40);
                commit;
                x := lo + (random() * w)::int;
                delete from st where id between x and least(hi, x + w / 25);
                if random() < .2 then rollback; else commit; end if;
                begin
                  update st set b = 'sub ' || pad() where id between greatest(lo, x - w / 20) and x;
                  if random() < .5 then raise exception 'no'; end if;
                exception when others then null;
                end;
                commit;
                if random() < .3 then perform count(*) from st; end if;
              end loop;
            end $$
            """;
}
