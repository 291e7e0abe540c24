package recovery.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postgres.Lsn;
import postgres.server.ServerSettings;
import postgres.server.WalServer;

/** What destroys rows is told apart from what only looks like it, whatever the server writes into its log. */
@Tag("every-postgres")
class IncidentsTest {

    /** Some transactions, and the incidents that are expected of them. */
    private record Step(List<String> expected, String... statements) {}

    private static final List<Step> STEPS = new ArrayList<>();

    private static void step(List<String> expected, String... statements) {
        STEPS.add(new Step(expected, statements));
    }

    private static final List<String> NONE = List.of();

    static {
        step(
                NONE,
                "create table customers (id int primary key, name text, note text)",
                "create table products (id int primary key, name text)",
                "create table orders (id int primary key, customer int references customers, at timestamptz default now())",
                "create table items (id int primary key, ord int references orders, product int references products, n int)",
                "create table big (id int primary key, b text)",
                "create table part (id int, v int) partition by list (id)",
                "create table part1 partition of part for values in (1)",
                "create table part2 partition of part for values in (2)",
                "create table other (id int primary key, t text)",
                "create table nobody (a int)",
                "create materialized view mv as select count(*) n from customers",
                "insert into customers select g, 'n' || g, 'x' from generate_series(1, 1000) g",
                "insert into products select g, 'p' || g from generate_series(1, 500) g",
                "insert into orders select g, g % 1000 + 1 from generate_series(1, 2000) g",
                "insert into items select g, g % 2000 + 1, g % 500 + 1, 1 from generate_series(1, 4000) g",
                "insert into big select g, repeat('y', 100) from generate_series(1, 20000) g",
                "insert into part select g % 2 + 1, g from generate_series(1, 100) g",
                "insert into other select g, repeat(md5(g::text), 100) from generate_series(1, 300) g",
                "refresh materialized view mv",
                "create table caravanserai.kept as select generate_series(1, 5000) g");
        step(NONE, "checkpoint");
        step(NONE, "delete from items where id <= 399");
        step(List.of("delete items 361"), "delete from items where id <= 760");
        step(List.of("delete big 20000"), "delete from big");
        step(NONE, "delete from caravanserai.kept");
        step(NONE, "vacuum big", "vacuum (freeze) orders", "analyze");
        step(NONE, "begin; delete from items; rollback");
        step(NONE, "begin; truncate items; rollback");
        step(NONE, "begin; drop table items; rollback");
        step(
                List.of("delete items 1000"),
                "begin; savepoint a; delete from items where id < 3000; rollback to a; savepoint b;"
                        + "delete from items where id between 1001 and 2000; release b; commit");
        step(List.of("update orders 2000"), "update orders set at = now()");
        step(NONE, "update part set id = 2 where id = 1 and v < 30");
        step(
                NONE,
                "insert into other values (1, 'z') on conflict (id) do nothing",
                "insert into other values (1, 'z') on conflict (id) do update set t = 'q'");
        step(NONE, "reindex table orders", "reindex table concurrently orders");
        step(NONE, "create index concurrently orders_at on orders (at)");
        step(NONE, "insert into big select g, 'x' from generate_series(1, 40) g");
        step(NONE, "alter table big rename to bigger", "create schema moved", "alter table bigger set schema moved");
        step(List.of("truncate moved.bigger 40"), "truncate moved.bigger");
        step(NONE, "alter table moved.bigger rename to big", "alter table moved.big set schema public");
        step(NONE, "vacuum full orders", "vacuum full");
        step(NONE, "cluster orders using orders_pkey");
        step(NONE, "alter table items alter n type bigint");
        step(NONE, "alter table items add column r double precision default random()");
        step(NONE, "alter table nobody set unlogged", "alter table nobody set logged");
        step(
                NONE,
                "refresh materialized view mv",
                "create unique index on mv (n)",
                "refresh materialized view concurrently mv");
        step(
                NONE,
                "vacuum full pg_class",
                "vacuum full pg_namespace",
                "create schema late",
                "create table late.t (a int)");
        step(NONE, "checkpoint", "insert into late.t select generate_series(1, 10)");
        step(List.of("truncate late.t 10"), "truncate late.t");
        step(NONE, "truncate late.t");
        step(List.of("truncate items 2240"), "truncate items");
        step(NONE, "insert into items select g, g % 2000 + 1, g % 500 + 1, 1, 0 from generate_series(1, 4000) g");
        step(NONE, "vacuum full items", "reindex table items");
        step(
                List.of(
                        "truncate products 500",
                        "truncate customers 1000",
                        "truncate items 4000",
                        "truncate orders 2000"),
                "truncate products, customers restart identity cascade");
        step(
                List.of("truncate other 300"),
                "begin; truncate other; insert into other select g, 'new' from generate_series(1, 50) g; commit");
        step(List.of("truncate other 50"), "begin; savepoint s; truncate other; release s; commit");
        step(NONE, "insert into other select g, 'more' from generate_series(1, 70) g");
        step(
                List.of("truncate other 70"),
                "begin; truncate other; insert into other values (1, 'x'); truncate other; commit");
        step(NONE, "insert into other select g, 'more' from generate_series(1, 70) g");
        step(
                NONE,
                "begin; create table nt (a int); insert into nt select generate_series(1, 100); truncate nt;"
                        + "insert into nt values (1); commit");
        step(NONE, "create temp table tt as select generate_series(1, 1000) a; truncate tt; drop table tt");
        step(NONE, "create unlogged table ul as select generate_series(1, 1000) a", "delete from ul");
        step(List.of("truncate ul unlogged"), "truncate ul");
        step(List.of("drop ul unlogged"), "drop table ul");
        step(
                List.of("drop other 70", "truncate nt 1"),
                "begin; create table another (a int primary key, t text); truncate nt; create view v as select 1 as x;"
                        + "drop table other; commit");
        step(NONE, "begin; drop view v; alter table orders add column more text default random()::text; commit");
        step(NONE, "alter table orders drop column at");
        step(List.of("drop part1 36"), "drop table part1");
        step(NONE, "alter table part detach partition part2");
        step(NONE, "drop materialized view mv");
        step(NONE, "create index oi on orders (customer)", "drop index oi");
        step(
                NONE,
                "create schema s; create table s.a as select generate_series(1, 100) x;"
                        + "create table s.b as select generate_series(1, 100) x; create table s.\"C d\" (t text)");
        step(List.of("drop s.a 100", "drop s.b 100", "drop s.C d 0"), "drop schema s cascade");
        step(NONE, "insert into big select g, 'z' from generate_series(1, 100) g");
        step(
                List.of("delete big 50"),
                "begin; delete from big where id <= 50; prepare transaction 'p1'",
                "commit prepared 'p1'");
        step(NONE, "begin; delete from big; prepare transaction 'p2'", "rollback prepared 'p2'");
        step(List.of("truncate big 50"), "begin; truncate big; prepare transaction 'p3'", "commit prepared 'p3'");
        step(
                NONE,
                "begin; create table swap_new as select generate_series(1, 60) a; alter table customers rename to customers_old;"
                        + "alter table swap_new rename to swap; commit",
                "checkpoint",
                "alter table customers_old rename to customers_older");
        step(
                List.of("drop customers_older 0", "truncate swap 60"),
                "truncate swap",
                "drop table customers_older cascade");
        step(
                NONE,
                "create table mothers (id int primary key)",
                "create table daughters (id int primary key, mother int references mothers on delete cascade)",
                "create table friends (id int primary key, mother int references mothers on delete set null)",
                "insert into mothers select generate_series(1, 1500)",
                "insert into daughters select g, case when g < 3 then g end from generate_series(1, 5000) g",
                "insert into friends select g, case when g < 2 then g end from generate_series(1, 5000) g");
        step(List.of("delete mothers 1500", "delete daughters 2", "update friends 1"), "delete from mothers");
        step(NONE, "create database gone");
        step(List.of("drop database gone"), "drop database gone");
        step(NONE, "insert into big select g, 'z' from generate_series(1, 500) g");
        step(
                List.of("drop big 500"),
                "begin; alter table big alter id type bigint; alter table big alter b type varchar(500); drop table big; commit");
        step(
                NONE,
                "create table refilled as select generate_series(1, 100) a",
                "begin; create table young as select 1 a; delete from young; drop table young; commit");
        step(
                List.of("delete refilled 100"),
                "begin; delete from refilled; insert into refilled select generate_series(1, 100); commit");
    }

