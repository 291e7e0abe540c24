package blackbox;

import static blackbox.SnapshotDoor.idOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows go back where they were, and nothing else changes; what was done can be taken back. */
class RestoreIT {

    private final Service service = SharedService.get();
    private final SnapshotDoor snapshots = new SnapshotDoor(service);

    @AfterEach
    void theLawHolds() {
        assertThat(service.everyRowIsAccountedFor()).isTrue();
    }

    /** A hundred rows, of which ten then go missing, ten change, and five are added; returns the snapshot. */
    private String damaged(String table) {
        service.sql(
                "drop table if exists " + table,
                "create table " + table + " (id int primary key, t text, n numeric)",
                "insert into " + table + " select i, 't' || i, i from generate_series(1, 100) i");
        String id = snapshots.make(table);
        service.sql(
                "delete from " + table + " where id <= 10",
                "update " + table + " set t = 'changed' where id between 11 and 20",
                "insert into " + table + " select i, 'added', null from generate_series(101, 105) i");
        return id;
    }

    @Test
    void anUntouchedTableHasNoDifferences() {
        // Given
        service.sql(
                "create table untouched (id int primary key, t text)",
                "insert into untouched select i, 't' from generate_series(1, 100) i",
                "create table untouched_empty (id int primary key)");
        String id = snapshots.make("untouched", "untouched_empty");

        // When
        List<Integer> differences = snapshots.differences(id, "untouched");
        List<Integer> empty = snapshots.differences(id, "untouched_empty");
        Service.Answer restored = snapshots.restore(id, "{\"into\": \"original\"}");

        // Then
        assertThat(differences).containsExactly(0, 0, 0, 100);
        assertThat(empty).containsExactly(0, 0, 0, 0);
        assertThat(SnapshotDoor.rows(restored)).containsExactly(100, 0, 0, 100, 0);
    }

