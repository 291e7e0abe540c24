package blackbox;

import static blackbox.DrillDoor.ask;
import static blackbox.DrillDoor.body;
import static blackbox.DrillDoor.contents;
import static blackbox.DrillDoor.customers;
import static blackbox.DrillDoor.ended;
import static blackbox.DrillDoor.patient;
import static blackbox.DrillDoor.rows;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Processes go away in the middle of a drill, and the rows come back. */
@Tag("thorough")
class DrillOutageIT {

    @Test
    void aDrillThatIsKilledBeforeAnythingWasDeletedIsUndone() throws Exception {
        // Given
        try (Service service = patient()) {
            customers(service, "killed");
            String before = contents(service, "killed");

            // When
            try (Interleaved drill = Interleaved.beforeTheFirstStep(service, "killed", () -> ask(service, "killed"))) {
                drill.step();
                assertThat(service.count("killed_backup")).isEqualTo(10);
                service.kill();
            }
            service.start();

            // Then
            assertThat(ended(service).get("state").asText()).isEqualTo("undone");
            assertThat(contents(service, "killed")).isEqualTo(before);
            assertThat(service.value("select to_regclass('killed_backup')")).isNull();
        }
    }

    @Test
    void aDrillThatIsKilledWhileRowsAreGonePutsThemBack() throws Exception {
        // Given
        try (Service service = patient()) {
            customers(service, "killed");
            service.sql(
                    "create table killed_child (id int primary key, k int references killed on delete cascade)",
                    "insert into killed_child select i, 1 + i % 100 from generate_series(1, 300) i");
            String before = contents(service, "killed", "killed_child");

            // When
            try (Interleaved drill = Interleaved.beforeTheFirstStep(service, "killed", () -> ask(service, "killed"))) {
                drill.step().step();
                assertThat(service.count("killed")).isEqualTo(90);
                JsonNode told = service.get("/api/v1/runs?kind=drill").json().at("/runs/0/detail");
                assertThat(told.get("snapshot").asText()).isEqualTo("killed_backup");
                assertThat(told.get("story").toString()).contains("deleted 10 rows of killed");
                service.kill();
            }
            service.start();

            // Then
            JsonNode run = ended(service);
            assertThat(run.get("state").asText()).isEqualTo("done");
            assertThat(run.get("rows")).isEqualTo(rows(40, 40, 0, 0, 0));
            assertThat(contents(service, "killed", "killed_child")).isEqualTo(before);
            assertThat(service.count("killed_backup")).isEqualTo(10);
        }
    }

    @Test
    void aDrillThatIsKilledBeforeItsBackupIsDroppedDropsIt() throws Exception {
        // Given
        try (Service service = patient()) {
            customers(service, "killed");
            String before = contents(service, "killed");

            // When
            try (Interleaved drill = Interleaved.beforeTheFirstStep(
                            service, "killed", () -> ask(service, body("killed", "10", "1", false)));
                    Connection reader = service.connect();
                    Statement statement = reader.createStatement()) {
                drill.step();
                reader.setAutoCommit(false);
                statement.execute("lock table killed_backup in access share mode");
                drill.step();
                drill.goOn();
                Service.await("the last step waits", () -> "1"
                        .equals(service.value("select count(*) from pg_locks where not granted"
                                + " and relation = 'killed_backup'::regclass")));
                service.kill();
                reader.rollback();
            }
            service.start();

            // Then
            assertThat(ended(service).get("state").asText()).isEqualTo("done");
            assertThat(contents(service, "killed")).isEqualTo(before);
            assertThat(service.value("select to_regclass('killed_backup')")).isNull();
        }
    }

    @Test
    void rowsThatCannotComeBackYetAreToldOfAndComeBackWhenTheLockIsGone() throws Exception {
        // Given
        try (Service service =
                Service.fresh().with("SNAPSHOT_LOCK_TIMEOUT_MILLIS", "5000").start()) {
            customers(service, "locked");

            // When
            try (Interleaved drill = Interleaved.beforeTheFirstStep(service, "locked", () -> ask(service, "locked"))) {
                drill.step().step();
                Service.await(
                        "the ledger tells where the rows are",
                        () -> service.get("/api/v1/runs?kind=drill").body().contains("they are safe in locked_backup"));
                assertThat(service.count("locked")).isEqualTo(90);
            }

            // Then
            assertThat(ended(service).get("state").asText()).isEqualTo("done");
            assertThat(service.count("locked")).isEqualTo(100);
        }
    }
}
