package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import ledger.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import postgres.DurableFiles;

/** The live server is gone: what is on disk is enough to have it back. */
class RecoverWithoutDatabaseIT {

    /** Ended, and all that it left: a base backup, the log behind it with a loss in it, and both at a second place. */
    private static Service lost;

    private static Path place;

    @BeforeAll
    static void prepare() throws IOException {
        place = Files.createTempDirectory("second-place-");
        lost = Service.apart().with("RECOVERY_COPY_TO", place.toString()).start();
        PutBackDoor door = new PutBackDoor(lost);
        door.sql(
                "create table kept as select generate_series(1, 1000) n",
                "create table emptied as select generate_series(1, 1000) n");
        Service.Answer taken = lost.post("/api/v1/base-backups", "application/json", "{}", "Prefer", "wait=200");
        assertThat(taken.status()).as(taken.body()).isEqualTo(200);
        door.sql("truncate emptied");
        door.incident("emptied");
        Service.await("the base backup is there", () -> {
            JsonNode copy = lost.get("/api/v1/recovery/window").json().get("copy");
            return copy.get("baseBackups").asInt() == 1
                    && copy.get("missingBaseBackups").asInt() == 0;
        });
        lost.stop();
    }

    @AfterAll
    static void remove() throws IOException {
        lost.close();
        DurableFiles.empty(place);
        Files.delete(place);
    }

