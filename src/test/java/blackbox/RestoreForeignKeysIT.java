package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows that refer to each other go back, and no others are harmed. */
@Tag("every-postgres")
class RestoreForeignKeysIT {

    private final Service service = SharedService.get();
    private final SnapshotDoor snapshots = new SnapshotDoor(service);

    @AfterEach
    void theLawHolds() {
        assertThat(service.everyRowIsAccountedFor()).isTrue();
    }

    @Test
    void parentsComeBeforeTheirChildrenAndRowsMayReferToTheirOwnTable() {
        // Given
        service.sql(
                "create table order_c (id int primary key, boss int references order_c)",
                "create table order_b (id int primary key, c int not null references order_c)",
                "create table order_a (id int primary key, b int not null references order_b)",
                "insert into order_c select i, case when i < 50 then i + 1 end from generate_series(1, 50) i",
                "insert into order_b select i, i from generate_series(1, 50) i",
                "insert into order_a select i, i from generate_series(1, 50) i");
        String id = snapshots.make("order_a", "order_b", "order_c");
        service.sql("truncate order_a, order_b, order_c");
        service.sql(
                "insert into order_c values (99)",
                "insert into order_b values (99, 99)",
                "insert into order_a values (99, 99)");

        // When
        Service.Answer restored = snapshots.restore(id, "{\"into\": \"original\", \"rows\": \"all\"}");
        List<Integer> differences = snapshots.differences(id, "order_c");
        Service.Answer undone = snapshots.undo(restored);

        // Then
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(SnapshotDoor.rows(restored)).containsExactly(153, 153, 0, 0, 0);
        assertThat(differences).containsExactly(0, 0, 0, 50);
        assertThat(undone.status()).as(undone.body()).isEqualTo(200);
        assertThat(service.count("order_a") + service.count("order_b") + service.count("order_c"))
                .isEqualTo(3);
    }

    @Test
    void aCycleOfDeferrableKeysIsRestored() {
        // Given
        service.sql(
                "create table cycle_a (id int primary key, b int not null)",
                "create table cycle_b (id int primary key, a int not null references cycle_a deferrable)",
                "alter table cycle_a add foreign key (b) references cycle_b deferrable initially deferred",
                "create function cycle_touch() returns trigger language plpgsql as 'begin return new; end'",
                "create trigger t before insert on cycle_a for each row execute function cycle_touch()",
                "create trigger t before insert on cycle_b for each row execute function cycle_touch()",
                "begin; set constraints all deferred; insert into cycle_a select i, i from generate_series(1, 20) i;"
                        + " insert into cycle_b select i, i from generate_series(1, 20) i; commit");
        String id = snapshots.make("cycle_a", "cycle_b");
        service.sql("truncate cycle_a, cycle_b");

        // When
        Service.Answer restored = snapshots.restore(id, "{\"into\": \"original\", \"triggers\": false}");

        // Then
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(SnapshotDoor.rows(restored)).containsExactly(40, 40, 0, 0, 0);
    }

    @ParameterizedTest
    @CsvSource({"missing, 38, 2, 20", "all, 57, 3, 0"})
    void ofACycleOnlyTheRowsThatCannotGoInAreRejected(String which, int loaded, int rejected, int skipped) {
        // Given
        String a = "bad_cycle_a_" + which;
        String b = "bad_cycle_b_" + which;
        String leaf = "bad_cycle_leaf_" + which;
        service.sql(
                "create table " + a + " (id int primary key, b int not null)",
                "create table " + b + " (id int primary key, a int not null references " + a
                        + " deferrable) partition by hash (id)",
                "create table " + b + "_0 partition of " + b + " for values with (modulus 2, remainder 0)",
                "create table " + b + "_1 partition of " + b + " for values with (modulus 2, remainder 1)",
                "create table " + leaf + " (id int primary key, a int references " + a + " deferrable)",
                "alter table " + a + " add foreign key (b) references " + b + " deferrable initially deferred",
                "begin; set constraints all deferred; insert into " + a + " select i, i from generate_series(1, 20) i;"
                        + " insert into " + b + " select i, i from generate_series(1, 20) i; commit",
                "insert into " + leaf + " select i, i from generate_series(1, 20) i");
        String id = snapshots.make(a, b, leaf);
        service.sql(
                "update " + leaf + " set a = null",
                "begin; set constraints all deferred; delete from " + a + "; delete from " + b + "; commit",
                "alter table " + a + " add check (id <> 5)");
        String before = snapshots.content(leaf);

        // When
        Service.Answer restored = snapshots.restore(id, "{\"into\": \"original\", \"rows\": \"" + which + "\"}");
        String letters = service.value("select string_agg(distinct sqlstate || ' ' || table_name || ' '"
                + " || (\"values\" ->> 'id'), ', ') from caravanserai.dead_letter where table_name in ('" + a + "', '"
                + b + "', '" + leaf + "')");
        String leaves = service.value("select count(a) from " + leaf);
        Service.Answer undone = snapshots.undo(restored);

        // Then
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(SnapshotDoor.rows(restored)).as(restored.body()).containsExactly(60, loaded, rejected, 0, skipped);
        assertThat(letters)
                .isEqualTo("23503 " + b + " 5, " + (which.equals("all") ? "23503 " + leaf + " 5, " : "") + "23514 " + a
                        + " 5");
        assertThat(leaves).isEqualTo(which.equals("all") ? "19" : "0");
        assertThat(undone.status()).as(undone.body()).isEqualTo(200);
        assertThat(service.count(a) + service.count(b)).isZero();
        assertThat(snapshots.content(leaf)).isEqualTo(before);
    }

