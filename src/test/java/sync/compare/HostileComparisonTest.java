package sync.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sync.TwoDatabases.difference;
import static sync.TwoDatabases.told;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import ledger.ProblemException;
import ledger.RunEnd;
import ledger.RunState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import postgres.Databases;
import postgres.Query;
import postgres.TestServer;
import sync.Flow;
import sync.TwoDatabases;

class HostileComparisonTest {

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

    @Test
    void namesThatAreSqlAreNames() throws SQLException {
        // Given
        SIDES.onBoth(
                """
                create schema "od""d";
                create type "od""d"."mo'od; --" as enum ('it''s', 'a\\b', '?', '$1');
                create type public."date" as enum ('today', 'never');
                create domain "od""d"."$$ $caravanserai$" as int;
                create table "od""d"."t'; drop table x; -- ? $1 %s" (
                    "k'e""y ?" text, "select" "od""d"."mo'od; --", "$caravanserai$ %1$s" int, "t" public."date",
                    "s" "od""d"."$$ $caravanserai$", "caravanserai kind" text, "t.""s" text, "a\\b" bytea,
                    primary key ("select", "k'e""y ?"));
                create table "ctid ""t\""" ("k" public."date" primary key, "s.k" int, " " text, "Ünï" text)""");
        SIDES.onBoth(
                """
                insert into "od""d"."t'; drop table x; -- ? $1 %s" select E'k\\\\ ''"\\n' || i,
                    (enum_range(null::"od""d"."mo'od; --"))[1 + i % 4], i, 'today', i, '?', '\\N', '\\x00'
                from generate_series(1, 1000) i;
                insert into "ctid ""t\""" values ('today', 1, '', '\\N'), ('never', 2, E'\\t', null)""");
        SIDES.onTarget(
                """
                update "od""d"."t'; drop table x; -- ? $1 %s"
                set t = 'never', s = null, "t.""s" = '''', "a\\b" = '' where "$caravanserai$ %1$s" = 7;
                delete from "od""d"."t'; drop table x; -- ? $1 %s" where "$caravanserai$ %1$s" in (8, 9);
                update "ctid ""t\""" set "s.k" = 3 where k = 'never'; delete from "ctid ""t\""" where k = 'today'""");
        String table = "\"od\"\"d\".t'; drop table x; -- ? $1 %s";
        String other = "\"ctid \"\"t\"\"\"";

        // When
        RunEnd found = SIDES.compare();
        RunEnd repaired = SIDES.repair(table, other);

        // Then
        assertThat(difference(found, table)).isEqualTo("2 missing, 1 changed, 0 added");
        assertThat(told(found, table).get("changedColumns"))
                .hasToString("{\"t\":1,\"s\":1,\"t.\\\"s\":1,\"a\\\\b\":1}");
        assertThat(difference(found, other)).isEqualTo("1 missing, 1 changed, 0 added");
        assertThat(repaired.problem()).isNull();
        assertEqualNow();
    }

    @Test
    void eachSideIsSeenAtOneMomentWhileWritersGoOn() throws Exception {
        // Given
        SIDES.onBoth("create table a (id bigint generated always as identity primary key, v int);"
                + "create table b (id bigint generated always as identity primary key, v int)");
        SIDES.onBoth(
                "insert into a (v) select generate_series(1, 20000); insert into b (v) select generate_series(1, 20000)");
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> onSource = write(SIDES.sourceUrl, over);
        CompletableFuture<Void> onTarget = write(SIDES.targetUrl, over);
        String written = SIDES.sourceRows("select count(*) from a").get(0);

        try {
            for (int i = 0; i < 20 || SIDES.sourceRows("select count(*) from a").contains(written); i++) {
                // When
                RunEnd end = SIDES.compare();

                // Then
                for (String side : List.of("sourceRows", "targetRows")) {
                    assertThat(told(end, "a").get(side))
                            .isEqualTo(told(end, "b").get(side));
                }
            }

            // When
            RunEnd repaired = SIDES.repair();

            // Then
            assertThat(repaired.problem()).isNull();
            assertThat(repaired.detail().get("equal").booleanValue()).isTrue();
            assertThat(told(repaired, "a").get("targetRows"))
                    .isEqualTo(told(repaired, "b").get("targetRows"));
        } finally {
            over.set(true);
            onSource.join();
            onTarget.join();
        }
    }

