package sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.SQLException;
import ledger.RunEnd;
import ledger.RunState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the target's own foreign keys do to rows that the source still has. */
@Tag("every-postgres")
class TakenAlongTest {

    private static final String OLD = "updated_at timestamptz default now() - interval '2 days'";

    private SyncedDatabases two;
    private String[] tables = {};

    @BeforeEach
    void open() throws SQLException {
        two = new SyncedDatabases();
    }

    @AfterEach
    void close() throws SQLException {
        two.close();
    }

    /** Tables on both sides, filled and synced. */
    private void given(SyncSettings.Deletes deletes, String ddl, String rows, String... names) throws SQLException {
        tables = names;
        two.with(deletes).tables(names);
        two.both(ddl);
        two.source(rows);
        if (deletes == SyncSettings.Deletes.LOG) {
            two.install(true);
        }
        two.sync();
        same();
    }

    private void families(SyncSettings.Deletes deletes, String actions) throws SQLException {
        given(
                deletes,
                "create table parent (id int primary key, " + OLD + ");"
                        + " create table child (id int primary key, parent int default 5 references parent " + actions
                        + ", " + OLD + ")",
                "insert into parent select g from generate_series(1, 5) g;"
                        + " insert into child select g, 1 + g % 5 from generate_series(1, 15) g",
                "parent",
                "child");
    }

    private void same() throws SQLException {
        for (String table : tables) {
            assertThat(two.targetRows(table)).as(table).isEqualTo(two.sourceRows(table));
        }
    }

    private static JsonNode told(RunEnd end, String table) {
        return TwoDatabases.told(end, table);
    }

