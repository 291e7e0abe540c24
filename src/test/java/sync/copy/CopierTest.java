package sync.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import ledger.RunEnd;
import ledger.RunState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import postgres.Query;
import postgres.TableName;
import postgres.definition.Definitions;
import postgres.definition.TableDefinition;
import postgres.definition.TableZoo;
import snapshot.format.Zoo;
import sync.Expected;

@Tag("every-postgres")
class CopierTest {

    private CopyLab lab;

    @BeforeEach
    void open() throws SQLException {
        lab = new CopyLab();
    }

    @AfterEach
    void close() throws SQLException {
        lab.close();
    }

    @Test
    void tablesOfEveryKindAreMadeOnTheTargetAsTheyAreOnTheSource() throws SQLException, IOException {
        // Given
        TableZoo.make(lab.source);
        Query.execute(lab.target, TableZoo.FUNCTIONS);

        // When
        RunEnd end = lab.process().copy();

        // Then
        assertThat(end.state()).isEqualTo(RunState.DONE);
        List<TableName> tables = TableZoo.tables(lab.source);
        assertThat(TableZoo.tables(lab.target)).isEqualTo(tables);
        List<TableDefinition> originals = Definitions.read(lab.source, tables);
        List<TableDefinition> copies = Definitions.read(lab.target, tables);
        for (int i = 0; i < tables.size(); i++) {
            assertThat(Expected.onTarget(copies.get(i))).isEqualTo(Expected.onTarget(originals.get(i)));
            String table = "only " + tables.get(i).quoted();
            assertThat(CopyLab.rows(lab.target, table)).isEqualTo(CopyLab.rows(lab.source, table));
        }
        assertThat(lab.leftOnTarget()).isEmpty();
        assertThat(end.detail().get("notes")).isEmpty();
        assertThat(end.detail().get("notBrought"))
                .extracting(one -> one.asText())
                .containsExactlyInAnyOrder(
                        "trigger silent on public.watched",
                        "trigger touched on public.watched",
                        "policy any_insert on public.watched",
                        "policy mine on public.watched");
    }

    @Test
    void valuesOfEveryTypeArriveAsTheyWere() throws SQLException, IOException {
        // Given
        Zoo.make(lab.source, "zoo");
        Zoo.fill(lab.source, "zoo");
        // So that types of the same name have other numbers there.
        lab.onTarget("create type shift as enum ('x')");

        // When
        RunEnd end = lab.process().copy();

        // Then
        assertThat(CopyLab.rows(lab.target, "zoo")).isEqualTo(CopyLab.rows(lab.source, "zoo"));
        assertThat(end.rows().loaded()).isEqualTo(CopyLab.number(lab.source, "select count(*) from zoo"));
    }

    @Test
    void rowsInACircleOfForeignKeysArriveWithTheirKeys() throws SQLException, IOException {
        // Given
        lab.onSource("create table hens (id int primary key, egg int)");
        lab.onSource("create table eggs (id int primary key, hen int not null references hens)");
        lab.onSource("alter table hens add foreign key (egg) references eggs");
        lab.onSource("insert into hens values (1, null), (2, null); insert into eggs values (10, 1), (20, 2)");
        lab.onSource("update hens set egg = 30 - 10 * id");

        // When
        lab.process().copy();
        lab.process().copy();

        // Then
        lab.assertSame("hens");
        lab.assertSame("eggs");
        assertThat(CopyLab.texts(
                        lab.target,
                        "select conrelid::regclass || ' ' || confrelid::regclass || ' ' || convalidated from pg_constraint"
                                + " where contype = 'f' and connamespace = 'public'::regnamespace order by 1"))
                .containsExactly("eggs hens true", "hens eggs true");
    }

    @Test
    void aBigTableGoesInChunksAndItsChecksumsAreTold() throws SQLException, IOException {
        // Given
        lab.makeOrders(300_000);

        // When
        RunEnd end = lab.process().copy();

        // Then
        var told = end.detail().at("/tables/0");
        assertThat(told.get("table").asText()).isEqualTo("orders");
        assertThat(told.get("rows").asLong()).isEqualTo(300_000);
        assertThat(told.get("chunks").asLong()).isGreaterThan(4);
        assertThat(told.at("/checksum/source").asText())
                .hasSize(16)
                .isEqualTo(told.at("/checksum/target").asText());
        assertThat(told.get("seconds").asDouble()).isPositive();
        assertThat(end.rows().in()).isEqualTo(300_000);
        lab.assertSame("orders");
        assertThat(CopyLab.number(lab.target, "select reltuples from pg_class where relname = 'orders'"))
                .isEqualTo(300_000);
    }

    @Test
    void whoWatchesSeesWhatIsThroughOfEachTable() throws SQLException, IOException {
        // Given
        lab.makeOrders(300_000);
        lab.onSource("create table small (id int primary key); insert into small values (1), (2)");
        CopyLab.Process process = lab.process();
        CopyRequest request = process.begin(CopyRequest.How.SWAP);

        // When
        process.copy(request);

        // Then
        assertThat(process.active.open(request.run()).tables().orElseThrow().told())
                .hasToString("[{\"table\":\"orders\",\"state\":\"done\",\"rows\":300000},"
                        + "{\"table\":\"small\",\"state\":\"done\",\"rows\":2}]");
    }

