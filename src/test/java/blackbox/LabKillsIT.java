package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service that is killed while servers of an exercise run clears them away at its next start. */
@Tag("thorough")
class LabKillsIT {

    private static Service service;

    @BeforeAll
    static void start() {
        service = Service.fresh().start();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static List<Path> running() {
        Path lab = service.data().resolve("lab");
        return Files.isDirectory(lab)
                ? Service.filesBelow(lab).stream()
                        .filter(file -> file.endsWith("postmaster.pid"))
                        .toList()
                : List.of();
    }

    private static long process(Path file) {
        return Long.parseLong(Service.text(file).lines().findFirst().orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"pitr", "failover-lag", "naive-copy", "disaster"})
    void serversOfAnExerciseThatWasCutOffAreGoneAfterTheNextStart(String exercise) {
        // Given
        Service.Answer begun = service.post(
                "/api/v1/lab/" + exercise, "application/json", "{\"step\":true}", "Prefer", "respond-async");
        assertThat(begun.status()).as(begun.body()).isEqualTo(202);
        String run = begun.json().get("id").asText();
        Service.await(
                "it waits for the student",
                () -> service.get("/api/v1/lab/" + run).json().path("waiting").asBoolean());
        List<Long> processes = running().stream().map(LabKillsIT::process).toList();

        // When
        service.kill();
        List<Boolean> left = processes.stream()
                .map(process -> ProcessHandle.of(process).isPresent())
                .toList();
        service.start();

        // Then
        assertThat(left).isNotEmpty().containsOnly(true);
        Service.await("no server is left", () -> processes.stream()
                .allMatch(process ->
                        ProcessHandle.of(process).filter(ProcessHandle::isAlive).isEmpty()));
        assertThat(running()).isEmpty();
        assertThat(service.get("/api/v1/runs/" + run).json().get("state").asText())
                .isEqualTo("failed");
    }
}