    @ParameterizedTest
    @EnumSource(names = {"RECONCILE", "LOG"})
    void rowsFollowARowToItsNewKey(SyncSettings.Deletes deletes) throws SQLException {
        // Given
        families(deletes, "on delete cascade on update cascade");
        two.source("update parent set id = 1000, updated_at = now() where id = 1");

        // When
        RunEnd end = two.sync();

        // Then
        same();
        assertThat(end.state()).isEqualTo(RunState.DONE);
        assertThat(told(end, "parent").get("inserted").asInt()).isOne();
        assertThat(told(end, "parent").get("deleted").asInt()).isOne();
        assertThat(told(end, "parent").get("unchanged").asInt()).isZero();
        assertThat(told(end, "child").get("updated").asInt()).isEqualTo(3);
        assertThat(told(end, "child").get("deleted").asInt()).isZero();
        assertThat(end.rows().in()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({
        "RECONCILE, cascade",
        "RECONCILE, set null",
        "RECONCILE, set default",
        "RECONCILE, restrict",
        "LOG, cascade",
        "LOG, set null",
        "LOG, set default",
        "LOG, no action"
    })
    void rowsThatMovedToAnotherStay(SyncSettings.Deletes deletes, String action) throws SQLException {
        // Given
        families(deletes, "on delete " + action);
        two.source("update child set parent = 3 where parent = 2; delete from parent where id = 2");

        // When
        RunEnd end = two.sync();

        // Then
        same();
        assertThat(told(end, "child").get("updated").asInt()).isEqualTo(3);
        assertThat(told(end, "parent").get("deleted").asInt()).isOne();
    }

    @ParameterizedTest
    @EnumSource(names = {"RECONCILE", "LOG"})
    void whatWentWithARowOnTheSourceGoesAndIsCounted(SyncSettings.Deletes deletes) throws SQLException {
        // Given
        families(deletes, "on delete cascade");
        two.source("delete from parent where id in (2, 3)");

        // When
        RunEnd end = two.sync();

        // Then
        same();
        assertThat(told(end, "child").get("deleted").asInt()).isEqualTo(6);
        assertThat(told(end, "parent").get("deleted").asInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"RECONCILE", "LOG"})
    void aNewKeyTakesItsUniqueValueAndItsFamilyWithItInAnyDepth(SyncSettings.Deletes deletes) throws SQLException {
        // Given
        given(
                deletes,
                "create table a (id int primary key, name text not null unique, " + OLD + ");"
                        + " create table b (a int references a on delete cascade on update cascade, n int, " + OLD
                        + ", primary key (a, n));"
                        + " create table c (a int, b int, n int, v text, " + OLD + ", primary key (a, b, n),"
                        + " foreign key (a, b) references b on delete cascade on update cascade)",
                "insert into a select g, 'n' || g from generate_series(1, 4) g;"
                        + " insert into b select g, h from generate_series(1, 4) g, generate_series(1, 3) h;"
                        + " insert into c select a, n, 7, 'v' from b",
                "a",
                "b",
                "c");
        two.source("update a set id = id + 100, updated_at = now() where id < 3");

        // When
        RunEnd end = two.sync();

        // Then
        same();
        assertThat(told(end, "c").get("inserted").asInt()).isEqualTo(6);
        assertThat(told(end, "c").get("deleted").asInt()).isEqualTo(6);
        assertThat(two.sync().rows().loaded()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"RECONCILE, cascade", "LOG, cascade", "RECONCILE, set null", "LOG, restrict"})
    void rowsThatReferToAValueStayWhenItsRowGetsAnotherKey(SyncSettings.Deletes deletes, String action)
            throws SQLException {
        // Given
        given(
                deletes,
                "create table a (id int primary key, code text not null unique, " + OLD + ");"
                        + " create table b (id int primary key, code text references a (code) on delete " + action
                        + ", "
                        + OLD + ");"
                        + " create table c (id int primary key, b int references b on delete cascade, " + OLD + ")",
                "insert into a select g, 'n' || g from generate_series(1, 4) g;"
                        + " insert into b select g, 'n' || g from generate_series(1, 4) g;"
                        + " insert into c select g, g from generate_series(1, 4) g",
                "a",
                "b",
                "c");
        two.target("alter table b add own text; update b set own = 'kept'");
        two.source("update a set id = id + 100, updated_at = now() where id < 3");

        // When
        RunEnd end = two.sync();

        // Then
        assertThat(two.targetRows("a")).isEqualTo(two.sourceRows("a"));
        assertThat(two.targetRows("c")).isEqualTo(two.sourceRows("c"));
        assertThat(two.targetValue("select string_agg(code || own, ' ' order by id) from b"))
                .isEqualTo("n1kept n2kept n3kept n4kept");
        assertThat(told(end, "a").get("inserted").asInt()).isEqualTo(2);
        assertThat(told(end, "a").get("deleted").asInt()).isEqualTo(2);
        assertThat(end.rows().in()).isEqualTo(2 + told(end, "b").get("rows").asInt());
    }

    @ParameterizedTest
    @EnumSource(names = {"RECONCILE", "LOG"})
    void partitionsAreLookedThrough(SyncSettings.Deletes deletes) throws SQLException {
        // Given
        given(
                deletes,
                "create table parent (id int primary key, " + OLD + ") partition by range (id);"
                        + " create table parent_1 partition of parent for values from (0) to (10);"
                        + " create table parent_2 partition of parent for values from (10) to (2000);"
                        + " create table child (id int primary key, parent int, " + OLD + ") partition by range (id);"
                        + " create table child_1 partition of child for values from (0) to (8);"
                        + " create table child_2 partition of child for values from (8) to (100);"
                        + " alter table child_2 add foreign key (parent) references parent on delete cascade on update"
                        + " cascade; alter table child_1 add foreign key (parent) references parent_1 on delete set null",
                "insert into parent select g from generate_series(1, 5) g;"
                        + " insert into child select g, 1 + g % 5 from generate_series(1, 15) g",
                "parent",
                "child");
        two.source("update child set parent = 3 where parent = 1 and id < 8;"
                + " update parent set id = 1000, updated_at = now() where id = 1;"
                + " update child set parent = 4 where parent = 2; delete from parent where id = 2");

        // When
        two.sync();

        // Then
        same();
    }

    @ParameterizedTest
    @EnumSource(names = {"RECONCILE", "LOG"})
    void rowsThatReferToTheirOwnTableFollow(SyncSettings.Deletes deletes) throws SQLException {
        // Given
        given(
                deletes,
                "create table node (id int primary key, up int references node on delete cascade on update cascade, "
                        + OLD + ")",
                "insert into node values (1, null), (2, 1), (3, 2), (4, 3), (5, 1)",
                "node");
        two.source("update node set up = 5 where id = 4; delete from node where id = 2;"
                + " update node set id = 10, updated_at = now() where id = 5");

        // When
        two.sync();

        // Then
        same();
        assertThat(two.targetRows("node")).hasSize(3);
    }

    @Test
    void aValueThatIsReferredToTakesOnlyThoseAlongThatTheSourceSays() throws SQLException {
        // Given
        given(
                SyncSettings.Deletes.IGNORE,
                "create table parent (id int primary key, code text unique, " + OLD + ");"
                        + " create table child (id int primary key, code text references parent (code)"
                        + " on update cascade, " + OLD + ");"
                        + " create table blank (id int primary key, code text references parent (code)"
                        + " on update set null, " + OLD + ")",
                "insert into parent values (1, 'a'), (2, 'b'); insert into child values (1, 'a'), (2, 'a'), (3, 'b');"
                        + " insert into blank values (1, 'a'), (2, 'a'), (3, 'b')",
                "parent",
                "child",
                "blank");
        two.source("update child set code = 'b' where id = 2; update blank set code = 'b' where id = 2;"
                + " update parent set code = 'z', updated_at = now() where id = 1;"
                + " update blank set code = 'z' where id = 1");

        // When
        RunEnd end = two.sync();

        // Then
        same();
        assertThat(told(end, "child").get("updated").asInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"RECONCILE", "LOG"})
    void aCallForTheParentAloneTouchesNoRowThatTheSourceHas(SyncSettings.Deletes deletes) throws SQLException {
        // Given
        families(deletes, "on delete cascade");
        two.source("update child set parent = 3 where parent = 2; delete from parent where id = 2");
        var before = two.targetRows("child");

        // When
        RunEnd end = two.sync("parent");

        // Then
        assertThat(end.problem().detail()).contains("3 of child", "child_parent_fkey");
        assertThat(end.problem().hint()).contains("sync child in the same call");
        assertThat(two.targetRows("child")).isEqualTo(before);
        two.sync();
        same();
    }

    @ParameterizedTest
    @EnumSource(names = {"RECONCILE", "LOG"})
    void aCallForTheParentAloneCountsWhatIsGoneOnBothSides(SyncSettings.Deletes deletes) throws SQLException {
        // Given
        families(deletes, "on delete cascade");
        two.source("delete from parent where id = 2");

        // When
        RunEnd end = two.sync("parent");

        // Then
        same();
        assertThat(told(end, "child").get("deleted").asInt()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"RECONCILE, cascade", "LOG, cascade", "RECONCILE, set null", "LOG, set default"})
    void rowsOfATableThatIsNotInTheFlowStay(SyncSettings.Deletes deletes, String action) throws SQLException {
        // Given
        families(deletes, "on delete cascade");
        two.target("create table other (id int primary key, child int default 2 references child on delete " + action
                + "); insert into other select id, id from child");
        two.source("delete from parent where id = 2");
        var before = two.targetRows("other");

        // When
        RunEnd end = two.sync();

        // Then
        assertThat(end.problem().detail()).contains("of other refer to them (other_child_fkey)");
        assertThat(two.targetRows("other")).isEqualTo(before);
        assertThat(two.targetRows("child")).hasSize(15);
    }

    @ParameterizedTest
    @EnumSource(names = {"RECONCILE", "LOG"})
    void whereOnlyTheTargetHasTheForeignKeyItIsAnAnswer(SyncSettings.Deletes deletes) throws SQLException {
        // Given
        families(deletes, "on delete cascade");
        two.source("alter table child drop constraint child_parent_fkey; delete from parent where id = 2");

        // When
        RunEnd end = two.sync();

        // Then
        assertThat(end.problem().detail()).contains("3 rows of child", "child_parent_fkey");
        assertThat(two.targetRows("child")).hasSize(15);
        assertThat(two.targetRows("parent")).hasSize(5);
    }
}
