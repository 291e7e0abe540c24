package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import postgres.TestServer;
import sync.SyncChaos;

/**
 * Kills the service at random moments of its syncs, {@code -Dsweep.kills} times, while writers are at work, and compares
 * both sides in the end. {@code -Dsweep.seed} repeats a sweep.
 */
@Tag("sweep")
class SyncKillSweepIT {

    private static final int KILLS = Integer.getInteger("sweep.kills", 50);
    private static final long SEED = Long.getLong("sweep.seed", System.nanoTime() % 1_000_000_000);

    @Test
    void howeverOftenItIsKilledBothSidesAreEqualInTheEnd() throws SQLException, IOException, InterruptedException {
        // Given
        System.out.println("sweep.seed=" + SEED + " sweep.kills=" + KILLS);
        Random random = new Random(SEED);
        String copy = TestServer.createDatabase();
        Service service = Service.fresh();
        Path file = service.home().resolve("config").resolve("application.properties");
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                "databases.copy.jdbc-url=" + copy + "\ndatabases.copy.username=" + TestServer.username()
                        + "\ndatabases.copy.password=" + TestServer.password()
                        + "\nsync.flows.chaos.to=copy\nsync.flows.chaos.deletes=log\nsync.flows.chaos.cron=* * * * * ?\n");
        service.sql(SyncChaos.TABLES);
        service.start();
        assertThat(post(service, "copy").status()).isEqualTo(200);
        assertThat(post(service, "install").status()).isEqualTo(200);
        SyncChaos writers = new SyncChaos(service.database(), SEED, true);
        writers.start();

        // When
        for (int kill = 0; kill < KILLS; kill++) {
            pause(random.nextInt(2500));
            service.kill();
            service.start();
        }
        writers.stop();

        // Then
        Service.await(
                "a sync after the last change", () -> post(service, "sync").status() == 200);
        try (Connection source = service.connect();
                Connection target = TestServer.dataSource(copy).getConnection()) {
            assertThat(SyncChaos.differences(source, target)).isEmpty();
        }
        Service.await("no run is left running", () -> "0"
                .equals(service.value("select count(*) from caravanserai.run where state = 'running'")));
        assertThat(service.everyRowIsAccountedFor()).isTrue();
        service.close();
    }

    private static Service.Answer post(Service service, String verb) {
        return service.post("/api/v1/flows/chaos/" + verb, "application/json", "{}", "Prefer", "wait=60");
    }

    /** Some milliseconds, so that the next kill falls anywhere in a sync. */
    private static void pause(int milliseconds) {
        try {
            if (new CountDownLatch(1).await(milliseconds, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("nobody counts down");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
