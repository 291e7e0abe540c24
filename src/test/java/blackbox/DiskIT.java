package blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Disks that are full, where this machine lets a test make a small one. */
@Tag("thorough")
class DiskIT {

    private static final String ROWS = IntStream.range(0, 100_000)
            .mapToObj(i -> i + ",some text " + i + "\n")
            .collect(Collectors.joining());

    @Test
    void aFileThatFoundTheDatabasesDiskFullLoadsWhenThereIsRoom() throws Exception {
        // Given
        Path small = mount(21);
        try (Service service = Service.fresh().start()) {
            service.sql(
                    "create tablespace s" + service.port() + " location '" + small + "'",
                    "create table filler tablespace s" + service.port()
                            + " as select repeat('x', 1000) from generate_series(1, 16000)",
                    "create table disk (id int, t text) tablespace s" + service.port());

            try {
                // When
                service.drop("disk.csv", ROWS);
                Service.await("the full disk is noticed", () -> Service.text(service.log())
                        .contains("No space left on device"));
                boolean waits = Files.exists(service.inbox().resolve("disk.csv"));
                Service.Answer caller = service.rows("disk", "1,a\n" + ROWS, "");
                service.sql("drop table filler");

                // Then
                assertThat(waits).isTrue();
                assertThat(caller.status()).as(caller.body()).isIn(202, 503);
                assertThat(service.ended("disk.csv").get("state").asText()).isEqualTo("done");
                Service.await("no run is left running", () -> "0"
                        .equals(service.value("select count(*) from caravanserai.run where state = 'running'")));
                assertThat(service.everyRowIsAccountedFor()).isTrue();
            } finally {
                // Before its disk goes, or the shared server never forgets it.
                service.stop();
                service.sql("drop table if exists filler, disk", "checkpoint", "drop tablespace s" + service.port());
            }
        } finally {
            run("umount", "-l", small.toString());
        }
    }

    @Test
    void aBodyThatFindsTheSpoolsDiskFullIsRefusedAndLeavesNothing() throws Exception {
        // Given
        Path small = mount(1);
        try (Service service =
                Service.fresh().with("DATA_DIR", small.toString()).start()) {
            service.sql("create table spooled (id int, t text)");

            // When
            Service.Answer answer = service.rows("spooled", ROWS, "");
            Service.Answer little = service.rows("spooled", "1,a\n", "");

            // Then
            assertThat(answer.status()).as(answer.body()).isEqualTo(507);
            assertThat(answer.json().get("detail").asText()).contains("cannot be written to disk");
            assertThat(little.status()).as(little.body()).isEqualTo(200);
            assertThat(service.count("spooled")).isEqualTo(1);
        } finally {
            run("umount", "-l", small.toString());
        }
    }

    private static Path mount(int megabytes) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("caravanserai-disk-");
        boolean mounted =
                run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m,mode=0700", "tmpfs", folder.toString());
        assumeTrue(mounted, "this machine lets nobody mount a small disk");
        return folder;
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
