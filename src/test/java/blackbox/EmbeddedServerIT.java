package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The PostgreSQL that comes with the service ends, or does not start. */
class EmbeddedServerIT {

    @Test
    void aServerThatIsKilledIsStartedAgainAndTheServiceGoesOn() throws Exception {
        // Given
        try (Service service = embedded().start()) {
            service.rows("departments", "id,department\n901,before\n", "");
            long before = postmaster(service);

            // When
            ProcessHandle.of(before).orElseThrow().destroyForcibly();
            Service.await("another one is ready", () -> postmaster(service) != before && service.ready());

            // Then
            Service.Answer after = service.rows("departments", "id,department\n902,after\n", "");
            assertThat(after.status()).as(after.body()).isEqualTo(200);
            assertThat(service.get("/q/health/live").status()).isEqualTo(200);
            assertThat(Service.text(service.log())).contains("PostgreSQL has ended, and is started again");
        }
    }

    @Test
    void theServiceLivesWithoutItAndGoesOnWhenItStarts() throws Exception {
        // Given
        try (Service service = embedded().start()) {
            service.rows("departments", "id,department\n901,before\n", "");
            service.stop();
            Path control = service.data().resolve("postgres/global/pg_control");
            Path away = Files.move(control, service.home().resolve("pg_control"));

            // When
            service.begin();
            Service.await("it lives", () -> lives(service));
            Service.Answer refused = service.get("/api/v1/runs");
            boolean ready = service.ready();
            Files.move(away, control);
            service.awaitReady();

            // Then
            assertThat(ready).isFalse();
            assertThat(refused.status()).as(refused.body()).isEqualTo(503);
            assertThat(refused.header("retry-after")).isNotEmpty();
            assertThat(service.get("/api/v1/runs").json().get("runs")).hasSize(1);
            assertThat(Service.text(service.log())).contains("could not open file");
        }
    }

    private static Service embedded() {
        return Service.fresh()
                .with("QUARKUS_DATASOURCE_JDBC_URL", "")
                .with("QUARKUS_DATASOURCE_USERNAME", "")
                .with("QUARKUS_DATASOURCE_PASSWORD", "");
    }

    private static boolean lives(Service service) {
        try {
            return service.get("/q/health/live").status() == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    /** The number of the server's process; 0 while there is none. */
    private static long postmaster(Service service) {
        Path file = service.data().resolve("postgres/postmaster.pid");
        try {
            return Files.exists(file)
                    ? Long.parseLong(
                            Service.text(file).lines().findFirst().orElse("0").strip())
                    : 0;
        } catch (UncheckedIOException gone) {
            return 0;
        }
    }
}
