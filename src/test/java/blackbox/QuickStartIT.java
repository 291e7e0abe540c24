package blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postgres.Patience;

/** A command runs in a second process, and nobody who calls it can tell. */
class QuickStartIT {

    @TempDir
    private Path home;

    private Process command(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dtold=to both",
                "-jar",
                System.getProperty("application.jar")));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    @Test
    void itsResultAndItsExitCodeAreThoseOfTheCommand() throws Exception {
        // When
        Process help = command(Map.of(), "ingest", "--help");
        String out = new String(help.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Process mistake = command(Map.of(), "ingest", "--delimeter=;", "a b.csv");
        String err = new String(mistake.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

        // Then
        assertThat(out).startsWith("Usage: caravanserai ingest");
        assertThat(help.waitFor()).isZero();
        assertThat(err).contains("--delimeter");
        assertThat(mistake.waitFor()).isEqualTo(2);
    }

    @Test
    void itEndsWithTheProcessThatWasStarted() throws Exception {
        // Given
        Process waiting = command(
                Map.of(
                        "QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://127.0.0.1:1/nowhere",
                        "QUARKUS_DATASOURCE_USERNAME", "nobody",
                        "QUARKUS_DATASOURCE_PASSWORD", "none"),
                "redrive",
                "--all");
        await().atMost(Patience.LIMIT).until(() -> waiting.children().count() == 1);
        ProcessHandle second = waiting.children().findFirst().orElseThrow();

        // When
        waiting.destroyForcibly();

        // Then
        await().atMost(Patience.LIMIT).until(() -> !second.isAlive());
        assertThat(waiting.waitFor()).isNotZero();
    }
}
