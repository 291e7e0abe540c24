package sync.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import ledger.ProblemException;
import ledger.RunEnd;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import postgres.Query;

/** What those see who look at the target's tables while a copy takes their place. */
class CopyReadersTest {

    private CopyLab lab;

    @BeforeEach
    void open() throws SQLException {
        lab = new CopyLab();
    }

    @AfterEach
    void close() throws SQLException {
        lab.close();
    }

    /** Two tables with rows, and older ones of the same names on the target. */
    private void twoTablesOnBothSides() throws SQLException {
        for (Connection side : List.of(lab.source, lab.target)) {
            Query.execute(side, "create table towns (id int primary key, name text)");
            Query.execute(side, "create table people (id int primary key, town int not null references towns)");
        }
        lab.onSource("insert into towns select i, 'new' from generate_series(1, 2000) i");
        lab.onSource("insert into people select i, 1 + i % 2000 from generate_series(1, 50000) i");
        lab.onTarget("insert into towns select i, 'old' from generate_series(1, 10) i");
        lab.onTarget("insert into people select i, 1 + i % 10 from generate_series(1, 30) i");
    }

    private static final String WATCH = "select (select count(*) from towns) || ' ' || (select count(*) from people)";

    @Test
    void readersSeeTheOldRowsOrTheNewOnesOfAllTablesAndNothingElse() throws Exception {
        // Given
        twoTablesOnBothSides();
        Set<String> seen = ConcurrentHashMap.newKeySet();
        AtomicBoolean enough = new AtomicBoolean();
        List<CompletableFuture<Boolean>> readers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            readers.add(CopyLab.beside(() -> {
                try (Connection reader = lab.anotherToTarget()) {
                    while (!enough.get()) {
                        seen.addAll(CopyLab.texts(reader, WATCH));
                    }
                }
                return true;
            }));
        }
        lab.await(() -> seen.contains("10 30"));

        // When
        lab.process().copy();