    @Test
    void aRowWhoseParentIsGoneIsADeadLetterWhereTheKeyIsDeferred() {
        // Given
        service.sql(
                "create table deferred_parent (id int primary key)",
                "insert into deferred_parent select generate_series(1, 10)",
                "create table deferred (id int primary key, p int references deferred_parent deferrable initially deferred)",
                "insert into deferred select i, i from generate_series(1, 10) i");
        String id = snapshots.make("deferred");
        service.sql("truncate deferred", "delete from deferred_parent where id = 5");

        // When
        Service.Answer restored = snapshots.restoreRows(id, "deferred", "missing");

        // Then
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(SnapshotDoor.rows(restored)).containsExactly(10, 9, 1, 0, 0);
    }

    @Test
    void rowsOfOtherTablesAreNotDeletedAlongWithAddedOnes() {
        // Given
        service.sql(
                "create table cascade_parent (id int primary key)",
                "insert into cascade_parent values (1)",
                "create table cascade_child (id int primary key, p int references cascade_parent on delete cascade)",
                "insert into cascade_child values (1, 1)");
        String id = snapshots.make("cascade_parent");
        service.sql("insert into cascade_parent values (2)", "insert into cascade_child values (2, 2)");

        // When
        Service.Answer restored = snapshots.restoreRows(id, "cascade_parent", "all");

        // Then
        assertThat(service.count("cascade_child")).as(restored.body()).isEqualTo(2);
    }

    @Test
    void rowsThatReferToAPartitionAloneAreNotDeletedAlong() {
        // Given
        service.sql(
                "create table split_up (id int primary key) partition by range (id)",
                "create table split_up_low partition of split_up for values from (0) to (100)",
                "create table split_up_high partition of split_up for values from (100) to (200)",
                "insert into split_up values (1), (101)",
                "create table split_up_child (id int primary key, p int references split_up_low on delete cascade)",
                "create table split_up_whole (id int primary key, p int references split_up on delete set null)");
        String id = snapshots.make("split_up");
        service.sql(
                "insert into split_up values (2), (3), (4), (102)",
                "insert into split_up_child values (1, 2)",
                "insert into split_up_whole values (1, 3)");

        // When
        Service.Answer restored = snapshots.restoreRows(id, "split_up", "all");

        // Then
        assertThat(SnapshotDoor.rows(restored)).as(restored.body()).containsExactly(6, 2, 2, 2, 0);
        assertThat(service.value("select string_agg(id::text, ' ' order by id) from split_up"))
                .isEqualTo("1 2 3 101");
        assertThat(service.value("select (select p from split_up_child) || ' ' || (select p from split_up_whole)"))
                .isEqualTo("2 3");
    }

    @Test
    void aPartitionIsHeldByRowsThatReferToItsTable() {
        // Given
        service.sql(
                "create table part_of (id int primary key) partition by range (id)",
                "create table part_of_low partition of part_of for values from (0) to (100)",
                "insert into part_of values (1)",
                "create table part_of_child (id int primary key, p int references part_of on delete cascade)");
        String id = snapshots.make("part_of_low");
        service.sql("insert into part_of values (2), (3)", "insert into part_of_child values (1, 2)");

        // When
        Service.Answer restored = snapshots.restoreRows(id, "part_of_low", "all");

        // Then
        assertThat(SnapshotDoor.rows(restored)).as(restored.body()).containsExactly(3, 1, 1, 1, 0);
        assertThat(service.count("part_of_child")).isEqualTo(1);
    }

    @Test
    void anAddedRowStaysWithTheOneThatHoldsAnotherThatRefersToIt() {
        // Given
        service.sql(
                "create table chain (id int primary key, boss int references chain on delete cascade)",
                "create table chain_child (id int primary key, p int references chain on delete cascade)");
        String id = snapshots.make("chain");
        service.sql(
                "insert into chain values (1, null), (2, 1), (3, null), (4, 3)",
                "insert into chain_child values (1, 2)");

        // When
        Service.Answer restored = snapshots.restoreRows(id, "chain", "all");

        // Then
        assertThat(SnapshotDoor.rows(restored)).as(restored.body()).containsExactly(4, 2, 2, 0, 0);
        assertThat(service.value("select string_agg(id::text, ' ' order by id) from chain"))
                .isEqualTo("1 2");
        assertThat(service.count("chain_child")).isEqualTo(1);
    }

