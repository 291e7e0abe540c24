package sync.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import ledger.ProblemException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postgres.Query;

/** Copies that cannot be made: a clear answer, and both sides are what they were. */
class CopyRefusalsTest {

    private CopyLab lab;

    @BeforeEach
    void open() throws SQLException {
        lab = new CopyLab();
        lab.onTarget("create table kept (id int primary key)");
        lab.onTarget("insert into kept values (1)");
        lab.onSource("create table kept (id int primary key)");
        lab.onSource("insert into kept values (2)");
    }

    @AfterEach
    void close() throws SQLException {
        lab.close();
    }

    private Throwable refused(String... tables) {
        return CopyLab.failure(CopyLab.beside(() -> lab.process().copy(tables)));
    }

    private void assertNothingChanged() throws SQLException {
        assertThat(CopyLab.rows(lab.target, "kept")).containsExactly("(1)");
        assertThat(lab.leftOnTarget()).isEmpty();
    }

    @Test
    void anExtensionThatTheTargetLacksIsNamed() throws SQLException {
        // Given
        lab.onSource("create extension citext; create table words (word citext primary key)");

        // When
        Throwable refused = refused();

        // Then
        assertThat(refused).isInstanceOf(ProblemException.class).hasMessageContaining("extension citext");
        assertNothingChanged();
    }

    @Test
    void allTablesAreNamedThatCannotBeCopied() throws SQLException {
        // Given
        lab.onSource("create type mood as enum ('a', 'b'); create table one (id int primary key, m mood);"
                + " create table two (id int primary key, m mood[]); create table three (id int primary key)");
        lab.onTarget("create type mood as enum ('a')");

        // When
        Throwable refused = refused();

        // Then
        assertThat(refused).isInstanceOf(ProblemException.class).hasMessageContaining("the tables one, two need");
        assertNothingChanged();
    }

    @Test
    void withItsExtensionThereTheTableIsCopied() throws Exception {
        // Given
        lab.onSource("create extension citext; create table words (word citext primary key, more citext[])");
        lab.onSource("insert into words values ('Ä', '{a,B}'), ('b', null)");
        lab.onTarget("create type shift as enum ('so that numbers differ'); create extension citext");

        // When
        lab.process().copy("words");

        // Then
        lab.assertSame("words");
    }

