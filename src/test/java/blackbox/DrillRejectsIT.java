package blackbox;

import static blackbox.DrillDoor.answered;
import static blackbox.DrillDoor.customers;
import static blackbox.DrillDoor.drill;
import static blackbox.DrillDoor.keptTables;
import static blackbox.DrillDoor.rows;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Rows that cannot return are told of, and stay in the backup. */
class DrillRejectsIT {

    private static final Service SERVICE = DrillDoor.service();

    @Test
    void aRowWhoseParentWasRemovedMeanwhileIsADeadLetterAndStaysInTheBackup() throws Exception {
        // Given
        SERVICE.sql(
                "create table town (id int primary key)",
                "create table citizen (id int primary key, town int not null references town, name text unique,"
                        + " shout text generated always as (upper(name)) stored)",
                "create table dog (id int primary key, owner int references citizen on delete cascade)",
                "insert into town select generate_series(1, 10)",
                "insert into citizen select i, i, 'c' || i from generate_series(1, 10) i",
                "insert into dog select i, i from generate_series(1, 10) i");

        // When
        CompletableFuture<Service.Answer> answer = new CompletableFuture<>();
        try (Interleaved drill = Interleaved.beforeTheFirstStep(
                SERVICE, "citizen", () -> answer.completeAsync(() -> drill("citizen", "10", "1", false)))) {
            drill.step().step();
            drill.sql("delete from town where id = 3", "insert into citizen values (104, 4, 'c4')");
        }
        JsonNode run = answered(answer.join());

        // Then
        String id = run.get("id").asText();
        assertThat(run.get("state").asText()).as(run.toPrettyString()).isEqualTo("done-with-rejects");
        assertThat(run.get("rows")).isEqualTo(rows(20, 16, 4, 0, 0));
        assertThat(run.get("detail").get("equal").asBoolean()).isFalse();
        assertThat(run.get("detail").get("story").toString())
                .contains("restored 8 rows from citizen_backup")
                .contains("4 rows could not return: they are dead letters of this run");
        assertThat(SERVICE.value("select string_agg(id::text, ' ' order by id) from citizen"))
                .isEqualTo("1 2 5 6 7 8 9 10 104");
        assertThat(SERVICE.count("dog")).isEqualTo(8);
        assertThat(SERVICE.count("citizen_backup")).isEqualTo(10);
        assertThat(SERVICE.value("select string_agg(table_name || ' ' || sqlstate, ', ' order by table_name, sqlstate)"
                        + " from caravanserai.dead_letter where run = '" + id + "'"))
                .isEqualTo("citizen 23503, citizen 23505, dog 23503, dog 23503");
        assertThat(SERVICE.count("caravanserai.dead_letter where line is not null and run = '" + id + "'"))
                .isZero();
        assertThat(keptTables(run)).isZero();

        // What stood in the way is gone: they go in.
        SERVICE.sql("insert into town values (3)", "delete from citizen where id = 104");
        for (String table : List.of("citizen", "dog")) {
            SERVICE.post(
                    "/api/v1/dead-letters/redrive",
                    "application/json",
                    "{\"run\":\"" + id + "\",\"table\":\"" + table + "\"}");
        }
        assertThat(SERVICE.value("select string_agg(id || shout, ' ' order by id) from citizen"))
                .isEqualTo("1C1 2C2 3C3 4C4 5C5 6C6 7C7 8C8 9C9 10C10");
        assertThat(SERVICE.count("dog")).isEqualTo(10);
    }

    @Test
    void rowsOfATableThatWasDroppedMeanwhileStayInTheBackup() throws Exception {
        // Given
        SERVICE.sql(
                "create table kept (id int primary key, old text)",
                "create table dropped (id int primary key, k int references kept on delete cascade)",
                "insert into kept select i, 'o' from generate_series(1, 10) i",
                "insert into dropped select i, i from generate_series(1, 10) i");

        // When
        CompletableFuture<Service.Answer> answer = new CompletableFuture<>();
        try (Interleaved drill = Interleaved.beforeTheFirstStep(
                SERVICE, "kept", () -> answer.completeAsync(() -> drill("kept", "5", "1", false)))) {
            drill.step().step();
            drill.sql("drop table dropped");
        }
        JsonNode run = answered(answer.join());

        // Then
        assertThat(run.get("state").asText()).as(run.toPrettyString()).isEqualTo("done-with-rejects");
        assertThat(run.get("rows")).isEqualTo(rows(10, 5, 5, 0, 0));
        assertThat(SERVICE.count("kept")).isEqualTo(10);
        assertThat(SERVICE.count("dropped_backup")).isEqualTo(5);
        assertThat(SERVICE.letters("dropped")).hasSize(5);
    }

    @Test
    void aBackupCannotBeDeletedWhileItHoldsTheOnlyCopy() throws Exception {
        // Given
        customers("guarded");
        Service.Answer[] deleted = new Service.Answer[1];

        // When
        CompletableFuture<Service.Answer> answer = new CompletableFuture<>();
        try (Interleaved drill = Interleaved.beforeTheFirstStep(
                SERVICE, "guarded", () -> answer.completeAsync(() -> drill("guarded", "5", "1", true)))) {
            drill.step().step();
            deleted[0] = SERVICE.send(
                    SERVICE.request("/api/v1/snapshots/guarded_backup").DELETE().build());
        }
        JsonNode run = answered(answer.join());

        // Then
        assertThat(deleted[0].status()).as(deleted[0].body()).isEqualTo(409);
        assertThat(run.get("state").asText()).isEqualTo("done");
        assertThat(SERVICE.count("guarded")).isEqualTo(100);
        assertThat(SERVICE.send(SERVICE.request("/api/v1/snapshots/guarded_backup")
                                .DELETE()
                                .build())
                        .status())
                .isEqualTo(200);
    }
}
