package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ingest.LoadRequest;
import java.sql.Connection;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import ledger.Door;
import ledger.Rows;
import ledger.Run;
import ledger.RunHeader;
import ledger.RunState;
import org.junit.jupiter.api.Test;
import postgres.Patience;
import postgres.Query;

/** What an upsert put in goes, what it changed is as it was, and what others did since is not touched. */
class UndoneUpsertsTest extends LoadingCamel {

    private static final String FOUR = "id,name\n1,Ada\n2,Bob\n3,Cid\n4,Dan\n";

    private Run upsert(String text, String... more) throws Exception {
        String[] options = new String[more.length + 4];
        System.arraycopy(new String[] {"mode", "upsert", "header", "present"}, 0, options, 0, 4);
        System.arraycopy(more, 0, options, 4, more.length);
        return load(text, options);
    }

    @Test
    void rowsThatWerePutInGoAndThoseThatWereChangedAreAsTheyWere() throws Exception {
        // Given
        make("id int primary key, name text, at timestamptz, twice int generated always as (id * 2) stored");
        DATABASE.execute("insert into " + table + " values (1, 'old', '2020-01-01'), (2, null, null), (3, 'Cid', null),"
                + " (9, 'other', null)");
        String before = rows();
        Run loaded = upsert(FOUR);

        // When
        Run undo = undo(loaded, false);

        // Then
        assertThat(loaded.rows()).isEqualTo(new Rows(4, 3, 0, 1, 0));
        assertThat(loaded.detail().has("undoUntil")).isTrue();
        assertThat(undo.rows()).isEqualTo(new Rows(3, 3, 0, 0, 0));
        assertThat(undo.detail().at("/tables/0/removed").asInt()).isEqualTo(1);
        assertThat(undo.detail().at("/tables/0/changedBack").asInt()).isEqualTo(2);
        assertThat(now(loaded).state()).isEqualTo(RunState.UNDONE);
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void rowsTouchedSinceAreSparedAndCounted() throws Exception {
        // Given
        make("id int primary key, name text");
        DATABASE.execute("insert into " + table + " values (1, 'old'), (2, 'older'), (3, 'oldest')");
        Run loaded = upsert(FOUR);
        DATABASE.execute("update " + table + " set name = 'mine' where id in (1, 4)");
        DATABASE.execute("delete from " + table + " where id = 2");

        // When
        Run undo = undo(loaded, false);

        // Then
        assertThat(undo.rows()).isEqualTo(new Rows(4, 1, 0, 0, 3));
        assertThat(undo.detail().get("note").asText()).contains("3 rows were touched since");
        assertThat(rows()).isEqualTo("(1,mine) (3,oldest) (4,mine)");
    }

    @Test
    void aDryRunTellsWhatWouldComeBackAndChangesNothing() throws Exception {
        // Given
        make("id int primary key, name text");
        DATABASE.execute("insert into " + table + " values (1, 'old')");
        Run loaded = upsert(FOUR);
        String after = rows();

        // When
        Run look = undo(loaded, true);

        // Then
        assertThat(look.detail().at("/tables/0/wouldRemove").asInt()).isEqualTo(3);
        assertThat(look.detail().at("/tables/0/wouldChangeBack").asInt()).isEqualTo(1);
        assertThat(rows()).isEqualTo(after);
        assertThat(undo(loaded, false).rows().loaded()).isEqualTo(4);
        assertThat(rows()).isEqualTo("(1,old)");
    }

    @Test
    void rowsThatTheLoadWroteTwiceAreAsTheyWereBeforeIt() throws Exception {
        // Given
        make("id int primary key, name text not null");
        DATABASE.execute("insert into " + table + " values (1, 'old')");
        String before = rows();

        // When
        Run loaded = upsert("id,name\n1,Ada\n5,Eve\n1,Ava\n5,Eva\n6,\n6,Fay\n1,\n");
        String loadedRows = rows();
        Run undo = undo(loaded, false);

        // Then
        assertThat(loadedRows).isEqualTo("(1,Ava) (5,Eva) (6,Fay)");
        assertThat(undo.rows()).isEqualTo(new Rows(3, 3, 0, 0, 0));
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void rowsThatWentInOneByOneComeBackToo() throws Exception {
        // Given
        make("id int primary key, n int check (n <> 5), v0 text default 'kept'");
        DATABASE.execute("insert into " + table + " (id, n) select i, -i from generate_series(0, 2999, 2) i");
        String before = rows();
        StringBuilder text = new StringBuilder("id,n\n");
        IntStream.range(0, 30_000).forEach(i -> text.append(i % 4_000)
                .append(',')
                .append(i % 10 == 3 ? "x" : String.valueOf(i % 7))
                .append('\n'));

        // When
        Run loaded = upsert(text.toString());
        Run undo = undo(loaded, false);

        // Then
        assertThat(loaded.rows().rejected()).isGreaterThan(3_000);
        assertThat(undo.rows().skipped()).isZero();
        assertThat(rows()).isEqualTo(before);
        assertThat(letters("open")).isZero();
    }

    @Test
    void valuesThatHaveNoEqualityOfTheirOwnComeBackAsTheyWere() throws Exception {
        // Given
        make("id int primary key, j json, b jsonb, p point, n numeric, f float8, c char(5), x bytea, a text[]");
        DATABASE.execute("insert into " + table + " values (1, '{\"a\" : 1}', '{\"a\": 1}', '(1,2)', 1.0, 'NaN', 'a',"
                + " '\\x00ff', array['a,b', null, '\"']), (2, '1', null, null, null, null, null, null, null)");
        String before = rows();
        Run loaded =
                upsert("id,j,b,p,n,f,c,x,a\n1,{},{},\"(3,4)\",1.00,2,b,\\x01,{}\n2,1,2,\"(1,1)\",3,4,c,\\x02,{x}\n");

        // When
        Run undo = undo(loaded, false);

        // Then
        assertThat(undo.rows()).isEqualTo(new Rows(2, 2, 0, 0, 0));
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void anotherUniqueConstraintFindsThemToo() throws Exception {
        // Given
        make("id int generated always as identity primary key, email text unique, name text");
        DATABASE.execute("insert into " + table + " (email, name) values ('a@b', 'old')");
        Run loaded = upsert("email,name\na@b,Ada\nc@d,Cid\n,Nobody\n", "key", "email");
        String after = rows();

        // When
        Run undo = undo(loaded, false);

        // Then
        assertThat(after).isEqualTo("(1,a@b,Ada) (2,c@d,Cid) (3,,Nobody)");
        assertThat(undo.rows()).isEqualTo(new Rows(3, 3, 0, 0, 0));
        assertThat(rows()).isEqualTo("(1,a@b,old)");
    }

    @Test
    void keysThatAnUpsertByAnotherOneChangedComeBack() throws Exception {
        // Given
        make("id int primary key, email text not null unique, name text");
        DATABASE.execute("insert into " + table + " values (1, 'a@b', 'Ada'), (2, 'c@d', 'Cid')");
        Run loaded = upsert("id,email\n7,a@b\n8,e@f\n", "key", "email");

        // When
        Run undo = undo(loaded, false);

        // Then
        assertThat(undo.rows()).isEqualTo(new Rows(2, 2, 0, 0, 0));
        assertThat(rows()).isEqualTo("(1,a@b,Ada) (2,c@d,Cid)");
    }

    @Test
    void noUndoIsOfferedWhereNoKeyFindsAllRowsAgain() throws Exception {
        // Given
        make("id int primary key, email text unique, name text");
        DATABASE.execute("insert into " + table + " values (1, 'a@b', 'Ada')");
        Run loaded = upsert("id,email,name\n7,a@b,Ava\n8,,Eve\n", "key", "email");

        // When
        Run undo = undo(loaded, false);

        // Then
        assertThat(loaded.detail().has("undoUntil")).isFalse();
        assertThat(undo.state()).isEqualTo(RunState.REFUSED);
        assertThat(rows()).isEqualTo("(7,a@b,Ava) (8,,Eve)");
    }

    @Test
    void whatItsTriggersChangedBesideComesBack() throws Exception {
        // Given
        make("id int primary key, name text, changes int default 0");
        DATABASE.execute("create function " + table + "_count() returns trigger language plpgsql as"
                + " $$ begin if pg_trigger_depth() = 1 and current_setting('application_name') <> 'x' then"
                + " new.changes := coalesce(old.changes, 0) + 1; end if; return new; end $$");
        DATABASE.execute("insert into " + table + " values (1, 'old', 7), (3, 'Cid', 2)");
        DATABASE.execute("create trigger counting before update on " + table + " for each row when (new.name = 'Ada')"
                + " execute function " + table + "_count()");
        Run loaded = upsert(FOUR);
        String after = rows();

        // When
        undo(loaded, false);

        // Then
        assertThat(after).startsWith("(1,Ada,8)");
        assertThat(rows()).isEqualTo("(1,old,7) (3,Cid,2)");
    }

    @Test
    void rowsOfPartitionsComeBackToo() throws Exception {
        // Given
        DATABASE.execute("create table " + table + " (id int primary key, name text) partition by range (id);"
                + " create table " + table + "_a partition of " + table + " for values from (0) to (2);"
                + " create table " + table + "_b (name text, gone int, id int not null);"
                + " alter table " + table + "_b drop column gone;"
                + " alter table " + table + " attach partition " + table + "_b for values from (2) to (9);"
                + " insert into " + table + " values (1, 'old'), (2, 'older')");
        Run loaded = upsert(FOUR);
        String after = rows();

        // When
        Run undo = undo(loaded, false);

        // Then
        assertThat(after).isEqualTo("(1,Ada) (2,Bob) (3,Cid) (4,Dan)");
        assertThat(undo.rows()).isEqualTo(new Rows(4, 4, 0, 0, 0));
        assertThat(rows()).isEqualTo("(1,old) (2,older)");
    }

    @Test
    void rowsThatSwappedUniqueValuesSwapBack() throws Exception {
        // Given
        make("id int primary key, name text, rank int unique deferrable initially deferred");
        DATABASE.execute("insert into " + table + " values (1, 'old', 1), (2, 'older', 2)");
        Run loaded = upsert("id,rank\n1,3\n2,1\n4,2\n");

        // When
        Run undo = undo(loaded, false);

        // Then
        assertThat(undo.rows()).isEqualTo(new Rows(3, 3, 0, 0, 0));
        assertThat(rows()).isEqualTo("(1,old,1) (2,older,2)");
    }

    @Test
    void theLaterOfTwoGivesBackWhatTheEarlierLeft() throws Exception {
        // Given
        make("id int primary key, name text");
        DATABASE.execute("insert into " + table + " values (1, 'old')");
        upsert("id,name\n1,Ada\n2,Bob\n");
        Run later = upsert("id,name\n1,Ava\n3,Cid\n");

        // When
        undo(later, false);

        // Then
        assertThat(rows()).isEqualTo("(1,Ada) (2,Bob)");
    }

    @Test
    void theEarlierOfTwoLeavesAloneWhatTheLaterChanged() throws Exception {
        // Given
        make("id int primary key, name text");
        DATABASE.execute("insert into " + table + " values (1, 'old'), (2, 'older')");
        Run first = upsert("id,name\n1,Ada\n2,Bob\n");
        upsert("id,name\n1,Ava\n3,Cid\n");

        // When
        Run undo = undo(first, false);

        // Then
        assertThat(undo.rows()).isEqualTo(new Rows(2, 1, 0, 0, 1));
        assertThat(rows()).isEqualTo("(1,Ava) (2,older) (3,Cid)");
    }

    @Test
    void aRowThatAnotherPutInMeanwhileComesBackAsThatLeftIt() throws Exception {
        // Given
        make("id int primary key, name text");
        CompletableFuture<Run> upserting;
        try (Connection other = DATABASE.dataSource().getConnection()) {
            other.setAutoCommit(false);
            Query.execute(other, "insert into " + table + " values (2, 'from elsewhere')");
            upserting = CompletableFuture.supplyAsync(() -> attempted(() -> upsert(FOUR)));
            await().atMost(Patience.LIMIT)
                    .until(() -> !DATABASE.value("select count(*) from pg_locks where not granted")
                            .equals("0"));
            other.commit();
        }
        Run loaded = upserting.get(1, TimeUnit.MINUTES);
        String after = rows();

        // When
        Run undo = undo(loaded, false);

        // Then
        assertThat(after).isEqualTo("(1,Ada) (2,Bob) (3,Cid) (4,Dan)");
        assertThat(undo.rows()).isEqualTo(new Rows(4, 4, 0, 0, 0));
        assertThat(rows()).isEqualTo("(2,\"from elsewhere\")");
    }

    private static <T> T attempted(Callable<T> attempt) {
        try {
            return attempt.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aRowThatAnotherChangedMeanwhileComesBackAsThatLeftIt() throws Exception {
        // Given
        make("id int primary key, name text");
        DATABASE.execute("insert into " + table + " values (1, 'old'), (2, 'older')");
        CompletableFuture<Run> upserting;
        try (Connection other = DATABASE.dataSource().getConnection()) {
            other.setAutoCommit(false);
            Query.execute(other, "update " + table + " set name = 'from elsewhere' where id = 2");
            upserting = CompletableFuture.supplyAsync(() -> attempted(() -> upsert(FOUR)));
            await().atMost(Patience.LIMIT)
                    .until(() -> !DATABASE.value("select count(*) from pg_locks where not granted")
                            .equals("0"));
            other.commit();
        }
        Run loaded = upserting.get(1, TimeUnit.MINUTES);
        String after = rows();

        // When
        Run undo = undo(loaded, false);

        // Then
        assertThat(loaded.rows()).isEqualTo(new Rows(4, 4, 0, 0, 0));
        assertThat(after).isEqualTo("(1,Ada) (2,Bob) (3,Cid) (4,Dan)");
        assertThat(undo.rows()).isEqualTo(new Rows(4, 4, 0, 0, 0));
        assertThat(rows()).isEqualTo("(1,old) (2,\"from elsewhere\")");
    }

    @Test
    void rowsAreWhatTheyWouldBeIfNothingWereKept() throws Exception {
        // Given
        make("id int primary key, name text, must int not null, n int default 5 check (n < 3)");
        DATABASE.execute("insert into " + table + " values (1, 'old', 1, 1), (2, 'older', 1, 1)");
        DATABASE.execute("create table " + table + "_lower (id int primary key, name text);"
                + " insert into " + table + "_lower values (1, 'old');"
                + " create function " + table + "_low() returns trigger language plpgsql as"
                + " $$ begin new.name := lower(new.name); return new; end $$;"
                + " create trigger low before insert on " + table + "_lower for each row"
                + " execute function " + table + "_low()");

        // When
        Run withoutRequired = upsert("id,name\n1,Ada\n");
        Run againstRule = upsert("id,name,must\n2,Bob,2\n");
        Run lower = serve(
                "ingest-run",
                new LoadRequest(
                        RunHeader.next(Door.HTTP, null),
                        table + "_lower",
                        request(FOUR).path(),
                        "lower.csv",
                        LoadRequest.Format.CSV,
                        request(FOUR, "mode", "upsert", "header", "present").options()));

        // Then
        assertThat(withoutRequired.state()).isEqualTo(RunState.REJECTED);
        assertThat(againstRule.state()).isEqualTo(RunState.REJECTED);
        assertThat(lower.state()).isEqualTo(RunState.DONE);
        assertThat(DATABASE.value("select name from " + table + "_lower where id = 1"))
                .isEqualTo("ada");
    }

    @Test
    void aRedriveThatChangedRowsGivesThemBack() throws Exception {
        // Given
        make("id int primary key, n int check (n > 1)");
        DATABASE.execute("insert into " + table + " values (1, 7)");
        upsert("id,n\n1,1\n2,2\n3,1\n");
        DATABASE.execute("alter table " + table + " drop constraint " + table + "_n_check");
        Run redriven = redrive();

        // When
        Run undo = undo(redriven, false);

        // Then
        assertThat(undo.rows()).isEqualTo(new Rows(2, 2, 0, 0, 0));
        assertThat(rows()).isEqualTo("(1,7) (2,2)");
        assertThat(letters("open")).isEqualTo(2);
    }

    @Test
    void lettersOfAnInsertAndOfAnUpsertAreTakenBackTogether() throws Exception {
        // Given
        make("id int primary key, n int check (n > 1)");
        DATABASE.execute("insert into " + table + " values (1, 7)");
        upsert("id,n\n1,1\n2,1\n");
        load("id,n\n3,0\n4,4\n", "header", "present");
        DATABASE.execute("alter table " + table + " drop constraint " + table + "_n_check");
        Run redriven = redrive();
        String after = rows();

        // When
        Run undo = undo(redriven, false);

        // Then
        assertThat(after).isEqualTo("(1,1) (2,1) (3,0) (4,4)");
        assertThat(undo.rows()).isEqualTo(new Rows(3, 3, 0, 0, 0));
        assertThat(rows()).isEqualTo("(1,7) (4,4)");
    }

    @Test
    void whatIsTooLongAgoIsGivenUp() throws Exception {
        // Given
        make("id int primary key, name text");
        DATABASE.execute("insert into " + table + " values (1, 'old')");
        Run run = upsert(FOUR);
        String keptIn = DATABASE.value("select kept_in from caravanserai.load_trace where run = '" + run.id() + "'");
        String kept = DATABASE.value("select count(*) from " + keptIn);

        // When
        expire(0);

        // Then
        assertThat(kept).isEqualTo("1");
        assertThat(DATABASE.value("select count(*) from " + keptIn)).isEqualTo("0");
        assertThat(undo(run, false).state()).isEqualTo(RunState.REFUSED);
    }

    @Test
    void whatAReplaceTookAwaySinceDoesNotComeBack() throws Exception {
        // Given
        make("id int primary key, name text");
        DATABASE.execute("insert into " + table + " values (1, 'old')");
        Run upserted = upsert(FOUR);
        load("id,name\n1,Ada\n8,Hal\n", "mode", "replace");

        // When
        Run undo = undo(upserted, false);

        // Then
        assertThat(undo.rows()).isEqualTo(new Rows(4, 0, 0, 0, 4));
        assertThat(rows()).isEqualTo("(1,Ada) (8,Hal)");
    }
}