    @Test
    void aDifferenceNamesTheKeyAndTheColumnsThatChanged() {
        // Given
        String id = damaged("differs");

        // When
        Service.Answer diff = snapshots.diff(id, "differs");

        // Then
        assertThat(diff.json().at("/sample/0").toString())
                .isEqualTo("{\"kind\":\"missing\",\"key\":{\"id\":1},\"columns\":[\"t\",\"n\"]}");
        assertThat(diff.json().at("/sample/10").toString())
                .isEqualTo("{\"kind\":\"changed\",\"key\":{\"id\":11},\"columns\":[\"t\"]}");
        assertThat(snapshots.differences(id, "differs")).containsExactly(10, 10, 5, 80);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "missing, 100,10, 80,10, 105,10",
        "changed, 100,10, 80,10,  95, 0",
        "all,     105,25, 80, 0, 100, 0",
    })
    void onlyTheRowsThatWereAskedForAreRestoredAndAllCanBeTakenBack(
            String which, int in, int loaded, int unchanged, int skipped, int rows, int changed) {
        // Given
        String table = "asked_" + which;
        String id = damaged(table);
        String before = snapshots.content(table);

        // When
        Service.Answer restored = snapshots.restoreRows(id, table, which);
        String after = service.value("select count(*) || ' ' || count(*) filter (where t = 'changed') from " + table);
        Service.Answer undone = snapshots.undo(restored);
        Service.Answer twice = snapshots.undo(restored);

        // Then
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(SnapshotDoor.rows(restored)).containsExactly(in, loaded, 0, unchanged, skipped);
        assertThat(after).isEqualTo(rows + " " + changed);
        assertThat(undone.status()).as(undone.body()).isEqualTo(200);
        assertThat(undone.json().get("state").asText()).isEqualTo("undone");
        assertThat(snapshots.content(table)).isEqualTo(before);
        assertThat(twice.status()).as(twice.body()).isEqualTo(409);
    }

    @Test
    void rowsTouchedSinceAreLeftAloneByAnUndoAndReported() {
        // Given
        String id = damaged("touched");
        Service.Answer restored = snapshots.restoreRows(id, "touched", "all");
        service.sql(
                "update touched set t = 'mine' where id in (1, 11)",
                "insert into touched values (101, 'mine', 1)",
                "insert into touched values (200, 'new', 1)");

        // When
        Service.Answer undone = snapshots.undo(restored);

        // Then
        assertThat(undone.status()).as(undone.body()).isEqualTo(200);
        assertThat(service.value("select string_agg(id::text, ' ' order by id) from touched where t = 'mine'"))
                .isEqualTo("1 11 101");
        assertThat(service.value("select count(*) from touched where t = 'added'"))
                .isEqualTo("4");
        assertThat(service.value("select count(*) from touched where t = 'changed'"))
                .isEqualTo("9");
        assertThat(service.value("select rows_in || ' ' || rows_loaded || ' ' || rows_skipped || (detail ->> 'note')"
                        + " from caravanserai.run where id::text = '"
                        + undone.json().at("/detail/undoneBy").asText() + "'"))
                .isEqualTo("25 22 33 rows were touched since and are left as they are");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "scalars ~ [1, 11, 101]",
                "objects ~ [{\"id\": 1}, {\"id\": 11}, {\"id\": 101}]",
                "arrays ~ [[1], [11], [101]]"
            })
    void keysChooseRows(String shape, String keys) {
        // Given
        String table = "keyed_" + shape;
        String id = damaged(table);

        // When
        Service.Answer restored = snapshots.restore(
                id,
                "{\"tables\": [\"" + table + "\"], \"into\": \"original\", \"rows\": \"all\", \"keys\": " + keys + "}");

        // Then
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(SnapshotDoor.rows(restored).get(1)).isEqualTo(3);
        assertThat(snapshots.differences(id, table)).containsExactly(9, 9, 4, 82);
    }

    @Test
    void rowsThatWereNotAskedForAreNotCalledUnchanged() {
        // Given
        String id = damaged("not_asked");

        // When
        Service.Answer restored = snapshots.restore(
                id,
                "{\"tables\": [\"not_asked\"], \"into\": \"original\", \"rows\": \"all\", \"keys\": [1, 2, 11, 50, 999]}");

        // Then
        assertThat(restored.json().at("/rows/loaded").asInt())
                .as(restored.body())
                .isEqualTo(3);
        assertThat(restored.json().at("/rows/unchanged").asInt())
                .as(restored.body())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"files, int, i", "table, int, i", "files, text, i::text", "table, text, i::text"})
    void keysThatTheSnapshotDoesNotHoldAreNotCalledUnchanged(String as, String type, String key) {
        // Given
        String table = "not_held_" + as + "_" + type;
        service.sql(
                "create table " + table + " (id " + type + " primary key, n int)",
                "insert into " + table + " select " + key + ", i from generate_series(1, 100) i");
        String id = idOf(
                snapshots.ask("{\"tables\": [\"" + table + "\"], \"as\": \"" + as + "\", \"where\": \"n <= 50\"}"));
        service.sql("delete from " + table + " where n = 1", "update " + table + " set n = -n where n in (2, 60)");

        // When
        Service.Answer restored = snapshots.restore(
                id, "{\"into\": \"original\", \"rows\": \"all\", \"keys\": [1, 2, 3, 60, 61, 999, 999]}");

        // Then
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(SnapshotDoor.rows(restored)).as(restored.body()).containsExactly(3, 2, 0, 1, 0);
        assertThat(restored.json().at("/detail/tables/0/same").asInt()).isEqualTo(1);
        assertThat(restored.json().at("/detail/tables/0/keysNotHeld").asInt()).isEqualTo(3);
    }

    @Test
    void keysOfSeveralColumnsAreArraysOrObjects() {
        // Given
        service.sql(
                "create table keyed_two (a text, b date, v int, primary key (a, b))",
                "insert into keyed_two values ('x', '2024-01-01', 1), ('x', '2024-01-02', 2), ('y', '2024-01-01', 3)");
        String id = snapshots.make("keyed_two");
        service.sql("truncate keyed_two");

        // When
        Service.Answer restored = snapshots.restore(
                id,
                "{\"tables\": [\"keyed_two\"], \"into\": \"original\", \"rows\": \"missing\","
                        + " \"keys\": [[\"x\", \"2024-01-02\"], {\"b\": \"2024-01-01\", \"a\": \"y\"}]}");

        // Then
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(service.value("select string_agg(v::text, ' ' order by v) from keyed_two"))
                .isEqualTo("2 3");
    }

    @Test
    void aDryRunTellsAndChangesNothing() {
        // Given
        String id = damaged("dry");
        String before = snapshots.content("dry");

        // When
        Service.Answer original = snapshots.restore(id, "{\"into\": \"original\", \"dryRun\": true}");
        Service.Answer beside = snapshots.restore(id, "{\"dryRun\": true}");

        // Then
        assertThat(original.status()).as(original.body()).isEqualTo(200);
        assertThat(original.json().at("/detail/tables/0/wouldInsert").asInt()).isEqualTo(10);
        assertThat(original.json().at("/detail/tables/0/wouldUpdate").asInt()).isEqualTo(10);
        assertThat(original.json().at("/detail/tables/0/wouldDelete").asInt()).isEqualTo(5);
        assertThat(beside.json().at("/detail/tables/0/wouldInsert").asInt()).isEqualTo(100);
        assertThat(snapshots.content("dry")).isEqualTo(before);
        assertThat(service.value("select to_regclass('dry2')")).isNull();
        assertThat(snapshots.undo(original).status()).isEqualTo(422);
    }

    @Test
    void besideTheOriginalIsATableOfItsOwnThatAnUndoDrops() {
        // Given
        String id = damaged("beside");

        // When
        Service.Answer first = snapshots.restore(id, "{\"into\": \"beside\"}");
        Service.Answer second = snapshots.restore(id, "{\"into\": \"beside\"}");
        Service.Answer named = snapshots.restore(id, "{\"into\": \"beside\\\"; drop table beside; --\"}");
        Service.Answer undone = snapshots.undo(first);

        // Then
        assertThat(first.json().at("/detail/tables/0/table").asText()).isEqualTo("beside2");
        assertThat(second.status()).as(second.body()).isEqualTo(409);
        assertThat(named.status()).as(named.body()).isEqualTo(200);
        assertThat(service.count("\"beside\"\"; drop table beside; --\"")).isEqualTo(100);
        assertThat(service.count("beside")).isEqualTo(95);
        assertThat(undone.status()).as(undone.body()).isEqualTo(200);
        assertThat(service.value("select to_regclass('beside2')")).isNull();
    }

    @Test
    void aTableBesideThatWasChangedSinceIsNotDroppedByAnUndo() {
        // Given
        String id = damaged("beside_kept");
        Service.Answer restored = snapshots.restore(id, "");
        service.sql("insert into beside_kept2 values (1000, 'mine', 1)");

        // When
        Service.Answer undone = snapshots.undo(restored);

        // Then
        assertThat(undone.status()).as(undone.body()).isEqualTo(409);
        assertThat(service.count("beside_kept2")).isEqualTo(101);
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

    @ParameterizedTest
    @CsvSource({"true, 10", "false, 0"})
    void triggersFireUnlessTheyAreNotWanted(boolean triggers, int fired) {
        // Given
        String table = "triggered_" + triggers;
        String id = damaged(table);
        service.sql(
                "create table if not exists triggered_log (t text)",
                "truncate triggered_log",
                "create or replace function triggered_note() returns trigger language plpgsql as"
                        + " $$ begin insert into triggered_log values (new.t); return new; end $$",
                "create trigger note after insert on " + table + " for each row execute function triggered_note()");

        // When
        Service.Answer restored = snapshots.restore(
                id,
                "{\"tables\": [\"" + table + "\"], \"into\": \"original\", \"rows\": \"missing\", \"triggers\": "
                        + triggers + "}");

        // Then
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(service.count("triggered_log")).isEqualTo(fired);
        assertThat(service.value("select tgenabled from pg_trigger where tgname = 'note' and tgrelid = '" + table
                        + "'::regclass"))
                .isEqualTo("O");
    }

    @ParameterizedTest
    @CsvSource({"true, 25", "false, 0"})
    void anUndoTreatsTriggersAsTheRestoreDid(boolean triggers, int fired) {
        // Given
        String table = "untriggered_" + triggers;
        String id = damaged(table);
        String before = snapshots.content(table);
        Service.Answer restored = snapshots.restore(id, "{\"into\": \"original\", \"triggers\": " + triggers + "}");
        service.sql(
                "create table if not exists untriggered_log (t text)",
                "truncate untriggered_log",
                "create or replace function untriggered_note() returns trigger language plpgsql as"
                        + " $$ begin insert into untriggered_log values (tg_op); return null; end $$",
                "create trigger note after insert or update or delete on " + table
                        + " for each row execute function untriggered_note()");

        // When
        Service.Answer undone = snapshots.undo(restored);

        // Then
        assertThat(undone.status()).as(undone.body()).isEqualTo(200);
        assertThat(service.count("untriggered_log")).isEqualTo(fired);
        assertThat(snapshots.content(table)).isEqualTo(before);
        assertThat(service.value("select tgenabled from pg_trigger where tgname = 'note' and tgrelid = '" + table
                        + "'::regclass"))
                .isEqualTo("O");
    }

    @Test
    void aRowThatTheTableDoesNotTakeIsADeadLetterAndTheOthersGoIn() {
        // Given
        service.sql(
                "create table taken_parent (id int primary key)",
                "insert into taken_parent select generate_series(1, 100)",
                "create table taken (id int primary key, p int references taken_parent, u text unique, v int,"
                        + " boss int references taken)",
                "insert into taken select i, i, 'u' || i, i, nullif(i + 1, 101) from generate_series(1, 100) i");
        String id = snapshots.make("taken");
        service.sql(
                "delete from taken",
                "delete from taken_parent where id = 5",
                "insert into taken values (1000, 1, 'u7', 1, null)",
                "alter table taken add check (v <> 9)");

        // When
        Service.Answer restored = snapshots.restoreRows(id, "taken", "missing");

        // Then
        // Row 5 has no parent, 7 meets a newer one, 9 breaks a check; those that refer to one of them cannot go in
        // either.
        assertThat(restored.json().get("state").asText()).as(restored.body()).isEqualTo("done-with-rejects");
        assertThat(SnapshotDoor.rows(restored)).containsExactly(100, 91, 9, 0, 0);
        assertThat(service.count("taken")).isEqualTo(92);
        assertThat(
                        service.value(
                                "select string_agg(sqlstate || ' ' || (\"values\" ->> 'id'), ', ' order by (\"values\" ->> 'id')::int)"
                                        + " from caravanserai.dead_letter where table_name = 'taken' and (\"values\" ->> 'id')::int in (5, 7, 9)"))
                .isEqualTo("23503 5, 23505 7, 23514 9");
        assertThat(snapshots.undo(restored).status()).isEqualTo(200);
        assertThat(service.count("taken")).isEqualTo(1);
    }

    @Test
    void theDeadLetterOfARowThatComesFromNoLineNamesNone() {
        // Given
        service.sql("create table no_line (id int primary key)", "insert into no_line values (1)");
        String id = snapshots.make("no_line");
        service.sql("truncate no_line", "alter table no_line add check (id > 1)");

        // When
        Service.Answer restored = snapshots.restoreRows(id, "no_line", "missing");

        // Then
        assertThat(SnapshotDoor.rows(restored)).containsExactly(1, 0, 1, 0, 0);
        assertThat(service.letters("no_line").at("/0/line").isNull()).isTrue();
        assertThat(service.count("caravanserai.dead_letter where table_name = 'no_line' and line is null"))
                .isEqualTo(1);
        assertThat(service.get("/api/v1/dead-letters.csv?table=no_line").body())
                .contains("no_line," + id + "/public.no_line.csv.zst,,,23514,");
    }

    @Test
    void theProgressOfARestoreIsCountedInTables() throws SQLException {
        // Given
        service.sql("create table progress_one (id int primary key)", "create table progress_two (id int primary key)");
        String id = snapshots.make("progress_one", "progress_two");
        try (Connection holder = service.connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("lock table progress_two in row exclusive mode");
            String restore = snapshots.beginRestore(id, "{\"into\": \"original\"}");
            Service.await(
                    "the restore waits for the lock",
                    () -> service.value("select 1 from pg_locks where not granted") != null);

            // When
            JsonNode progress = service.get(restore).json().get("progress");
            Service.await("the ledger has it too", () -> "1 2 tables"
                    .equals(service.value("select progress_done || ' ' || progress_total || ' ' || progress_unit"
                            + " from caravanserai.run where id::text = '"
                            + restore.substring(restore.lastIndexOf('/') + 1) + "'")));
            holder.rollback();

            // Then
            assertThat(progress.toString()).isEqualTo("{\"done\":1,\"total\":2,\"unit\":\"tables\"}");
            Service.await(
                    "the restore has ended",
                    () -> service.get(restore).json().get("state").asText().equals("done"));
        }
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
    void anIngestRunCannotBeUndone() {
        // Given
        service.sql("create table ingested (id int)");
        Service.Answer ingested = service.rows("ingested", "1\n", "");

        // When
        Service.Answer undone = snapshots.undo(ingested);

        // Then
        assertThat(undone.status()).as(undone.body()).isEqualTo(422);
        assertThat(undone.json().get("hint").asText()).contains("only restores");
        assertThat(service.get("/api/v1/runs/" + ingested.json().get("id").asText())
                        .json()
                        .get("state")
                        .asText())
                .isEqualTo("done");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "uuid      ~ uuid primary key, v text                  ~ md5(i::text)::uuid, 'v'",
                "text      ~ text primary key, v text                  ~ md5(i::text), 'v'",
                "extremes  ~ bigint primary key, v text                ~ (array[-9223372036854775808, 9223372036854775807, 0, -1])[i], 'v'",
                "lowest    ~ bigint primary key, v text                ~ -9223372036854775809 + i, 'v'",
                "sparse    ~ bigint primary key, v text                ~ i * 1000000007::bigint - 2000000000000, 'v'",
                "composite ~ int, k2 date, v text, primary key (k, k2) ~ i % 2, date '2024-01-01' + i, 'v'",
                "small     ~ smallint primary key, v text              ~ -i, 'v'",
                "numeric   ~ numeric primary key, v text               ~ i / 10.0, 'v'",
            })
    void rowsAreToldApartByKeysOfEveryKind(String kind, String columns, String values) {
        // Given
        String table = "kind_" + kind;
        service.sql(
                "create table " + table + " (k " + columns + ")",
                "insert into " + table + " select " + values + " from generate_series(1, 4) i",
                "analyze " + table);
        String before = snapshots.content(table);
        String id = snapshots.make(table);
        service.sql(
                "update " + table + " set v = null where ctid = '(0,1)'",
                "delete from " + table + " where ctid = '(0,2)'");

        // When
        List<Integer> differences = snapshots.differences(id, table);
        Service.Answer restored = snapshots.restoreRows(id, table, "all");

        // Then
        assertThat(differences).containsExactly(1, 1, 0, 2);
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(snapshots.content(table)).isEqualTo(before);
        assertThat(snapshots.differences(id, table)).containsExactly(0, 0, 0, 4);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "null_and_empty ~ text                ~ null  ~ ''",
                "scale          ~ numeric             ~ 1.0   ~ 1.00",
                "letters        ~ text collate loose  ~ 'a'   ~ 'A'",
                "zeros          ~ float8              ~ 0     ~ '-0'",
                "spaces         ~ bpchar              ~ 'a'   ~ 'a '",
                "json           ~ json                ~ '{}'  ~ '{ }'",
                "intervals      ~ interval            ~ '1 day' ~ '24:00'",
                "bytes          ~ bytea               ~ ''    ~ '\\x00'",
            })
    void valuesThatOnlyLookAlikeDiffer(String kind, String type, String then, String now) {
        // Given
        String table = "alike_" + kind;
        service.sql(
                "create collation if not exists loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
                "create table " + table + " (id int primary key, v " + type + ")",
                "insert into " + table + " values (1, " + then + "), (2, " + then + ")");
        String before = snapshots.content(table);
        String id = snapshots.make(table);
        service.sql("update " + table + " set v = " + now + " where id = 1");

        // When
        List<Integer> differences = snapshots.differences(id, table);
        Service.Answer restored = snapshots.restoreRows(id, table, "changed");

        // Then
        assertThat(differences).containsExactly(0, 1, 0, 1);
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(snapshots.content(table)).isEqualTo(before);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {"scale ~ numeric ~ 1.0 ~ 1.00", "letters ~ text collate loose ~ 'a' ~ 'A'"})
    void keysThatOnlyLookAlikeDiffer(String kind, String type, String then, String now) {
        // Given
        String table = "key_alike_" + kind;
        service.sql(
                "create collation if not exists loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
                "create table " + table + " (k " + type + " primary key, v int)",
                "insert into " + table + " values (" + then + ", 1)");
        String before = snapshots.content(table);
        String id = snapshots.make(table);
        service.sql("update " + table + " set k = " + now);
        String changed = snapshots.content(table);

        // When
        List<Integer> differences = snapshots.differences(id, table);
        Service.Answer restored = snapshots.restoreRows(id, table, "all");
        String after = snapshots.content(table);
        Service.Answer undone = snapshots.undo(restored);

        // Then
        assertThat(differences).containsExactly(0, 1, 0, 0);
        assertThat(after).as(restored.body()).isEqualTo(before);
        assertThat(undone.status()).as(undone.body()).isEqualTo(200);
        assertThat(snapshots.content(table)).isEqualTo(changed);
    }

    @Test
    void enumsOfTheTablesOwnSchemaAreNoDrift() {
        // Given
        service.sql(
                "create type no_drift_mood as enum ('sad', 'ok')",
                "create table no_drift (id int primary key, m no_drift_mood, a no_drift_mood[])",
                "insert into no_drift values (1, 'ok', '{sad}')");
        String id = snapshots.make("no_drift");

        // When
        Service.Answer diff = snapshots.diff(id, "no_drift");

        // Then
        assertThat(diff.json().get("retypedColumns")).isEmpty();
    }

    @Test
    void aTableThatGrewALotSinceIsComparedInLittleMemory() {
        // Given
        try (Service own = Service.fresh().withJava("-Xmx160m").start()) {
            SnapshotDoor door = new SnapshotDoor(own);
            own.sql("create table grew (id bigint primary key, t text)");
            String id = door.make("grew");
            own.sql("insert into grew select i, 't' from generate_series(1, 1500000) i");

            // When
            List<Integer> differences = door.differences(id, "grew");

            // Then
            assertThat(differences).containsExactly(0, 0, 1_500_000, 0);
        }
    }

    @Test
    void aSecondIdentityColumnIsRestoredWithItsRow() {
        // Given
        service.sql(
                "create table numbered (id int primary key, n int generated always as identity, t text)",
                "insert into numbered (id, t) select i, 't' from generate_series(1, 10) i");
        String before = snapshots.content("numbered");
        String id = snapshots.make("numbered");
        service.sql("delete from numbered where id = 1", "update numbered set t = 'u' where id = 2");
        String damaged = snapshots.content("numbered");

        // When
        Service.Answer restored = snapshots.restoreRows(id, "numbered", "all");
        String after = snapshots.content("numbered");
        Service.Answer undone = snapshots.undo(restored);

        // Then
        assertThat(SnapshotDoor.rows(restored)).containsExactly(10, 2, 0, 8, 0);
        assertThat(after).isEqualTo(before);
        assertThat(undone.status()).as(undone.body()).isEqualTo(200);
        assertThat(snapshots.content("numbered")).isEqualTo(damaged);
    }

    @Test
    void aTableWithoutAKeyIsRestoredBesideOnly() {
        // Given
        service.sql("create table no_key (a int)", "insert into no_key values (1), (1)");
        String id = snapshots.make("no_key");

        // When
        Service.Answer original = snapshots.restoreRows(id, "no_key", "missing");
        Service.Answer beside = snapshots.restore(id, "");

        // Then
        assertThat(original.status()).as(original.body()).isEqualTo(422);
        assertThat(original.json().get("hint").asText()).contains("beside");
        assertThat(beside.status()).isEqualTo(200);
        assertThat(service.count("no_key2")).isEqualTo(2);
    }

    @Test
    void theTablesOfASetCanBeRestoredOneByOne() {
        // Given
        service.sql("create table one_of (id int primary key)", "create table other_of (id int primary key)");
        String id = idOf(snapshots.ask("{\"tables\": [\"one_of\", \"public.other_of\"]}"));

        // When
        Service.Answer one = snapshots.restore(id, "{\"tables\": [\"public.one_of\"]}");
        Service.Answer none = snapshots.restore(id, "{\"tables\": [\"neither\"]}");
        Service.Answer named = snapshots.restore(id, "{\"into\": \"both\"}");

        // Then
        assertThat(one.json().at("/detail/tables")).as(one.body()).hasSize(1);
        assertThat(none.status()).isEqualTo(404);
        assertThat(named.status()).as(named.body()).isEqualTo(422);
    }
}