    @Test
    void aRowThatSomebodyIsAboutToReferToIsNotDeleted() throws SQLException {
        // Given
        service.sql(
                "create table late_parent (id int primary key)",
                "insert into late_parent values (1)",
                "create table late_child (id int primary key, p int references late_parent on delete cascade)");
        String id = snapshots.make("late_parent");
        service.sql("insert into late_parent values (2)");
        String restore;
        try (Connection other = service.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("insert into late_child values (1, 2)");

            // When
            restore = snapshots.beginRestore(id, "{\"into\": \"original\", \"rows\": \"all\"}");
            snapshots.awaitWaiting();
            other.commit();
        }

        // Then
        snapshots.awaitEnd(restore);
        assertThat(service.count("late_parent")).isEqualTo(2);
        assertThat(service.count("late_child")).isEqualTo(1);
    }

    @Test
    void anUndoneRestoreLeavesChildTablesAlone() {
        // Given
        service.sql(
                "create table heir_parent (id int primary key, t text)",
                "insert into heir_parent values (1, 'a'), (2, 'b')",
                "create table heir_child () inherits (heir_parent)",
                "insert into heir_child values (1, 'a')");
        String id = snapshots.make("heir_parent");
        service.sql("delete from only heir_parent where id = 1");
        String before = snapshots.content("heir_parent");

        // When
        Service.Answer restored = snapshots.restoreRows(id, "heir_parent", "missing");
        Service.Answer undone = snapshots.undo(restored);

        // Then
        assertThat(SnapshotDoor.rows(restored)).containsExactly(2, 1, 0, 1, 0);
        assertThat(undone.status()).as(undone.body()).isEqualTo(200);
        assertThat(snapshots.content("heir_parent")).isEqualTo(before);
    }

    @Test
    void aTableThatWasDroppedWithCascadeComesBackWithTheForeignKeysThatOthersHadToIt() {
        // Given
        service.sql(
                "create table cascaded (id int primary key)",
                "insert into cascaded select generate_series(1, 3)",
                "create table cascaded_from (id int primary key, p int references cascaded on delete set null deferrable)",
                "create table cascaded_broken (id int primary key, p int references cascaded)",
                "insert into cascaded_from values (1, 1)");
        String id = snapshots.make("cascaded", "cascaded_from", "cascaded_broken");
        String foreignKey =
                "select pg_get_constraintdef(oid) from pg_constraint where conname = 'cascaded_from_p_fkey'";
        String before = service.value(foreignKey);
        service.sql("drop table cascaded cascade", "insert into cascaded_broken values (1, 99)");

        // When
        Service.Answer restored = snapshots.restore(id, "{\"tables\": [\"cascaded\"], \"into\": \"original\"}");
        String after = service.value(foreignKey);
        String broken = service.value("select count(*) from pg_constraint where conname = 'cascaded_broken_p_fkey'");
        Service.Answer undone = snapshots.undo(restored);

        // Then
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(after).isEqualTo(before);
        assertThat(broken).isEqualTo("0");
        assertThat(SnapshotDoor.texts(restored.json().at("/detail/notes")))
                .hasSize(2)
                .anyMatch(note -> note.startsWith("cascaded_from has its foreign key cascaded_from_p_fkey"))
                .anyMatch(note -> note.startsWith("cascaded_broken had the foreign key")
                        && note.contains("alter table \"public\".\"cascaded_broken\" add constraint"));
        assertThat(undone.status()).as(undone.body()).isEqualTo(200);
        assertThat(service.value(foreignKey)).isNull();
        assertThat(service.value("select to_regclass('cascaded')")).isNull();
    }

    @Test
    void foreignKeysOfTablesThatAreGoneTooAreListed() {
        // Given
        service.sql(
                "create table lone_parent (id int primary key)",
                "insert into lone_parent values (1)",
                "create table missing_child (id int primary key, p int references lone_parent)");
        String id = snapshots.make("lone_parent", "missing_child");
        service.sql("drop table lone_parent cascade", "drop table missing_child");

        // When
        Service.Answer restored = snapshots.restore(id, "{\"tables\": [\"lone_parent\"], \"into\": \"original\"}");

        // Then
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(SnapshotDoor.texts(restored.json().at("/detail/notes")))
                .containsExactly("missing_child had the foreign key missing_child_p_fkey to lone_parent"
                        + " and is not there any more; restore it too");
    }
}