        // Then
        lab.await(() -> seen.contains("2000 50000"));
        enough.set(true);
        for (CompletableFuture<Boolean> reader : readers) {
            assertThat(reader.get()).isTrue();
        }
        assertThat(seen).containsExactlyInAnyOrder("10 30", "2000 50000");
    }

    @Test
    void aTransactionThatBeganBeforeGoesOnSeeingTheOldRows() throws Exception {
        // Given
        twoTablesOnBothSides();
        CopyLab.Process process = lab.process();
        CopyRequest request = process.begin(CopyRequest.How.SWAP);
        try (Connection reader = lab.anotherToTarget()) {
            Query.execute(reader, "begin isolation level repeatable read");
            CopyLab.texts(reader, "select 1");

            // When
            CompletableFuture<RunEnd> copy = CopyLab.beside(() -> process.copy(request));
            lab.await(() -> lab.chunks(request.run(), "state = 'done'") == 2);
            lab.await(() -> CopyLab.number(
                            lab.target,
                            "select count(*) from pg_constraint k join pg_namespace n on n.oid = k.connamespace"
                                    + " where contype = 'f' and convalidated and nspname like 'caravanserai_incoming%'")
                    == 1);
            List<String> during = CopyLab.texts(reader, WATCH);
            Query.execute(reader, "commit");
            copy.get();

            // Then
            assertThat(during).containsExactly("10 30");
            assertThat(CopyLab.texts(reader, WATCH)).containsExactly("2000 50000");
        }
    }

    @Test
    void aReaderThatHoldsOneTableAndNeedsAnotherIsNotBrokenOff() throws Exception {
        // Given
        twoTablesOnBothSides();
        try (Connection reader = lab.anotherToTarget()) {
            // Sooner than the copy's own process would look for a deadlock.
            Query.execute(reader, "set deadlock_timeout = '700ms'");
            Query.execute(reader, "begin; lock table towns in access share mode");

            // When
            CompletableFuture<RunEnd> copy = CopyLab.beside(() -> lab.process().copy());
            lab.await(() -> CopyLab.number(
                            lab.target,
                            "select count(*) from pg_locks where not granted and mode = 'AccessExclusiveLock'")
                    > 0);
            List<String> people = CopyLab.texts(reader, "select count(*) from people");
            Query.execute(reader, "commit");

            // Then
            assertThat(people).containsExactly("30");
            copy.get();
            assertThat(CopyLab.texts(reader, WATCH)).containsExactly("2000 50000");
        }
    }

    @Test
    void aReaderThatDoesNotEndMakesTheCopyGiveUpAndKeepsItsTable() throws Exception {
        // Given
        twoTablesOnBothSides();
        CopyLab.Process process = lab.process(new CopyLab.Configured() {
            @Override
            public long swapTimeoutMillis() {
                return 500;
            }
        });
        try (Connection reader = lab.anotherToTarget()) {
            Query.execute(reader, "begin");
            CopyLab.texts(reader, WATCH);

            // When
            Throwable refused = CopyLab.failure(CopyLab.beside(() -> process.copy()));

            // Then
            assertThat(refused).isInstanceOf(ProblemException.class);
            assertThat(((ProblemException) refused).problem().status()).isEqualTo(423);
            Query.execute(reader, "commit");
            assertThat(CopyLab.texts(reader, WATCH)).containsExactly("10 30");
            assertThat(lab.leftOnTarget()).isEmpty();
        }
    }

    @Test
    void whoeverMaySeeLittleOfOthersWaitsForThemToo() throws Exception {
        // Given
        twoTablesOnBothSides();
        String role = FewRights.on(lab);
        CopyLab.Process process = FewRights.process(lab, role, new CopyLab.Configured() {
            @Override
            public long swapTimeoutMillis() {
                return 500;
            }
        });
        try (Connection reader = lab.anotherToTarget()) {
            Query.execute(reader, "begin isolation level repeatable read");
            CopyLab.texts(reader, "select 1");

            // When
            Throwable refused = CopyLab.failure(CopyLab.beside(() -> process.copy()));

            // Then
            assertThat(refused).isInstanceOf(ProblemException.class).hasMessageContaining("as it was before the copy");
            assertThat(((ProblemException) refused).problem().status()).isEqualTo(423);
            assertThat(CopyLab.texts(reader, WATCH)).containsExactly("10 30");
        } finally {
            FewRights.drop(lab, role);
        }
    }

    @Test
    void aTransactionThatSeesNothingYetIsNotWaitedFor() throws Exception {
        // Given
        twoTablesOnBothSides();
        String role = FewRights.on(lab);
        try (Connection idle = lab.anotherToTarget()) {
            Query.execute(idle, "begin");

            // When
            FewRights.process(lab, role).copy();

            // Then
            assertThat(CopyLab.texts(idle, WATCH)).containsExactly("2000 50000");
        } finally {
            FewRights.drop(lab, role);
        }
    }

    @Test
    void tablesThatOthersDependOnAreRefusedAndReplacedWhenAsked() throws SQLException, IOException {
        // Given
        twoTablesOnBothSides();
        lab.onTarget("create view grown as select count(*) as towns from towns");
        lab.onTarget("create table mayors (town int references towns)");
        lab.onTarget("insert into mayors values (7)");

        // When
        Throwable refused = CopyLab.failure(CopyLab.beside(() -> lab.process().copy()));
        RunEnd replaced = lab.process().replace();

        // Then
        assertThat(refused)
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("view grown")
                .hasMessageContaining("mayors");
        assertThat(replaced.rows().loaded()).isEqualTo(52_000);
        assertThat(CopyLab.number(lab.target, "select towns from grown")).isEqualTo(2000);
        lab.assertSame("towns");
        lab.assertSame("people");
        assertThat(lab.leftOnTarget()).isEmpty();
    }

    @Test
    void rowsAreReplacedUnderTheEyesOfReaders() throws Exception {
        // Given
        twoTablesOnBothSides();
        try (Connection reader = lab.anotherToTarget()) {
            Query.execute(reader, "begin isolation level repeatable read");
            List<String> before = CopyLab.texts(reader, WATCH);

            // When
            lab.process().replace();

            // Then
            assertThat(CopyLab.texts(reader, WATCH)).isEqualTo(before).containsExactly("10 30");
            Query.execute(reader, "commit");
            assertThat(CopyLab.texts(reader, WATCH)).containsExactly("2000 50000");
        }
    }

    @Test
    void aReplacedTableKeepsWhatIsItsOwn() throws SQLException, IOException {
        // Given
        lab.onSource("create table logs (line text, n int generated always as (length(line)) stored)");
        lab.onSource("insert into logs values ('a'), ('a'), (null)");
        lab.onSource("create table numbered (id int generated always as identity primary key, at text)");
        lab.onSource("insert into numbered (at) values ('x'), ('y'), ('z')");
        lab.onTarget(
                "create table logs (line text, n int generated always as (length(line)) stored, seen boolean default true)");
        lab.onTarget("insert into logs values ('b')");
        lab.onTarget("create table numbered (id int generated always as identity primary key, at text)");
        lab.onTarget("insert into numbered (at) values ('x'), ('changed')");

        // When
        lab.process().replace();

        // Then
        assertThat(CopyLab.rows(lab.target, "logs")).containsExactlyInAnyOrder("(a,1,t)", "(a,1,t)", "(,,t)");
        lab.assertSame("numbered");
        assertThat(CopyLab.number(lab.target, "insert into numbered (at) values ('next') returning id"))
                .isEqualTo(4);
    }

    @Test
    void whoeverMightReadTheOldTableMayReadTheNewOne() throws SQLException, IOException {
        // Given
        twoTablesOnBothSides();
        lab.onTarget("create role \"rea der\"; create role another");
        try {
            lab.onTarget("grant select on towns to \"rea der\" with grant option");
            lab.onTarget("grant select (id) on people to another");
            lab.onTarget("alter table people owner to another");
            lab.onTarget("create function noted() returns trigger language plpgsql as 'begin return new; end'");
            lab.onTarget("create trigger noted before insert on towns for each row execute function noted()");
            lab.onTarget("alter table towns enable row level security");
            lab.onTarget("create policy mine on towns for select to \"rea der\" using (id < 3)");

            // When
            lab.process().copy();

            // Then
            assertThat(
                            CopyLab.texts(
                                    lab.target,
                                    "select has_table_privilege('rea der', 'towns', 'select with grant option') || ' '"
                                            + " || has_column_privilege('another', 'people', 'id', 'select') || ' '"
                                            + " || (select relowner::regrole from pg_class where oid = 'people'::regclass) || ' '"
                                            + " || (select string_agg(tgname, ',') from pg_trigger where tgrelid = 'towns'::regclass and not tgisinternal)"))
                    .containsExactly("true true another noted");
            lab.onTarget("set role \"rea der\"");
            assertThat(CopyLab.number(lab.target, "select count(*) from towns")).isEqualTo(2);
            lab.onTarget("reset role");
        } finally {
            lab.onTarget(
                    "reset role; drop owned by \"rea der\"; drop owned by another; drop role \"rea der\", another");
        }
    }
}
