package blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Disks that are full when a server is kept or comes back, where this machine lets a test make a small one. */
@Tag("thorough")
class RecoveryDiskIT {

    private Path small;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        small = Files.createTempDirectory("caravanserai-disk-");
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=3m,mode=0700", "tmpfs", small.toString()),
                "this machine lets nobody mount a small disk");
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        run("umount", "-l", small.toString());
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    private static Service.Answer baseBackup(Service service) {
        return service.post("/api/v1/base-backups", "application/json", "{}", "Prefer", "wait=200");
    }

    @Test
    void aBaseBackupThatFindsNoRoomLeavesNothingAndComesWhenThereIsRoom() throws Exception {
        // Given
        try (Service service =
                Service.fresh().with("RECOVERY_BASE_BACKUPS", small.toString()).start()) {

            // When
            Service.Answer full = baseBackup(service);
            boolean left = !Service.filesBelow(small).isEmpty();
            run("mount", "-o", "remount,size=500m", small.toString());
            Service.Answer roomy = baseBackup(service);

            // Then
            assertThat(full.status()).as(full.body()).isEqualTo(507);
            assertThat(left).isFalse();
            assertThat(roomy.status()).as(roomy.body()).isEqualTo(200);
        }
    }

    @Test
    void aLogThatFindsNoRoomIsToldAndGoesOnWithoutAHole() throws Exception {
        // Given
        try (Service service =
                Service.fresh().with("RECOVERY_WAL", small.toString()).start()) {

            // When
            baseBackup(service);
            Service.await("it is told", () -> service.get("/api/v1/recovery/window")
                    .json()
                    .at("/receiver/trouble")
                    .asText("")
                    .contains("No space left"));
            run("mount", "-o", "remount,size=500m", small.toString());

            // Then
            Service.await("it goes on", () -> service.get("/api/v1/recovery/window")
                    .json()
                    .at("/receiver/doing")
                    .asText()
                    .equals("receiving"));
            assertThat(service.get("/api/v1/recovery/window").json().get("holes"))
                    .isEmpty();
        }
    }

    @Test
    void aServerForWhichThereIsNoRoomIsNotBegun() throws Exception {
        // Given
        try (Service service =
                Service.fresh().with("RECOVERY_SERVERS", small.toString()).start()) {
            baseBackup(service);

            // When
            Service.Answer full = service.post(
                    "/api/v1/recoveries", "application/json", "{\"target\":{\"latest\":true}}", "Prefer", "wait=200");

            // Then
            assertThat(full.status()).as(full.body()).isEqualTo(507);
            assertThat(Service.filesBelow(small)).isEmpty();
        }
    }
}