    /** A service with all that the lost one had on its disk, and that finds no database; begun. */
    private static Service withoutDatabase() throws IOException {
        Service service = lost.beside().with("QUARKUS_DATASOURCE_JDBC_URL", nowhere(lost));
        try (Stream<Path> there = Files.walk(lost.data())) {
            for (Path path : (Iterable<Path>) there::iterator) {
                Files.copy(
                        path, service.data().resolve(lost.data().relativize(path)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        service.begin();
        Service.await("its doors that need no database are open", () -> isOpen(service));
        return service;
    }

    /** Nobody listens there. */
    private static String nowhere(Service service) {
        return service.database().replaceFirst("//[^/]+/", "//127.0.0.1:1/");
    }

    private static String count(JsonNode facts, Path servers) throws Exception {
        return count(facts, servers, "kept");
    }

    private static String count(JsonNode facts, Path servers, String table) throws Exception {
        Path password = servers.resolve(facts.get("id").asText()).resolve("password");
        try (Connection connection = DriverManager.getConnection(
                        facts.get("jdbcUrl").asText(), facts.get("username").asText(), Files.readString(password));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from " + table)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static List<Path> runFiles(Service service) {
        return Service.filesBelow(service.data().resolve("recoveries")).stream()
                .filter(file -> file.toString().endsWith(".run.json"))
                .toList();
    }

    @Test
    void theServiceRecoversWhileItsDatabaseIsAwayAndEntersTheRunWhenThatComes() throws Exception {
        // Given
        try (Service service = withoutDatabase()) {
            // When
            Service.Answer made = service.post(
                    "/api/v1/recoveries",
                    "application/json",
                    "{\"target\":{\"latest\":true}}",
                    "Prefer",
                    "wait=200",
                    "Idempotency-Key",
                    "once");

            // Then
            assertThat(made.status()).as(made.body()).isEqualTo(200);
            String run = made.json().get("id").asText();
            assertThat(service.ready()).isFalse();
            assertThat(service.get("/q/health/live").status()).isEqualTo(200);
            assertThat(service.get("/api/v1/tables").status()).isEqualTo(503);
            assertThat(service.get("/api/v1/recovery/window").status()).isEqualTo(200);
            JsonNode shown = service.get("/api/v1/recoveries/" + run).json();
            assertThat(shown.at("/runKept/state").asText()).isEqualTo("done");
            assertThat(count(shown, service.data().resolve("recoveries"))).isEqualTo("1000");
            assertThat(service.get("/api/v1/runs/" + run).json().get("state").asText())
                    .isEqualTo("done");
            Service.Answer refused = service.post(
                    "/api/v1/recoveries", "application/json", "{\"target\":{\"time\":\"2020-01-01 00:00:00Z\"}}");
            assertThat(refused.status()).as(refused.body()).isEqualTo(422);
            Service.Answer again = service.post(
                    "/api/v1/recoveries",
                    "application/json",
                    "{\"target\":{\"latest\":true}}",
                    "Idempotency-Key",
                    "once");
            assertThat(again.json().get("id").asText()).isEqualTo(run);
            assertThat(runFiles(service)).hasSize(2);

            service.stop();
            service.with("QUARKUS_DATASOURCE_JDBC_URL", lost.database()).start();
            Service.await("the runs are entered", () -> runFiles(service).isEmpty());
            assertThat(service.value("select state from caravanserai.run where id = '" + run + "'"))
                    .isEqualTo("done");
            assertThat(service.get("/api/v1/recoveries")
                            .json()
                            .at("/recoveries/0/run")
                            .asText())
                    .isEqualTo(run);
        }
    }

    private static boolean isOpen(Service service) {
        try {
            return service.get("/api/v1/recoveries").status() == 200;
        } catch (java.io.UncheckedIOException notYet) {
            return false;
        }
    }

    @Test
    void aRecoveryWhoseServiceIsKilledMeanwhileIsToldAsBrokenOff() throws Exception {
        // Given
        try (Service service = withoutDatabase()) {
            String run = service.post(
                            "/api/v1/recoveries",
                            "application/json",
                            "{\"target\":{\"latest\":true}}",
                            "Prefer",
                            "respond-async")
                    .json()
                    .get("id")
                    .asText();

            // When
            service.kill();
            service.begin();
            Service.await("its doors that need no database are open", () -> isOpen(service));

            // Then
            Service.await("the run has ended", () -> !service.get("/api/v1/recoveries/" + run)
                    .json()
                    .at("/runKept/state")
                    .asText("running")
                    .equals("running"));
            JsonNode kept = service.get("/api/v1/recoveries/" + run).json().get("runKept");
            boolean whole =
                    !service.get("/api/v1/recoveries").json().get("recoveries").isEmpty();
            assertThat(kept.get("state").asText()).isEqualTo(whole ? "done" : "failed");
        }
    }

    @Test
    void theCommandRecoversOnAnEmptyMachineFromTheBackupsAlone() throws Exception {
        // Given
        Service empty = lost.beside()
                .with("QUARKUS_DATASOURCE_JDBC_URL", nowhere(lost))
                .with(
                        "RECOVERY_BASE_BACKUPS",
                        lost.data().resolve("base-backups").toString())
                .with("RECOVERY_WAL", lost.data().resolve("wal").toString());

        // When
        Service.Finished window = empty.command("window");
        Service.Finished recovered = empty.command("recover", "--latest", "--output", "json");
        Service.Finished refused = empty.command("recover", "--time", "2020-01-01 00:00:00Z");

        // Then
        assertThat(window.exitCode()).as(window.err()).isZero();
        assertThat(window.out()).contains("reaches from");
        assertThat(recovered.exitCode()).as(recovered.err()).isZero();
        assertThat(recovered.err()).contains("goes on without the ledger");
        assertThat(Json.read(recovered.out()).at("/detail/recovery").asText()).isNotEmpty();
        assertThat(refused.exitCode()).as(refused.err()).isEqualTo(4);
        empty.begin();
        try {
            Service.await("it is started", () -> isOpen(empty) && isThere(empty));
        } finally {
            empty.stop();
        }
    }

    @Test
    void anIncidentIsStillKnownAndRewoundToWhenItsLedgerIsGone() throws Exception {
        // Given
        try (Service service = withoutDatabase()) {
            // When
            JsonNode known = service.get("/api/v1/recovery/incidents").json().at("/incidents/0");
            Service.Answer made = service.post(
                    "/api/v1/recoveries",
                    "application/json",
                    "{\"target\":{\"before\":\"" + known.get("id").asText() + "\"}}",
                    "Prefer",
                    "wait=200");

            // Then
            assertThat(known.get("table").asText()).isEqualTo("emptied");
            assertThat(made.status()).as(made.body()).isEqualTo(200);
            JsonNode facts = service.get("/api/v1/recoveries").json().at("/recoveries/0");
            assertThat(count(facts, service.data().resolve("recoveries"), "emptied"))
                    .isEqualTo("1000");
        }
    }

    @Test
    void theSecondPlaceAloneIsEnough() throws Exception {
        // Given
        Service empty = lost.beside()
                .with("QUARKUS_DATASOURCE_JDBC_URL", nowhere(lost))
                .with("RECOVERY_COPY_TO", place.toString());

        // When
        Service.Finished recovered = empty.command("recover", "--latest", "--output", "json");

        // Then
        assertThat(recovered.exitCode()).as(recovered.err()).isZero();
        empty.begin();
        try {
            Service.await("it is started", () -> isOpen(empty) && isThere(empty));
        } finally {
            empty.stop();
        }
    }

    private static boolean isThere(Service service) {
        try {
            JsonNode facts = service.get("/api/v1/recoveries").json().at("/recoveries/0");
            return count(facts, service.data().resolve("recoveries")).equals("1000");
        } catch (Exception notYet) {
            return false;
        }
    }
}
