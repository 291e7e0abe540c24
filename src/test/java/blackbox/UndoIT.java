package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A restore is taken back, and what others did since is not. */
@Tag("every-postgres")
class UndoIT {

    private final Service service = SharedService.get();
    private final SnapshotDoor snapshots = new SnapshotDoor(service);

    @AfterEach
    void theLawHolds() {
        assertThat(service.everyRowIsAccountedFor()).isTrue();
    }

    @Test
    void rowsTouchedSinceAreLeftAloneByAnUndoAndReported() {
        // Given
        String id = snapshots.damaged("touched");
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

    @Test
    void aTableBesideThatWasChangedSinceIsNotDroppedByAnUndo() {
        // Given
        String id = snapshots.damaged("beside_kept");
        Service.Answer restored = snapshots.restore(id, "");
        service.sql("insert into beside_kept2 values (1000, 'mine', 1)");

        // When
        Service.Answer undone = snapshots.undo(restored);

        // Then
        assertThat(undone.status()).as(undone.body()).isEqualTo(409);
        assertThat(service.count("beside_kept2")).isEqualTo(101);
    }

    @ParameterizedTest
    @CsvSource({"true, 25", "false, 0"})
    void anUndoTreatsTriggersAsTheRestoreDid(boolean triggers, int fired) {
        // Given
        String table = "untriggered_" + triggers;
        String id = snapshots.damaged(table);
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
    void aLoadIsTakenBackAndADryRunTellsWhatThatDoes() {
        // Given
        service.sql("create table undone_load (id int primary key, n int)", "insert into undone_load values (9, 9)");
        Service.Answer loaded = service.rows("undone_load", "1,1\n2,2\nx,3\n", "?header=absent");
        String undo = "/api/v1/runs/" + loaded.json().get("id").asText() + "/undo";

        // When
        Service.Answer look = service.post(undo, "application/json", "{\"dryRun\": true}");
        Service.Answer undone = service.post(undo, "application/json", "");
        Service.Answer wrong = service.post(undo, "application/json", "{\"dryrun\": true}");

        // Then
        assertThat(look.status()).as(look.body()).isEqualTo(200);
        assertThat(look.json().get("kind").asText()).isEqualTo("undo");
        assertThat(look.json().at("/detail/tables/0/wouldRemove").asInt()).isEqualTo(2);
        assertThat(look.json().at("/detail/wouldDiscardLetters").asInt()).isEqualTo(1);
        assertThat(undone.status()).as(undone.body()).isEqualTo(200);
        assertThat(undone.json().get("state").asText()).isEqualTo("undone");
        assertThat(service.value("select string_agg(id::text, ' ') from undone_load"))
                .isEqualTo("9");
        assertThat(service.letters("undone_load").get(0).get("state").asText()).isEqualTo("discarded");
        assertThat(wrong.status()).isEqualTo(400);
    }

    @Test
    void aLoadOfATableWithoutAKeyCannotBeUndone() {
        // Given
        service.sql("create table ingested (id int)");
        Service.Answer ingested = service.rows("ingested", "1\n", "");

        // When
        Service.Answer undone = snapshots.undo(ingested);

        // Then
        assertThat(undone.status()).as(undone.body()).isEqualTo(422);
        assertThat(undone.json().get("hint").asText()).contains("primary key");
        assertThat(service.get("/api/v1/runs/" + ingested.json().get("id").asText())
                        .json()
                        .get("state")
                        .asText())
                .isEqualTo("done");
    }
}