    /** Each transaction does the same to both tables. */
    private static CompletableFuture<Void> write(String url, AtomicBoolean over) {
        return CompletableFuture.runAsync(() -> {
            try (Connection connection = TestServer.dataSource(url).getConnection()) {
                for (int i = 0; !over.get(); i++) {
                    Query.execute(
                            connection,
                            "begin; insert into a (v) values (1), (2); insert into b (v) values (1), (2);"
                                    + " delete from b where id = " + i + "; delete from a where id = " + i
                                    + "; commit");
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void aReaderWithoutRightsOnATableIsToldWhichOne() throws SQLException {
        // Given
        SIDES.onBoth("create table open (id int primary key); create table closed (id int primary key)");
        String role = reader();
        SIDES.onSource("grant select on open to " + role);
        try {
            // When, Then
            assertThatThrownBy(() -> asReader(role).compare(TwoDatabases.asked(false), readers()))
                    .isInstanceOfSatisfying(ProblemException.class, e -> {
                        assertThat(e.problem().status()).isEqualTo(422);
                        assertThat(e.problem().detail())
                                .isEqualTo("the user of the database source lacks a right on closed:"
                                        + " ERROR: permission denied for table closed");
                    });
            assertThat(difference(asReader(role).compare(TwoDatabases.asked(false, "open"), readers()), "open"))
                    .isEqualTo("equal");
        } finally {
            SIDES.onBoth("drop owned by " + role);
            SIDES.onBoth("drop role if exists " + role);
        }
    }

    @Test
    void rowsThatAPolicyHidesAreNotTakenForEqual() throws SQLException {
        // Given
        SIDES.onBoth("create table t (id int primary key)");
        String role = reader();
        SIDES.onSource(
                "insert into t values (1); grant select on t to " + role + "; alter table t enable row level security");
        try {
            // When, Then
            assertThatThrownBy(() -> asReader(role).compare(TwoDatabases.asked(false), readers()))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("the user of the database source lacks a right on t")
                    .hasMessageContaining("row-level security");
        } finally {
            SIDES.onBoth("drop owned by " + role);
            SIDES.onBoth("drop role if exists " + role);
        }
    }

    @Test
    void aReaderOnTheTargetCanCompareAndNotRepair() throws SQLException {
        // Given
        SIDES.onBoth("create table t (id int primary key)");
        SIDES.onTarget("insert into t values (1)");
        String role = reader();
        SIDES.onTarget("grant select on t to " + role + "; grant usage on schema public to " + role);
        Databases databases = SIDES.known(Map.of("copy", TwoDatabases.database(SIDES.targetUrl, role, "sesame")));
        try {
            // When, Then
            assertThat(difference(
                            SIDES.comparer(databases).compare(TwoDatabases.asked(false), TwoDatabases.flow()), "t"))
                    .isEqualTo("0 missing, 0 changed, 1 added");
            assertThatThrownBy(() -> SIDES.comparer(databases).compare(TwoDatabases.asked(true), TwoDatabases.flow()))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("the user of the database copy lacks a right on t");
        } finally {
            SIDES.onBoth("drop owned by " + role);
            SIDES.onBoth("drop role if exists " + role);
        }
    }

    private static String reader() throws SQLException {
        String role = "reader_" + SIDES.sourceRows("select current_database()").get(0);
        SIDES.onSource("create role " + role + " login password 'sesame'; grant usage on schema public to " + role);
        return role;
    }

    private static Comparer asReader(String role) throws SQLException {
        return SIDES.comparer(SIDES.known(Map.of(
                "copy",
                TwoDatabases.database(SIDES.targetUrl, TestServer.username(), TestServer.password()),
                "source",
                TwoDatabases.database(SIDES.sourceUrl, role, "sesame"))));
    }

    private static Flow readers() {
        Flow flow = TwoDatabases.flow();
        return new Flow(
                flow.name(),
                "source",
                flow.to(),
                flow.tables(),
                flow.cron(),
                flow.workers(),
                flow.createdAt(),
                flow.updatedAt(),
                flow.deletes());
    }

    @Test
    void aLockThatSomebodyHoldsIsToldAndNothingIsLeftBehind() throws SQLException {
        // Given
        SIDES.onBoth("create table t (id int primary key)");
        SIDES.onTarget("begin; lock table t in row exclusive mode");

        // When, Then
        assertThat(difference(SIDES.compare(), "t")).isEqualTo("equal");
        assertThatThrownBy(SIDES::repair).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.problem().status()).isEqualTo(423);
            assertThat(e.problem().detail()).contains("t in the database copy");
        });
        SIDES.onTarget("rollback");
        assertEqualNow();
    }

    @Test
    void aCancelledRepairChangesNothing() throws Exception {
        // Given
        SIDES.onBoth("create table a (id int primary key); create table z (id int primary key)");
        SIDES.onSource("insert into a values (1); insert into z values (1)");
        SIDES.onTarget("insert into z values (1)");
        SIDES.onTarget("begin; update z set id = 2");
        CompareRequest request = TwoDatabases.asked(true);
        Comparer patient =
                new Comparer(SIDES.databases, TwoDatabases.settings("60000"), SIDES.active, TwoDatabases.images());
        CompletableFuture<RunEnd> run = CompletableFuture.supplyAsync(() -> {
            try {
                return patient.compare(request, TwoDatabases.flow());
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        while (SIDES.sourceRows("select pid from pg_locks where not granted").isEmpty()) {
            Thread.onSpinWait();
        }

        // When
        SIDES.active.open(request.run()).cancel();

        // Then
        assertThatThrownBy(run::join)
                .hasCauseInstanceOf(ProblemException.class)
                .hasMessageContaining("the run was cancelled");
        SIDES.onTarget("rollback");
        assertThat(SIDES.targetRows("select count(*) from a")).containsExactly("0");
        assertThat(SIDES.repair().state()).isEqualTo(RunState.DONE);
    }

    @Test
    void anUnknownDatabaseIsTold() {
        // When, Then
        assertThatThrownBy(() ->
                        SIDES.comparer(SIDES.known(Map.of())).compare(TwoDatabases.asked(false), TwoDatabases.flow()))
                .isInstanceOf(ProblemException.class)
                .satisfies(e ->
                        assertThat(((ProblemException) e).problem().status()).isEqualTo(404))
                .hasMessageContaining("there is no database \"copy\"\nHINT: one of main;");
    }

    @Test
    void databasesOfOtherEncodingsAreComparedByTheirTexts() throws SQLException {
        // Given
        String name = "latin_" + SIDES.sourceRows("select current_database()").get(0);
        SIDES.onSource("create database " + name + " encoding 'LATIN1' locale 'C' template template0");
        String url = SIDES.sourceUrl.replaceFirst("/test_\\d+", "/" + name);
        SIDES.onSource("create table t (k text primary key, v varchar(9), c bpchar, j json, e xml)");
        try (Connection latin = TestServer.dataSource(url).getConnection()) {
            Query.execute(latin, "create table t (k text primary key, v varchar(9), c bpchar, j json, e xml)");
            String rows = "insert into t values ('é', 'ü', 'ö ', '{\"ä\": 1}', '<ß/>'), ('z', 'ÿ', '', null, null),"
                    + " ('ÿ', null, 'x', null, '<a/>')";
            Query.execute(latin, rows);
            SIDES.onSource(rows);
            Comparer comparer = SIDES.comparer(SIDES.known(
                    Map.of("copy", TwoDatabases.database(url, TestServer.username(), TestServer.password()))));

            // When
            RunEnd equal = comparer.compare(TwoDatabases.asked(false), TwoDatabases.flow());
            Query.execute(latin, "update t set v = 'u' where k = 'é'; delete from t where k = 'ÿ'");
            RunEnd repaired = comparer.compare(TwoDatabases.asked(true), TwoDatabases.flow());

            // Then
            assertThat(difference(equal, "t")).isEqualTo("equal");
            assertThat(told(repaired, "t").get("missing").longValue()).isEqualTo(1);
            assertThat(told(repaired, "t").get("changed").longValue()).isEqualTo(1);
            assertThat(difference(repaired, "t")).isEqualTo("equal");
        } finally {
            SIDES.onSource("drop database " + name + " with (force)");
        }
    }
}