    @Test
    void aFunctionThatTheTargetLacksIsNamed() throws SQLException {
        // Given
        lab.onSource("create function good(int) returns boolean language sql immutable as 'select $1 > 0'");
        lab.onSource("create table checked (n int check (good(n)))");

        // When
        Throwable refused = refused();

        // Then
        assertThat(refused).isInstanceOf(ProblemException.class).hasMessageContaining("function public.good(integer)");
        assertNothingChanged();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '|',
            value = {
                "create type thing as enum ('a', 'b') | create type thing as enum ('a')"
                        + " | alter type \"public\".\"thing\" add value 'b' after 'a'",
                "create type thing as (a int, b text) | create type thing as (a int) | hold the same values",
                "create type thing as enum ('a') | create domain thing as text | hold the same values"
            })
    void aTypeThatIsAnotherOnTheTargetIsNamed(String onSource, String onTarget, String hint) throws SQLException {
        // Given
        lab.onSource(onSource + "; create table typed (t thing)");
        lab.onTarget(onTarget);

        // When
        Throwable refused = refused();

        // Then
        assertThat(refused)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().hint()).contains(hint))
                .hasMessageContaining("\"public\".\"thing\"");
        assertNothingChanged();
    }

    @Test
    void aValueThatNamesATableOfTheCopyIsRefusedInWords() throws SQLException {
        // Given
        lab.onSource("create table one (r regclass); create table two (r regclass);"
                + " insert into one values ('two'); insert into two values ('one')");

        // When
        Throwable refused = refused();

        // Then
        assertThat(refused)
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("one")
                .hasMessageContaining("two");
        assertNothingChanged();
    }

    @Test
    void rowsThatADomainOfTheTargetDoesNotTakeAreRefused() throws SQLException {
        // Given
        lab.onSource("create domain small as int; create table typed (t small); insert into typed values (1), (100)");
        lab.onTarget("create domain small as int check (value < 10)");

        // When
        Throwable refused = refused();

        // Then
        assertThat(refused).isInstanceOf(ProblemException.class).hasMessageContaining("small_check");
        assertNothingChanged();
    }

    @Test
    void rowsThatWereChangedOnTheirWayAreNotTaken() throws SQLException {
        // Given
        lab.onTarget(
                "create function change() returns trigger language plpgsql as 'begin new.id = new.id + 1; return new; end'");
        lab.onTarget(
                """
                create function interfere() returns event_trigger language plpgsql as $$
                declare made record;
                begin
                    for made in select * from pg_event_trigger_ddl_commands()
                                where command_tag = 'CREATE TABLE' and object_identity like 'caravanserai_incoming%' loop
                        execute format('create trigger change before insert on %s for each row execute function public.change()',
                                       made.object_identity);
                    end loop;
                end $$
                """);
        lab.onTarget("create event trigger interfere on ddl_command_end execute function interfere()");

        // When
        Throwable refused = refused();

        // Then
        assertThat(refused).isInstanceOf(ProblemException.class).hasMessageContaining("with the hash");
        assertThat(((ProblemException) refused).problem().type()).isEqualTo("not-equal");
        lab.onTarget("drop event trigger interfere");
        assertNothingChanged();
    }

    @Test
    void aFlowToItsOwnDatabaseIsRefused() throws SQLException {
        // When
        Throwable refused = CopyLab.failure(CopyLab.beside(() -> lab.process(
                        new CopyLab.Configured(), Map.of("from", lab.toUrl, "to", lab.toUrl + "?ApplicationName=x"))
                .copy()));

        // Then
        assertThat(refused).isInstanceOf(ProblemException.class).hasMessageContaining("the same database");
        assertThat(CopyLab.rows(lab.target, "kept")).containsExactly("(1)");
    }

    @Test
    void aLockOnTheSourceIsToldInTime() throws SQLException {
        // Given
        try (Connection holder = lab.anotherToSource()) {
            Query.execute(holder, "begin; lock table kept");

            // When
            Throwable refused = refused();

            // Then
            assertThat(refused).isInstanceOf(ProblemException.class);
            assertThat(((ProblemException) refused).problem().status()).isEqualTo(423);
            assertNothingChanged();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nowhere | there is no table \"nowhere\"",
                "seen | is no table but a view",
            })
    void aTableThatIsNoneIsRefused(String table, String why) throws SQLException {
        // Given
        lab.onSource("create view seen as select 1");

        // When
        Throwable refused = refused(table);

        // Then
        assertThat(refused).isInstanceOf(ProblemException.class).hasMessageContaining(why);
        assertThat(CopyLab.rows(lab.target, "kept")).containsExactly("(1)");
    }

    @Test
    void aViewInTheTablesPlaceStays() throws SQLException {
        // Given
        lab.onSource("create table seen (id int)");
        lab.onTarget("create view seen as select 1");

        // When
        Throwable refused = refused();

        // Then
        assertThat(refused)
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("seen is something else than a table of its own");
        assertNothingChanged();
    }

    @Test
    void rowsThatPointToNothingOnTheTargetAreRefused() throws SQLException {
        // Given
        lab.onSource("create table pointing (id int references kept); insert into pointing values (2)");

        // When
        Throwable refused = refused("pointing");

        // Then
        assertThat(refused).isInstanceOf(ProblemException.class).hasMessageContaining("pointing_id_fkey");
        assertThat(CopyLab.texts(lab.target, "select to_regclass('pointing')::text"))
                .containsExactly((String) null);
        assertNothingChanged();
    }

    @Test
    void rowsHiddenByAPolicyAreNotLeftOutSilently() throws SQLException {
        // Given
        lab.onSource("create role half_blind login password 'x'");
        try {
            lab.onSource("alter table kept enable row level security; grant select on kept to half_blind");
            lab.onSource("create policy none on kept using (id > 100)");

            // When
            Throwable refused = CopyLab.failure(CopyLab.beside(() -> lab.process(
                            new CopyLab.Configured(),
                            Map.of("from", lab.fromUrl + "?options=-c%20role%3Dhalf_blind", "to", lab.toUrl))
                    .copy()));

            // Then
            assertThat(refused).hasMessageContaining("row-level security");
            assertNothingChanged();
        } finally {
            lab.onSource("drop owned by half_blind; drop role half_blind");
        }
    }
}
