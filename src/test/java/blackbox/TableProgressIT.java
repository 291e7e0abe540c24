package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who watches a run over several tables sees how far it is with each. */
class TableProgressIT {

    private final Service service = SharedService.get();
    private final SnapshotDoor snapshots = new SnapshotDoor(service);

    @AfterEach
    void theLawHolds() {
        assertThat(service.everyRowIsAccountedFor()).isTrue();
    }

    private static String state(JsonNode run, String table) {
        for (JsonNode one : run.at("/detail/tables")) {
            if (one.get("table").asText().equals(table)) {
                return one.path("state").asText();
            }
        }
        return null;
    }

    @Test
    void aRestoreTellsWhichTableItWaitsFor() throws SQLException {
        // Given
        service.sql(
                "create table watched_a (id int primary key)",
                "create table watched_b (id int primary key references watched_a)",
                "insert into watched_a select generate_series(1, 10)",
                "insert into watched_b select generate_series(1, 10)");
        String id = snapshots.make("watched_a", "watched_b");
        String run;
        JsonNode running;
        try (Connection other = service.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table watched_b in share mode");

            // When
            run = snapshots.beginRestore(id, "{\"into\": \"original\"}");
            snapshots.awaitWaiting();
            running = service.get(run).json();
            other.rollback();
        }
        snapshots.awaitEnd(run);

        // Then
        assertThat(running.get("state").asText()).isEqualTo("running");
        assertThat(state(running, "watched_a")).as(running.toString()).isEqualTo("done");
        assertThat(state(running, "watched_b")).isEqualTo("running");
        assertThat(running.at("/progress/done").asInt()).isEqualTo(1);
        JsonNode ended = service.get(run).json();
        assertThat(ended.get("state").asText()).isEqualTo("done");
        assertThat(ended.at("/detail/tables")).hasSize(2).allMatch(table -> !table.has("state"));
    }
}
