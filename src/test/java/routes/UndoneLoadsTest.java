package routes;

import static org.assertj.core.api.Assertions.assertThat;

import ledger.Rows;
import ledger.Run;
import ledger.RunState;
import org.junit.jupiter.api.Test;

/** A load is taken back, and what others did since is not. */
class UndoneLoadsTest extends LoadingCamel {

    private static final String THREE = "id,name\n1,Ada\n2,Bob\n3,Cid\n";

    @Test
    void theRowsOfALoadGoAndTheOthersStay() throws Exception {
        // Given
        make("id int primary key, name text");
        DATABASE.execute("insert into " + table + " values (9, 'there before')");
        Run loaded = load(THREE);

        // When
        Run undo = undo(loaded, false);

        // Then
        assertThat(undo.state()).isEqualTo(RunState.DONE);
        assertThat(undo.rows()).isEqualTo(new Rows(3, 3, 0, 0, 0));
        assertThat(now(loaded).state()).isEqualTo(RunState.UNDONE);
        assertThat(rows()).isEqualTo("(9,\"there before\")");
        assertThat(loaded.detail().has("undoUntil")).isTrue();
    }

    @Test
    void rowsTouchedSinceAreSparedAndCounted() throws Exception {
        // Given
        make("id int primary key, name text");
        Run loaded = load(THREE);
        DATABASE.execute("update " + table + " set name = 'mine' where id = 1");
        DATABASE.execute("delete from " + table + " where id = 2");
        DATABASE.execute("insert into " + table + " values (2, 'mine too')");

        // When
        Run undo = undo(loaded, false);

        // Then
        assertThat(undo.rows()).isEqualTo(new Rows(3, 1, 0, 0, 2));
        assertThat(undo.detail().get("note").asText()).contains("2 rows were touched since");
        assertThat(rows()).isEqualTo("(1,mine) (2,\"mine too\")");
    }

    @Test
    void aDryRunTellsWhatWouldGoAndChangesNothing() throws Exception {
        // Given
        make("id int primary key, name text not null");
        Run loaded = load("id,name\n1,Ada\n2,Bob\nx,Cid\n", "header", "present");

        // When
        Run look = undo(loaded, true);

        // Then
        assertThat(look.state()).isEqualTo(RunState.DONE);
        assertThat(look.rows()).isEqualTo(new Rows(2, 0, 0, 0, 2));
        assertThat(look.detail().at("/tables/0/wouldRemove").asInt()).isEqualTo(2);
        assertThat(look.detail().get("wouldDiscardLetters").asInt()).isEqualTo(1);
        assertThat(now(loaded).state()).isEqualTo(RunState.DONE_WITH_REJECTS);
        assertThat(rows()).isEqualTo("(1,Ada) (2,Bob)");
        assertThat(letters("open")).isEqualTo(1);
        assertThat(undo(loaded, false).state()).isEqualTo(RunState.DONE);
    }

    @Test
    void rowsThatWentInOneByOneGoToo() throws Exception {
        // Given
        make("id int primary key, n int check (n <> 5)");
        StringBuilder text = new StringBuilder("id,n\n");
        for (int i = 0; i < 3_000; i++) {
            text.append(i).append(',').append(i % 10 == 3 ? "x" : i % 7).append('\n');
        }
        Run loaded = load(text.toString(), "header", "present");

        // When
        Run undo = undo(loaded, false);

        // Then
        assertThat(loaded.rows().loaded()).isGreaterThan(2_000);
        assertThat(undo.rows().loaded()).isEqualTo(loaded.rows().loaded());
        assertThat(rows()).isEmpty();
        assertThat(letters("open")).isZero();
        assertThat(letters("discarded")).isEqualTo(loaded.rows().rejected());
    }

    @Test
    void aRedriveIsUndoneByItselfAndItsLettersAreOpenAgain() throws Exception {
        // Given
        make("id int primary key, n int check (n > 1)");
        load("id,n\n1,1\n2,2\n", "header", "present");
        DATABASE.execute("alter table " + table + " drop constraint " + table + "_n_check");
        Run redriven = redrive();

        // When
        Run undo = undo(redriven, false);

        // Then
        assertThat(undo.rows()).isEqualTo(new Rows(1, 1, 0, 0, 0));
        assertThat(undo.detail().get("lettersOpened").asInt()).isEqualTo(1);
        assertThat(rows()).isEqualTo("(2,2)");
        assertThat(letters("open")).isEqualTo(1);
    }

    @Test
    void lettersOfALoadThatIsTakenBackDoNotComeBackWithTheirRedrive() throws Exception {
        // Given
        make("id int primary key, n int check (n > 1)");
        Run loaded = load("id,n\n1,1\n2,2\n", "header", "present");
        DATABASE.execute("alter table " + table + " drop constraint " + table + "_n_check");
        Run redriven = redrive();
        undo(loaded, false);

        // When
        undo(redriven, false);

        // Then
        assertThat(rows()).isEmpty();
        assertThat(letters("discarded")).isEqualTo(1);
    }

    @Test
    void whatWasTakenBackMayBeLoadedAgain() throws Exception {
        // Given
        make("id int primary key, name text");
        undo(load(THREE), false);

        // When
        Run again = load(THREE);

        // Then
        assertThat(again.state()).isEqualTo(RunState.DONE);
    }

