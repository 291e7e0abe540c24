package sync.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import ledger.ProblemException;
import ledger.RunEnd;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postgres.Query;

/** Rows are replaced in tables that others refer to: no row that the source does not know of goes along. */
@Tag("every-postgres")
class CopyCascadesTest {

    private CopyLab lab;

    @BeforeEach
    void open() throws SQLException {
        lab = new CopyLab();
    }

    @AfterEach
    void close() throws SQLException {
        lab.close();
    }

    private void both(String sql) throws SQLException {
        lab.onSource(sql);
        lab.onTarget(sql);
    }

    private Throwable refused(String... tables) {
        return CopyLab.failure(CopyLab.beside(() -> lab.process().replace(tables)));
    }

    private static void assertRefused(Throwable refused, String why) {
        assertThat(refused).isInstanceOf(ProblemException.class).hasMessageContaining(why);
        assertThat(((ProblemException) refused).problem().type()).isEqualTo("refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cascade", "set null", "set default"})
    void rowsThatReferToATableWithoutAKeyStay(String action) throws SQLException {
        // Given
        both("create table codes (code text unique, name text); insert into codes values ('a', 'old'), ('b', 'old')");
        lab.onSource("update codes set name = 'new'");
        lab.onTarget("create table uses (id int, code text references codes (code) on delete " + action + ")");
        lab.onTarget("insert into uses values (1, 'a'), (2, null)");

        // When
        Throwable refused = refused();

        // Then
        assertRefused(refused, "rows of uses would be deleted or blanked along with rows of codes");
        assertThat(CopyLab.rows(lab.target, "uses")).containsExactly("(1,a)", "(2,)");
        assertThat(CopyLab.rows(lab.target, "codes")).containsExactly("(a,old)", "(b,old)");
        assertThat(lab.leftOnTarget()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cascade", "set null"})
    void rowsThatReferToWhatTheSourceHasNotStay(String action) throws SQLException {
        // Given
        both("create table towns (id int primary key); insert into towns values (1), (2)");
        lab.onSource("delete from towns where id = 2");
        lab.onTarget("create table mayors (name text, town int references towns on delete " + action + ")");
        lab.onTarget("insert into mayors values ('a', 1), ('b', 2)");

        // When
        Throwable refused = refused();

        // Then
        assertRefused(refused, "mayors");
        assertThat(CopyLab.rows(lab.target, "mayors")).containsExactly("(a,1)", "(b,2)");
        assertThat(CopyLab.rows(lab.target, "towns")).containsExactly("(1)", "(2)");
    }

    @Test
    void rowsThatReferToWhatStaysAreInNobodysWay() throws SQLException, IOException {
        // Given
        both("create table towns (id int primary key, name text); insert into towns values (1, 'old'), (2, 'old')");
        lab.onSource(
                "delete from towns where id = 2; update towns set name = 'new'; insert into towns values (3, 'new')");
        lab.onTarget("create table mayors (name text, town int references towns on delete cascade)");
        lab.onTarget("insert into mayors values ('a', 1), ('b', null)");

        // When
        lab.process().replace();

        // Then
        lab.assertSame("towns");
        assertThat(CopyLab.rows(lab.target, "mayors")).containsExactly("(a,1)", "(b,)");
    }

    @Test
    void rowsThatReferToAPartitionStay() throws SQLException {
        // Given
        both("create table events (id int primary key) partition by range (id)");
        both("create table early partition of events for values from (0) to (10); insert into events values (1), (2)");
        lab.onSource("delete from events where id = 2");
        lab.onTarget("create table notes (event int references early on delete cascade); insert into notes values (2)");

        // When
        Throwable refused = refused();

        // Then
        assertRefused(refused, "rows of notes would be deleted");
        assertThat(CopyLab.rows(lab.target, "notes")).containsExactly("(2)");
    }

    @Test
    void rowsThatReferToWhatGoesAlongAndComesAgainStay() throws SQLException {
        // Given
        both("create table customers (id int primary key); insert into customers values (1), (2)");
        both("create table orders (id int primary key, customer int references customers on delete cascade)");
        both("insert into orders values (7, 2)");
        lab.onSource("update orders set customer = 1; delete from customers where id = 2");
        lab.onTarget("create table notes (on_order int references orders on delete cascade)");
        lab.onTarget("insert into notes values (7)");

        // When
        Throwable refused = refused();

        // Then
        assertRefused(refused, "rows of notes would be deleted or blanked along with rows of orders");
        assertThat(CopyLab.rows(lab.target, "notes")).containsExactly("(7)");
        assertThat(CopyLab.rows(lab.target, "orders")).containsExactly("(7,2)");
    }

    @ParameterizedTest
    @CsvSource({"2, true", "3, false"})
    void rowsThatReferToWhatGoesAlongInItsOwnTableStay(int referredTo, boolean comes) throws Exception {
        // Given
        both("create table parts (id int primary key, whole int references parts on delete cascade)");
        both("insert into parts values (1, null), (2, 1), (3, null)");
        if (comes) {
            lab.onSource("update parts set whole = 3; delete from parts where id = 1");
        }
        lab.onTarget("create table notes (part int references parts on delete cascade)");
        lab.onTarget("insert into notes values (" + referredTo + ")");

        // When
        CompletableFuture<RunEnd> copy = CopyLab.beside(() -> lab.process().replace());

        // Then
        if (comes) {
            assertRefused(CopyLab.failure(copy), "rows of notes");
        } else {
            copy.get();
        }
        assertThat(CopyLab.rows(lab.target, "notes")).containsExactly("(" + referredTo + ")");
    }

    @Test
    void rowsOfTheCopyThatGoAlongComeAgain() throws SQLException, IOException {
        // Given
        both("create table codes (code text unique, name text); insert into codes values ('a', 'old'), ('b', 'old')");
        both("create table uses (id int primary key, code text references codes (code) on delete cascade)");
        both("insert into uses values (1, 'a'), (2, null)");
        lab.onSource("update codes set name = 'new'");

        // When
        lab.process().replace();

        // Then
        lab.assertSame("codes");
        lab.assertSame("uses");
    }

    @Test
    void whatOnlyTheTargetHasInRowsThatComeAgainStays() throws SQLException {
        // Given
        both("create table codes (code text unique); insert into codes values ('a')");
        both("create table uses (id int primary key, code text references codes (code) on delete cascade)");
        both("insert into uses values (1, 'a')");
        lab.onTarget("alter table uses add seen text; update uses set seen = 'yesterday'");

        // When
        Throwable refused = refused();

        // Then
        assertRefused(refused, "columns of uses");
        assertThat(CopyLab.rows(lab.target, "uses")).containsExactly("(1,a,yesterday)");
    }

    @Test
    void aRowThatIsJustBeingWrittenStays() throws Exception {
        // Given
        both("create table towns (id int primary key); insert into towns values (1), (2)");
        lab.onSource("delete from towns where id = 2");
        lab.onTarget("create table mayors (town int references towns on delete cascade)");
        try (Connection writer = lab.anotherToTarget()) {
            Query.execute(writer, "begin; insert into mayors values (2)");

            // When
            CompletableFuture<RunEnd> copy = CopyLab.beside(() -> lab.process().replace());
            lab.await(() -> CopyLab.number(
                            lab.target,
                            "select count(*) from pg_stat_activity where datname = current_database()"
                                    + " and cardinality(pg_blocking_pids(pid)) > 0")
                    > 0);
            Query.execute(writer, "commit");

            // Then
            assertRefused(CopyLab.failure(copy), "rows of mayors");
            assertThat(CopyLab.rows(lab.target, "mayors")).containsExactly("(2)");
        }
    }

    @Test
    void rowsThatAPolicyHidesStay() throws SQLException {
        // Given
        both("create table towns (id int primary key); insert into towns values (1), (2)");
        lab.onSource("delete from towns where id = 2");
        lab.onTarget(
                "create table mayors (town int references towns on delete cascade); insert into mayors values (2)");
        lab.onTarget("alter table mayors enable row level security");
        String role = FewRights.on(lab);
        try {
            lab.onTarget("grant select on mayors to " + role);

            // When
            Throwable refused = CopyLab.failure(
                    CopyLab.beside(() -> FewRights.process(lab, role).replace()));

            // Then
            assertRefused(refused, "it cannot be seen whether rows of mayors");
            assertThat(CopyLab.rows(lab.target, "mayors")).containsExactly("(2)");
        } finally {
            FewRights.drop(lab, role);
        }
    }
}