    @TempDir
    Path temporary;

    @ParameterizedTest
    @ValueSource(strings = {"replica", "logical"})
    void whatDestroysRowsIsToldApartFromWhatDoesNot(String level) throws Exception {
        // Given
        SoftAssertions softly = new SoftAssertions();
        try (WalServer server = WalServer.embedded(
                temporary,
                ServerSettings.ofItsOwn(0)
                        .with("wal_level", level)
                        .with("max_prepared_transactions", "5")
                        .with("autovacuum", "off"))) {
            server.execute("create schema caravanserai");
            Relations relations = CatalogReading.of(server);
            Lsn start = server.flushed();

            // When
            try (IncidentWatch watch = new IncidentWatch(
                    WalSource.of(server.wal(), 1), new IncidentState(start, start, relations), Thresholds.USUAL)) {
                for (Step step : STEPS) {
                    server.execute(step.statements());
                    List<String> told = told(watch);

                    // Then
                    softly.assertThat(told)
                            .as(String.join("; ", step.statements()))
                            .containsExactlyInAnyOrderElementsOf(step.expected());
                }
            }
        }
        softly.assertAll();
    }

    private static List<String> told(IncidentWatch watch) throws Exception {
        List<String> told = new ArrayList<>();
        for (Incident incident : watch.readOn()) {
            assertThat(incident.database()).isIn("postgres", "gone");
            String what = incident.table() == null
                    ? "database " + incident.database()
                    : incident.table().display();
            String rows = incident.table() == null ? "" : " " + incident.rows();
            told.add(incident.kind().name().toLowerCase(Locale.ROOT) + " " + what
                    + (incident.unlogged() ? " unlogged" : rows));
            assertThat(incident.exact())
                    .as(told.toString())
                    .isEqualTo(incident.table() != null && !incident.unlogged());
        }
        assertThat(watch.end().isFault()).as(watch.end().message()).isFalse();
        return told;
    }
}
