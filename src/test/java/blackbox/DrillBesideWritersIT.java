package blackbox;

import static blackbox.DrillDoor.answered;
import static blackbox.DrillDoor.contents;
import static blackbox.DrillDoor.customers;
import static blackbox.DrillDoor.drill;
import static blackbox.DrillDoor.rows;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others write while a drill goes on is theirs. */
class DrillBesideWritersIT {

    private static final Service SERVICE = DrillDoor.service();

    @Test
    void whatOthersWriteThroughoutManyDrillsIsAllThere() throws Exception {
        // Given
        SERVICE.sql(
                "create table busy (id int primary key, n int not null default 0)",
                "create table busy_child (id bigint primary key, b int not null references busy on delete cascade, n int default 0)",
                "insert into busy select generate_series(1, 300)",
                "insert into busy_child select i, 1 + i % 300 from generate_series(1, 900) i");
        List<BusyWriter> writers = new ArrayList<>();
        for (int w = 0; w < 3; w++) {
            writers.add(new BusyWriter(SERVICE, "busy", 100 + w, 300, 0));
        }

        // When
        List<JsonNode> runs = new ArrayList<>();
        try {
            writers.forEach(BusyWriter::start);
            for (int i = 0; i < 12; i++) {
                runs.add(answered(drill("busy", "40", String.valueOf(i), i % 2 == 0)));
            }
        } finally {
            writers.forEach(BusyWriter::end);
        }

        // Then
        assertThat(runs).allSatisfy(run -> assertThat(run.get("state").asText())
                .as(run.toPrettyString())
                .isEqualTo(run.at("/detail/equal").asBoolean() ? "done" : "failed"));
        assertThat(writers.stream().mapToInt(BusyWriter::writes).sum()).isGreaterThan(100);
        assertThat(BusyWriter.faults(SERVICE, "busy", writers, 300, 900)).isEmpty();
    }

    @Test
    void drillsOnOneTableWaitForEachOtherOrAreRefused() {
        // Given
        customers("shared");
        String before = contents("shared");

        // When
        List<CompletableFuture<JsonNode>> asked = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            int seed = i / 2;
            asked.add(CompletableFuture.supplyAsync(() -> answered(drill("shared", "60", "" + seed, true))));
        }
        List<JsonNode> runs = asked.stream().map(CompletableFuture::join).toList();

