package blackbox;

import static blackbox.SnapshotDoor.idOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows go back where they were, and nothing else changes; what was done can be taken back. */
@Tag("every-postgres")
class RestoreIT {

    private final Service service = SharedService.get();
    private final SnapshotDoor snapshots = new SnapshotDoor(service);

    @AfterEach
    void theLawHolds() {
        assertThat(service.everyRowIsAccountedFor()).isTrue();
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
        String id = snapshots.damaged(table);
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
    void aDryRunTellsAndChangesNothing() {
        // Given
        String id = snapshots.damaged("dry");
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
        String id = snapshots.damaged("beside");

        // When
        Service.Answer first = snapshots.restore(id, "{\"into\": \"beside\"}");
        Service.Answer second = snapshots.restore(id, "{\"into\": \"beside\"}");
        Service.Answer named = snapshots.restore(id, "{\"into\": \"beside\\\"; drop table beside; --\"}");
        Service.Answer undone = snapshots.undo(second);

        // Then
        assertThat(first.json().at("/detail/tables/0/table").asText()).isEqualTo("beside2");
        assertThat(second.status()).as(second.body()).isEqualTo(200);
        assertThat(named.status()).as(named.body()).isEqualTo(200);
        assertThat(service.count("\"beside\"\"; drop table beside; --\"")).isEqualTo(100);
        assertThat(service.count("beside")).isEqualTo(95);
        assertThat(undone.status()).as(undone.body()).isEqualTo(200);
        assertThat(service.value("select to_regclass('beside2')")).isNull();
    }

    @Test
    void doneMeansThatTheRowsAreThoseThatWereKeptThoughATriggerOrARuleWouldRewriteThem() {
        // Given
        film("film");
        String id = snapshots.make("film");
        service.sql("update film set v = 'oops' where id <= 3", "alter table film disable rule kept_out");
        service.sql("delete from film where id = 4", "alter table film enable rule kept_out");

        // When
        Service.Answer restored = snapshots.restoreRows(id, "film", "all");

        // Then
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(restored.json().get("state").asText()).isEqualTo("done");
        assertThat(restored.json().at("/detail/notes").toString())
                .contains("trigger touch of film", "rule kept_out of film");
        assertThat(snapshots.diff(id, "film").json().get("same").asInt()).isEqualTo(10);
    }

    @Test
    void whatTriggersAndRulesMadeOfTheRowsIsToldWhereTheyMayAct() {
        // Given
        film("remade");
        String id = snapshots.make("remade");
        service.sql("update remade set v = 'oops' where id <= 3", "alter table remade disable rule kept_out");
        service.sql("delete from remade where id = 4", "alter table remade enable rule kept_out");

        // When
        Service.Answer restored =
                snapshots.restore(id, "{\"tables\":[\"remade\"],\"into\":\"original\",\"triggers\":true}");

        // Then
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(restored.json().at("/detail/notes/0").asText())
                .startsWith(
                        "remade is not as it was kept: 3 rows differ in last_update, 1 are not there, because these act:");
        assertThat(restored.json().at("/detail/tables/0/altered/rows").asInt()).isEqualTo(3);
    }

    @Test
    void rowsThatARuleSentElsewhereAreNotCountedAsBackAndAnUndoSaysWhatATriggerMadeOfThem() {
        // Given
        film("sent");
        String id = snapshots.make("sent");
        service.sql("drop rule kept_out on sent", "drop trigger touch on sent");
        service.sql("update sent set v = 'oops' where id <= 3", "delete from sent where id = 4");
        String before = snapshots.content("sent");
        service.sql(
                "create table elsewhere (id int, v text)",
                "create rule away as on insert to sent do instead insert into elsewhere values (new.id, new.v)",
                "create rule stays as on update to sent where old.id = 1 do instead nothing",
                "create trigger touch before update on sent for each row execute function touch()");

        // When
        Service.Answer restored =
                snapshots.restore(id, "{\"tables\":[\"sent\"],\"into\":\"original\",\"triggers\":true}");
        Service.Answer undone = snapshots.undo(restored);

        // Then
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(restored.json().at("/rows/loaded").asInt())
                .as(restored.body())
                .isEqualTo(2);
        assertThat(restored.json().at("/rows/skipped").asInt()).isEqualTo(2);
        assertThat(undone.status()).as(undone.body()).isEqualTo(200);
        assertThat(service.get("/api/v1/runs/"
                                + undone.json().at("/detail/undoneBy").asText())
                        .json()
                        .at("/detail/notes/0")
                        .asText())
                .startsWith("2 rows of sent came back otherwise than they were, because these act,")
                .contains("trigger touch of sent");
        service.sql("alter table sent disable trigger touch", "update sent set last_update = '2024-01-01'");
        assertThat(snapshots.content("sent")).isEqualTo(before);
    }

    private void film(String table) {
        service.sql(
                "create table " + table + " (id int primary key, v text, last_update timestamptz default now())",
                "create or replace function touch() returns trigger language plpgsql as"
                        + " $$ begin new.last_update = clock_timestamp(); return new; end $$",
                "insert into " + table + " select g, 'v' || g, '2024-01-01' from generate_series(1, 10) g",
                "create trigger touch before update on " + table + " for each row execute function touch()",
                "create rule kept_out as on insert to " + table + " do instead nothing");
    }

    @ParameterizedTest
    @CsvSource({"true, 10", "false, 0"})
    void triggersFireUnlessTheyAreNotWanted(boolean triggers, int fired) {
        // Given
        String table = "triggered_" + triggers;
        String id = snapshots.damaged(table);
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
                .contains("_letter,_line,_column,_reason,id,_raw")
                .contains(",,,\"new row for relation \"\"no_line\"\" violates check constraint");
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
    void aTableWithoutAKeyThatIsNotAsItWasIsRestoredBesideOnly() {
        // Given
        service.sql("create table no_key (a int)", "insert into no_key values (1), (1)");
        String id = snapshots.make("no_key");

        // When
        Service.Answer same = snapshots.restoreRows(id, "no_key", "missing");
        service.sql("insert into no_key values (2)");
        Service.Answer original = snapshots.restoreRows(id, "no_key", "missing");
        Service.Answer beside = snapshots.restore(id, "");

        // Then
        assertThat(SnapshotDoor.rows(same)).containsExactly(2, 0, 0, 2, 0);
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
