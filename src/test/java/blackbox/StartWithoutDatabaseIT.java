package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import postgres.TestServer;

/** The database is not there when the service starts. */
class StartWithoutDatabaseIT {

    /** Nobody listens there. */
    private static final String NOWHERE = "jdbc:postgresql://127.0.0.1:1/nowhere";

    @Test
    void theServiceLivesWithoutItsDatabaseAndGoesOnWhenThatComes() throws Exception {
        // Given
        try (Service service = Service.fresh()) {
            service.sql("create table late (id int)");
            String database = service.value("select current_database()");
            letIn(database, false);
            service.drop("late.csv", "id\n1\n2\n");

            // When
            service.begin();
            Service.await("it lives", () -> answers(service, "/q/health/live", 200));
            boolean ready = service.ready();
            Service.await(
                    "it says what it waits for",
                    () -> service.get("/api/v1/runs").body().contains("the database"));
            Service.Answer runs = service.get("/api/v1/runs");
            Service.Answer rows = service.rows("late", "3\n", "");
            boolean stillAlive = service.isAlive();
            List<Path> kept = Service.filesBelow(service.data().resolve("spool"));
            letIn(database, true);
            service.awaitReady();

            // Then
            assertThat(ready).isFalse();
            assertThat(stillAlive).isTrue();
            assertThat(kept).isEmpty();
            for (Service.Answer answer : new Service.Answer[] {runs, rows}) {
                assertThat(answer.status()).as(answer.body()).isEqualTo(503);
                assertThat(answer.header("retry-after")).isNotEmpty();
                assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
                assertThat(answer.json().get("detail").asText()).contains("the database \"main\"");
            }
            assertThat(service.ended("late.csv").get("state").asText()).isEqualTo("done");
            assertThat(service.count("late")).isEqualTo(2);
            assertThat(service.get("/api/v1/runs").status()).isEqualTo(200);
            assertThat(Service.text(service.log())).contains("waiting for the database: the database \"main\"");
        }
    }

    @Test
    void aServiceThatWaitsForItsDatabaseCanBeStopped() {
        // Given
        try (Service service = Service.fresh().with("QUARKUS_DATASOURCE_JDBC_URL", NOWHERE)) {
            service.begin();
            Service.await("it waits", () -> Service.text(service.log()).contains("waiting for the database"));
            Instant before = Instant.now();

            // When
            service.stop();

            // Then
            assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(30));
            assertThat(Service.text(service.log())).doesNotContain("Exception");
        }
    }

    @Test
    void aCommandSaysThatTheDatabaseIsAway() {
        // Given
        Service service = Service.fresh().with("QUARKUS_DATASOURCE_JDBC_URL", NOWHERE);

        // When
        Service.Finished finished = service.command("snapshot");

        // Then
        assertThat(finished.exitCode()).isEqualTo(1);
        assertThat(finished.err())
                .contains(
                        "ERROR: the database \"main\" does not answer (SQLSTATE 08001)\nHINT: look at quarkus.datasource")
                .doesNotContain("\tat ");
    }

    @Test
    void thePasswordMayComeFromAFile() throws Exception {
        // Given
        try (Service service = Service.fresh()) {
            Path secret = Files.writeString(service.home().resolve("secret"), TestServer.password() + "\n");

            // When
            service.with("QUARKUS_DATASOURCE_PASSWORD", "")
                    .with("QUARKUS_DATASOURCE_PASSWORD_FILE", secret.toString())
                    .start();

            // Then
            assertThat(service.get("/api/v1/runs").status()).isEqualTo(200);
        }
    }

    @Test
    void aLedgerThatCannotBeMadeStopsTheStart() {
        // Given
        try (Service service = Service.fresh()) {
            String role = "weak_" + service.value("select current_database()");
            service.sql("create role " + role + " login password 'open-sesame'");

            // When
            service.with("QUARKUS_DATASOURCE_USERNAME", role)
                    .with("QUARKUS_DATASOURCE_PASSWORD", "open-sesame")
                    .begin();
            Service.await("it ends", () -> !service.isAlive());

            // Then
            assertThat(service.stop()).isEqualTo(1);
            assertThat(Service.text(service.log()))
                    .contains("cannot prepare the ledger")
                    .contains("permission denied for database")
                    .doesNotContain("\tat ")
                    .doesNotContain("open-sesame");
        }
    }

    @Test
    void tablesOfOthersInTheLedgersSchemaAreNamedAtTheStartAndWhereTheyAreMissed() {
        // Given
        try (Service service = Service.fresh().start()) {
            service.sql("create table caravanserai.jobs (id int)");
            service.stop();

            // When
            service.start();
            Service.Answer rows = service.rows("jobs", "1\n", "");
            Service.Answer snapshot = service.post("/api/v1/snapshots", "application/json", "{}");

            // Then
            assertThat(Service.text(service.log()))
                    .contains("caravanserai.jobs: tables of others in the ledger's schema");
            for (Service.Answer answer : new Service.Answer[] {rows, snapshot}) {
                assertThat(answer.status()).as(answer.body()).isEqualTo(404);
                assertThat(answer.json().get("detail").asText())
                        .contains("caravanserai.jobs stands in the ledger's schema");
                assertThat(answer.json().get("hint").asText())
                        .contains("alter table caravanserai.\"jobs\" set schema public");
            }
        }
    }

    private static boolean answers(Service service, String path, int status) {
        try {
            return service.get(path).status() == status;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    private static void letIn(String database, boolean everybody) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        TestServer.createDatabase(), TestServer.username(), TestServer.password());
                Statement statement = connection.createStatement()) {
            statement.execute("alter database " + database + " allow_connections " + everybody);
        }
    }
}