        // Then
        assertThat(contents("shared")).isEqualTo(before);
        assertThat(runs).extracting(run -> run.get("state").asText()).contains("done");
        assertThat(runs).allSatisfy(run -> {
            boolean done = run.get("state").asText().equals("done");
            assertThat(run.get("rows")).isEqualTo(done ? rows(60, 60, 0, 0, 0) : rows(0, 0, 0, 0, 0));
            assertThat(done || run.at("/problem/status").asInt() == 409)
                    .as(run.toPrettyString())
                    .isTrue();
        });
    }

    @Test
    void aDrillWhoseTablesAnotherIsAtWorkOnIsRefused() throws Exception {
        // Given
        SERVICE.sql(
                "create table mother (id int primary key)",
                "create table child (id int primary key, m int references mother on delete cascade)",
                "insert into mother select generate_series(1, 5)",
                "insert into child select i, i from generate_series(1, 5) i");

        // When
        CompletableFuture<Service.Answer> first = new CompletableFuture<>();
        Service.Answer second;
        try (Interleaved drill = Interleaved.beforeTheFirstStep(
                SERVICE, "child", () -> first.completeAsync(() -> drill("child", "5", "1", true)))) {
            drill.step().step();
            CompletableFuture<Service.Answer> asked =
                    CompletableFuture.supplyAsync(() -> drill("mother", "5", "1", true));
            drill.awaitWaiting(2);
            drill.goOn();
            second = asked.join();
        }

        // Then
        assertThat(answered(first.join()).get("state").asText()).isEqualTo("done");
        assertThat(answered(second).get("state").asText()).as(second.body()).isIn("done", "refused");
        assertThat(SERVICE.count("mother")).isEqualTo(5);
        assertThat(SERVICE.count("child")).isEqualTo(5);
        assertThat(SERVICE.count("caravanserai.dead_letter where table_name = 'child'"))
                .isZero();
    }

    @Test
    void whatOthersChangeBetweenTheStepsIsTheirs() throws Exception {
        // Given
        SERVICE.sql(
                "create table between (id int primary key, v text unique)",
                "create table between_child (id int primary key, b int references between on delete cascade, v text)",
                "create table between_named (id int primary key, b int references between on delete set null, v text)",
                "insert into between select i, 'v' || i from generate_series(1, 20) i",
                "insert into between_child select i, i from generate_series(1, 20) i",
                "insert into between_named select i, i from generate_series(1, 20) i");

        // When
        CompletableFuture<Service.Answer> answer = new CompletableFuture<>();
        try (Interleaved drill = Interleaved.beforeTheFirstStep(
                SERVICE, "between", () -> answer.completeAsync(() -> drill("between", "20", "1", false)))) {
            drill.step();
            // Backed up, and not yet deleted.
            drill.sql(
                    "update between set v = 'changed' where id = 1",
                    "delete from between where id = 2",
                    "insert into between_child values (103, 3)",
                    "update between_child set v = 'changed' where id = 4",
                    "delete from between_child where id = 5",
                    "update between_named set v = 'changed' where id = 6");
            drill.step();
            // Deleted, and not yet restored.
            drill.sql(
                    "insert into between values (7, 'new')",
                    "delete from between_named where id = 8",
                    "update between_named set v = 'changed' where id = 9",
                    "update between_named set b = 7 where id = 10",
                    "update between_child set v = 'again' where id = 4");
        }
        JsonNode run = answered(answer.join());

        // Then
        assertThat(run.get("state").asText()).as(run.toPrettyString()).isEqualTo("failed");
        assertThat(run.at("/problem/detail").asText()).contains("were changed or taken by others during the drill");
        assertThat(run.get("detail").get("equal").asBoolean()).isFalse();
        assertThat(run.get("detail").get("story").get(3).asText())
                .isEqualTo("deleted 15 rows of between, and left 5 alone that were changed meanwhile");
        assertThat(SERVICE.value("select string_agg(id || v, ' ' order by id) from between where id < 9"))
                .isEqualTo("1changed 3v3 4v4 5v5 6v6 7new 8v8");
        assertThat(SERVICE.count("between")).isEqualTo(19);
        assertThat(SERVICE.value("select string_agg(id || coalesce(v, ''), ' ' order by id) from between_child"))
                .isEqualTo("1 3 4again 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 103");
        assertThat(SERVICE.value("select string_agg(id || '>' || coalesce(b, 0) || coalesce(v, ''), ' ' order by id)"
                        + " from between_named where id < 12"))
                .isEqualTo("1>1 2>0 3>3 4>4 5>5 6>6changed 7>7 9>9changed 10>7 11>11");
        // The backup was not to be kept, but it alone has the row whose place was taken.
        assertThat(run.at("/detail/story").toString())
                .contains("kept the backup")
                .doesNotContain("dropped the backup");
        assertThat(SERVICE.value("select v from " + run.at("/detail/snapshot").asText() + " where id = 7"))
                .isEqualTo("v7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"files", "table"})
    void aSnapshotIsNotMadeWithoutTheRowsThatADrillWillPutBack(String as) throws Exception {
        // Given
        SERVICE.sql(
                "create table away_" + as + " (id int primary key)",
                "insert into away_" + as + " select generate_series(1, 20)");
        SnapshotDoor snapshots = new SnapshotDoor(SERVICE);
        String body = "{\"tables\": [\"away_" + as + "\"], \"as\": \"" + as + "\"}";

        // When
        CompletableFuture<Service.Answer> drilled = new CompletableFuture<>();
        Service.Answer meanwhile;
        try (Interleaved drill = Interleaved.beforeTheFirstStep(
                SERVICE, "away_" + as, () -> drilled.completeAsync(() -> drill("away_" + as, "5", "1", false)))) {
            drill.step().step();
            meanwhile = snapshots.ask(body);
        }
        String run = answered(drilled.join()).get("id").asText();
        Service.Answer afterwards = snapshots.ask(body);

        // Then
        assertThat(meanwhile.status()).as(meanwhile.body()).isEqualTo(409);
        assertThat(meanwhile.json().get("hint").asText()).contains(run);
        assertThat(afterwards.json().at("/rows/in").asInt()).isEqualTo(20);
    }
}
