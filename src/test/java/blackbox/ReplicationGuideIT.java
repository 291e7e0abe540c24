package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The pages about replication and the laboratory work as they stand. */
class ReplicationGuideIT {

    private static Service service;

    @BeforeAll
    static void start() {
        service = Service.apart().start();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static List<JsonNode> runs() {
        List<JsonNode> runs = new ArrayList<>();
        service.get("/api/v1/runs?kind=lab").json().get("runs").forEach(runs::add);
        return runs;
    }

    @Test
    void everyCommandOfThePageAboutReplicationWorksInOrder() throws Exception {
        // Given
        Guide guide = Guide.withStatements(Path.of("docs/replication.md"));
        // When
        guide.follow(service);

        // Then
        assertThat(guide.blocks()).hasSizeGreaterThan(5);
        assertThat(service.get("/api/v1/replication").json().get("standbys")).isEmpty();
    }

    @Test
    void everyExerciseOfThePageAboutTheLaboratoryGoesAsItShouldAndLeavesNothing() throws Exception {
        // Given
        Guide guide = Guide.withStatements(Path.of("docs/laboratory.md"));
        List<JsonNode> before = runs();
        // When
        guide.follow(service);

        // Then
        List<JsonNode> runs = runs();
        runs.removeAll(before);
        assertThat(runs).hasSize(5);
        for (JsonNode run : runs) {
            assertThat(run.get("state").asText()).as(run.toString()).isEqualTo("done");
            assertThat(run.get("seconds").asDouble()).isLessThan(60);
            String more = run.at("/detail/more").asText();
            assertThat(Files.readString(Path.of(more.replaceFirst("#.*", ""))))
                    .contains("## " + more.replaceFirst(".*#", "") + "\n");
        }
        assertThat(service.data().resolve("lab")).isEmptyDirectory();
    }

    @Test
    void aKilledServiceLeavesServersThatItsNextStartClears() throws Exception {
        // Given
        Service.Answer begun =
                service.post("/api/v1/lab/disaster", "application/json", "{\"step\":true}", "Prefer", "respond-async");
        String run = begun.json().get("id").asText();
        Service.await(
                "the first server runs",
                () -> service.get("/api/v1/lab/" + run).body().contains("PGPASSWORD"));
        Service.Answer twice = service.post("/api/v1/lab/disaster", "application/json", "{}");
        Service.Answer unknown = service.post("/api/v1/lab/nothing", "application/json", "{}");
        Service.Answer said = service.post("/api/v1/lab/pitr", "application/json", "{\"kept\":true}");

        // When
        service.kill();
        assertThat(Service.filesBelow(service.data().resolve("lab"))).isNotEmpty();
        service.start();

        // Then
        assertThat(begun.status()).isEqualTo(202);
        assertThat(twice.status()).as(twice.body()).isEqualTo(409);
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(said.status()).isEqualTo(400);
        assertThat(service.data().resolve("lab")).isEmptyDirectory();
        assertThat(service.get("/api/v1/runs/" + run).json().get("state").asText())
                .isEqualTo("failed");
    }
}