    @Test
    void aTableWithoutAKeyIsNotOfferedAnUndo() throws Exception {
        // Given
        make("id int, name text");
        Run loaded = load(THREE);

        // When
        Run undo = undo(loaded, false);

        // Then
        assertThat(loaded.detail().has("undoUntil")).isFalse();
        assertThat(undo.state()).isEqualTo(RunState.REFUSED);
        assertThat(undo.problem().status()).isEqualTo(422);
        assertThat(undo.problem().hint()).contains("primary key");
    }

    @Test
    void aTableOfTheSameNameThatWasMadeSinceIsAnother() throws Exception {
        // Given
        make("id int primary key, name text");
        Run loaded = load(THREE);
        DATABASE.execute("create table other (like " + table + " including all); insert into other select * from "
                + table + "; drop table " + table + "; alter table other rename to " + table);

        // When
        Run undo = undo(loaded, false);

        // Then
        assertThat(undo.problem().status()).isEqualTo(409);
        assertThat(rows()).isEqualTo("(1,Ada) (2,Bob) (3,Cid)");
    }

    @Test
    void rowsOfPartitionsGoToo() throws Exception {
        // Given
        DATABASE.execute("create table " + table + " (id int primary key, name text) partition by range (id);"
                + " create table " + table + "_a partition of " + table + " for values from (0) to (2);"
                + " create table " + table + "_b partition of " + table + " for values from (2) to (9)");
        Run loaded = load(THREE);

        // When
        Run undo = undo(loaded, false);

        // Then
        assertThat(undo.rows()).isEqualTo(new Rows(3, 3, 0, 0, 0));
        assertThat(rows()).isEmpty();
    }

    @Test
    void aRowThatOthersCameToReferToStays() throws Exception {
        // Given
        make("id int primary key, name text");
        Run loaded = load(THREE);
        DATABASE.execute("create table " + table + "_child (of int references " + table + " on delete cascade);"
                + " insert into " + table + "_child values (2)");

        // When
        Run undo = undo(loaded, false);

        // Then
        assertThat(undo.rows()).isEqualTo(new Rows(3, 2, 0, 0, 1));
        assertThat(rows()).isEqualTo("(2,Bob)");
    }

    @Test
    void childrenThatMayNotBeOrphanedStandInTheWay() throws Exception {
        // Given
        make("id int primary key, name text");
        Run loaded = load(THREE);
        DATABASE.execute("create table " + table + "_child (of int references " + table + ");" + " insert into " + table
                + "_child values (2)");

        // When
        Run undo = undo(loaded, false);

        // Then
        assertThat(undo.problem().status()).isEqualTo(409);
        assertThat(undo.problem().detail()).contains("stands in the way");
        assertThat(now(loaded).state()).isEqualTo(RunState.DONE);
        assertThat(rows()).isEqualTo("(1,Ada) (2,Bob) (3,Cid)");
    }

    @Test
    void whatAReplaceDeletedComesBack() throws Exception {
        // Given
        make("id int primary key, name text, twice int generated always as (id * 2) stored");
        DATABASE.execute("insert into " + table + " values (1, 'old'), (2, null), (7, 'E\u0301')");
        String before = rows();
        Run replaced = load(THREE, "mode", "replace");

        // When
        Run undo = undo(replaced, false);

        // Then
        assertThat(undo.rows()).isEqualTo(new Rows(6, 6, 0, 0, 0));
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void anEmptyingThatWasMeantIsUndoneToo() throws Exception {
        // Given
        make("id int primary key, name text");
        load(THREE);
        Run emptied = load("id,name\n", "mode", "replace", "replace-min-percent", "0");

        // When
        undo(emptied, false);

        // Then
        assertThat(rows()).isEqualTo("(1,Ada) (2,Bob) (3,Cid)");
    }

    @Test
    void aReplaceIsUndoneUntilTheNextOne() throws Exception {
        // Given
        make("id int primary key, name text");
        DATABASE.execute("insert into " + table + " values (1, 'old')");
        Run first = load(THREE, "mode", "replace");
        Run second = load("id,name\n4,Dan\n", "mode", "replace");

        // When
        Run late = undo(first, false);
        expire(7);
        String kept = DATABASE.value("select string_agg(distinct run::text, ' ') from caravanserai.load_trace"
                + " where table_name = '" + table + "'");
        undo(second, false);

        // Then
        assertThat(late.problem().status()).isEqualTo(409);
        assertThat(late.problem().detail()).contains("replaced once more");
        assertThat(kept).isEqualTo(second.id().toString());
        assertThat(rows()).isEqualTo("(1,Ada) (2,Bob) (3,Cid)");
    }

    @Test
    void whatIsTooLongAgoIsNotUndoneAnyMore() throws Exception {
        // Given
        make("id int primary key, name text");
        DATABASE.execute("insert into " + table + " values (1, 'old')");
        Run run = load(THREE, "mode", "replace");
        String keptIn = DATABASE.value("select kept_in from caravanserai.load_trace where run = '" + run.id() + "'");

        // When
        expire(0);

        // Then
        assertThat(undo(run, false).state()).isEqualTo(RunState.REFUSED);
        assertThat(DATABASE.value("select count(*) from " + keptIn)).isEqualTo("0");
    }
}