    @Test
    void partitionsWithRowsArriveInTheirPlaces() throws SQLException, IOException {
        // Given
        lab.onSource(
                """
                create schema attic;
                create table events (id int, at date, what text, primary key (id, at)) partition by range (at);
                create table events_2024 partition of events for values from ('2024-01-01') to ('2025-01-01');
                create table attic.rest (what text, at date not null, id int not null);
                alter table events attach partition attic.rest default;
                create index on events (what);
                insert into events select i, date '2023-06-01' + i, 'event ' || i from generate_series(1, 1000) i
                """);
        lab.onTarget("create table events (id int)");

        // When
        lab.process().copy();

        // Then
        lab.assertSame("events");
        lab.assertSame("events_2024");
        assertThat(CopyLab.number(lab.target, "select count(*) from attic.rest"))
                .isEqualTo(CopyLab.number(lab.source, "select count(*) from attic.rest"));
    }

    @Test
    void numbersGoOnWhereTheSourceIs() throws SQLException, IOException {
        // Given
        lab.onSource("create table serials (id serial primary key, note text)");
        lab.onSource("create table identities (id int generated always as identity primary key, note text)");
        lab.onSource("create sequence shared; create table sharing (id int default nextval('shared'), other int default"
                + " nextval('serials_id_seq'))");
        lab.onSource("insert into serials (note) values ('a'), ('b'); insert into identities (note) values ('a')");
        lab.onSource("insert into sharing values (default), (default), (default)");
        lab.process().copy();

        // When
        lab.process().copy();

        // Then
        assertThat(CopyLab.number(lab.target, "insert into serials (note) values ('c') returning id"))
                .isEqualTo(6);
        assertThat(CopyLab.number(lab.target, "insert into identities (note) values ('c') returning id"))
                .isEqualTo(2);
        assertThat(CopyLab.number(lab.target, "insert into sharing values (default) returning id * 100 + other"))
                .isEqualTo(407);
    }

    @Test
    void namesThatAreSqlAreOnlyNames() throws SQLException, IOException {
        // Given
        String table = "\"s; drop table victim\".\"t\"\"; drop table victim; --\"";
        lab.onSource("create schema \"s; drop table victim\"");
        lab.onSource("create table " + table
                + " (\"a'b\" int primary key, \"c\"\"d\" text default '''', \"e\\\" text unique)");
        lab.onSource("insert into " + table + " values (1, 'x', 'y')");
        lab.onSource("create table \"%s ? :#x\" (id int)");
        lab.onTarget("create table victim (id int)");

        // When
        lab.process().copy();
        lab.process().copy();

        // Then
        lab.assertSame(table);
        lab.assertSame("\"%s ? :#x\"");
        assertThat(CopyLab.number(lab.target, "select count(*) from victim")).isZero();
    }

    @Test
    void tablesWithoutAKeyOrWithoutRowsAreCopiedToo() throws SQLException, IOException {
        // Given
        lab.onSource(
                "create table keyless (a int, b text); insert into keyless values (1, 'x'), (1, 'x'), (null, null)");
        lab.onSource("create table empty (id int primary key)");
        lab.onTarget("create table empty (id int primary key); insert into empty values (1)");

        // When
        RunEnd end = lab.process().copy();

        // Then
        lab.assertSame("keyless");
        lab.assertSame("empty");
        assertThat(end.rows().loaded()).isEqualTo(3);
    }

    @Test
    void allRowsAreFromOneMomentWhileWritersGoOn() throws Exception {
        // Given
        lab.makeOrders(100_000);
        lab.onSource("create table totals (n bigint); insert into totals values (100000)");
        AtomicBoolean writing = new AtomicBoolean(true);
        CompletableFuture<Boolean> writer = CopyLab.beside(() -> {
            try (Connection connection = lab.anotherToSource()) {
                for (int id = 1_000_000; writing.get(); id++) {
                    Query.execute(
                            connection,
                            "begin; insert into orders values (" + id
                                    + ", 1, '', 0); update totals set n = n + 1; commit");
                }
            }
            return true;
        });
        lab.await(() -> CopyLab.number(lab.source, "select n from totals") > 100_000);

        // When
        lab.process().copy();

        // Then
        writing.set(false);
        assertThat(writer.get()).isTrue();
        assertThat(CopyLab.number(lab.target, "select count(*) - (select n from totals) from orders"))
                .isZero();
    }

    @Test
    void uniqueValuesThatWereSwappedAreExchangedInPlace() throws SQLException, IOException {
        // Given
        String make = "create table seats (id int primary key, name text not null unique)";
        lab.onSource(make);
        lab.onTarget(make);
        lab.onSource("insert into seats values (1, 'b'), (2, 'a'), (3, 'c'), (4, 'd')");
        lab.onTarget("insert into seats values (1, 'a'), (2, 'b'), (3, 'c'), (5, 'd')");
        lab.onTarget("create table guests (seat int references seats); insert into guests values (1), (2)");

        // When
        RunEnd end = lab.process().replace();

        // Then
        assertThat(end.state()).isEqualTo(RunState.DONE);
        lab.assertSame("seats");
        assertThat(CopyLab.rows(lab.target, "guests")).containsExactly("(1)", "(2)");
    }

    @Test
    void swappedValuesOfRowsWithWhichOthersWouldGoAreChangedInPlace() throws Exception {
        // Given
        String make = "create table seats (id int primary key, name text not null unique)";
        lab.onSource(make);
        lab.onTarget(make);
        lab.onSource("insert into seats values (1, 'b'), (2, 'a')");
        lab.onTarget("insert into seats values (1, 'a'), (2, 'b')");
        lab.onTarget(
                "create table guests (seat int references seats on delete cascade); insert into guests values (1)");

        // When
        lab.process().replace();

        // Then
        lab.assertSame("seats");
        assertThat(CopyLab.rows(lab.target, "guests")).containsExactly("(1)");
        assertThat(lab.leftOnTarget()).isEmpty();
    }
}
