package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sets that no rule keeps are deleted, when asked for and after every snapshot on schedule, but never the last proven. */
class RetentionIT {

    /** Keeps the newest set, and what is proven. */
    private static final Service ONE_KEPT =
            Service.fresh().with("SNAPSHOT_KEEP_LAST", "1").start();

    @BeforeEach
    void keepNone() {
        for (String id : sets(ONE_KEPT)) {
            ONE_KEPT.delete("/api/v1/snapshots/" + id);
        }
        ONE_KEPT.sql("drop table if exists kept");
    }

    @Test
    void whatNoRuleKeepsIsShownThenDeletedAndTheLastProvenSetStays() {
        // Given
        Service service = ONE_KEPT;
        service.sql("create table kept (id int primary key)", "insert into kept values (1)");
        String proven = make(service);
        String superfluous = make(service);
        String newest = make(service);
        service.post("/api/v1/snapshots/" + proven + "/verify", "application/json", "");

        // When
        JsonNode plan = service.get("/api/v1/snapshots/retention").json();
        List<String> before = sets(service);
        JsonNode run = service.post("/api/v1/snapshots/retention", "application/json", "")
                .json();

        // Then
        assertThat(plan.at("/rules/last").asInt()).isEqualTo(1);
        assertThat(plan.get("sets").findValuesAsText("id")).containsExactly(newest, superfluous, proven);
        assertThat(plan.get("sets").findValuesAsText("reason"))
                .containsExactly("one of the last 1", "older than the last 1", "last proven set");
        assertThat(before).as("showing deletes nothing").containsExactly(newest, superfluous, proven);
        assertThat(run.get("kind").asText()).isEqualTo("retention");
        assertThat(run.get("state").asText()).isEqualTo("done");
        assertThat(run.at("/detail/deleted").asInt()).isEqualTo(1);
        assertThat(run.at("/detail/sets")).isEqualTo(plan.get("sets"));
        assertThat(sets(service)).containsExactly(newest, proven);
    }

    @Test
    void aProofThatDoesNotHoldAnyMoreKeepsNothing() throws IOException {
        // Given
        Service service = ONE_KEPT;
        SnapshotDoor snapshots = new SnapshotDoor(service);
        service.sql("create table kept (id int primary key)", "insert into kept values (1)");
        String sound = make(service);
        String rotten = make(service);
        String newest = make(service);
        snapshots.verify(sound);
        snapshots.verify(rotten);
        Files.writeString(snapshots.file(rotten, ".csv.zst"), "rot");

        // When
        Service.Answer verified = snapshots.verify(rotten);
        service.post("/api/v1/snapshots/retention", "application/json", "");

        // Then
        assertThat(verified.status()).isEqualTo(422);
        assertThat(sets(service)).containsExactly(newest, sound);
    }

    @Test
    void aSetThatIsReadIsKeptForAsLongAndTheAnswerSaysSo() throws SQLException {
        // Given
        Service service = ONE_KEPT;
        try (Connection holder = service.connect();
                Statement statement = holder.createStatement()) {
            service.sql("create table kept (id int primary key)", "insert into kept values (1)");
            String superfluous = make(service);
            String newest = make(service);
            service.sql("delete from kept");
            holder.setAutoCommit(false);
            statement.execute("lock table kept in row exclusive mode");
            String restore = new SnapshotDoor(service).beginRestore(superfluous, "{\"into\": \"original\"}");
            Service.await(
                    "the restore waits for the lock",
                    () -> service.value("select 1 from pg_locks where not granted") != null);

            // When
            JsonNode whileRead = service.post("/api/v1/snapshots/retention", "application/json", "")
                    .json();
            List<String> then = sets(service);
            holder.rollback();
            Service.await(
                    "the restore has ended",
                    () -> service.get(restore).json().get("state").asText().equals("done"));
            JsonNode afterwards = service.post("/api/v1/snapshots/retention", "application/json", "")
                    .json();

            // Then
            assertThat(whileRead.at("/detail/deleted").asInt()).isZero();
            assertThat(whileRead.at("/detail/sets/1/keep").asBoolean()).isTrue();
            assertThat(whileRead.at("/detail/sets/1/reason").asText()).contains("it is being read");
            assertThat(then).containsExactly(newest, superfluous);
            assertThat(service.count("kept")).isEqualTo(1);
            assertThat(afterwards.at("/detail/deleted").asInt()).isEqualTo(1);
            assertThat(sets(service)).containsExactly(newest);
        }
    }

    @Test
    void everySnapshotOnScheduleMakesRoomForItself() {
        // Given
        Service service = Service.fresh()
                .with("SNAPSHOT_CRON", "0/1 * * * * ?")
                .with("SNAPSHOT_TABLES", "kept")
                .with("SNAPSHOT_KEEP_LAST", "2");
        service.sql("create table kept (id int primary key)", "create table other (id int primary key)");

        // When
        try (Service running = service.start()) {
            Service.await("three sets were deleted, one after the other", () -> deletions(running) >= 3);

            // Then
            JsonNode made = running.get("/api/v1/runs?kind=snapshot&state=done&limit=1")
                    .json()
                    .at("/runs/0");
            assertThat(made.get("door").asText()).isEqualTo("timer");
            assertThat(made.get("subject").asText()).isEqualTo("kept");
            Service.await("two sets are left", () -> sets(running).size() <= 3);
        }
    }

    @Test
    void aRuleThatKeepsNothingIsRefusedAtTheStart() {
        // Given
        Service service = Service.fresh().with("SNAPSHOT_KEEP_LAST", "0");

        // When
        Service.Finished refused = service.command();

        // Then
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("snapshot.keep.last");
    }

    private static String make(Service service) {
        return service.post("/api/v1/snapshots", "application/json", "")
                .json()
                .at("/detail/snapshot")
                .asText();
    }

    private static List<String> sets(Service service) {
        return service.get("/api/v1/snapshots").json().get("snapshots").findValuesAsText("id");
    }

    private static long deletions(Service service) {
        JsonNode runs = service.get("/api/v1/runs?kind=retention&limit=1000").json();
        return StreamSupport.stream(runs.get("runs").spliterator(), false)
                .mapToLong(run -> run.at("/detail/deleted").asLong())
                .sum();
    }
}
