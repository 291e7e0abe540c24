package recovery.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import ledger.ActiveRuns;
import ledger.Door;
import ledger.ProblemException;
import ledger.RunEnd;
import ledger.RunHeader;
import ledger.RunState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import postgres.Patience;
import postgres.TestPrograms;
import recovery.servers.ServerPrograms;

@Tag("every-postgres")
class LaboratoryTest {

    @TempDir
    Path folder;

    private ActiveRuns active;
    private Laboratory laboratory;

    @BeforeEach
    void begin() throws Exception {
        active = new ActiveRuns();
        laboratory = new Laboratory(
                new LabFolder(folder.resolve("lab")), ServerPrograms.and(TestPrograms.binaries()), active);
    }

    @AfterEach
    void end() {
        laboratory.close();
    }

    private static LabRequest request(Exercise exercise, boolean keep, boolean step) {
        return new LabRequest(RunHeader.next(Door.HTTP), exercise, keep, step);
    }

    @ParameterizedTest
    @EnumSource(Exercise.class)
    void eachIsDoneForRealAndLeavesNothing(Exercise exercise) throws Exception {
        // When
        RunEnd end = laboratory.run(request(exercise, false, false));

        // Then
        assertThat(end.state()).as(String.valueOf(end.detail())).isEqualTo(RunState.DONE);
        assertThat(end.detail().get("verdict").asText()).isNotEmpty();
        assertThat(end.detail().get("steps").size()).isBetween(5, 8);
        assertThat(folder.resolve("lab")).isEmptyDirectory();
    }

    @Test
    void thoseThatAreKeptCanBeLookedIntoUntilTheirTimeIsOver() throws Exception {
        // Given
        LabRequest request = request(Exercise.PITR, true, false);

        // When
        laboratory.run(request);
        LabState state = laboratory.state(request.run());

        // Then
        assertThat(state.until()).isNotNull();
        assertThat(state.servers()).hasSize(1);
        String psql = state.servers().get(0).psql();
        String port = psql.replaceFirst(".* -p (\\d+) .*", "$1");
        String password = psql.replaceFirst("PGPASSWORD=(\\S+) .*", "$1");
        try (Connection connection = DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres", password)) {
            assertThat(LabShop.counts(connection)).contains("customers 3");
        }
        laboratory.close();
        assertThat(folder.resolve("lab")).isEmptyDirectory();
    }

    @Test
    void stepByStepItWaitsForWhoeverGoesAlongAndIsDoneOnceAtATime() throws Exception {
        // Given
        LabRequest request = request(Exercise.PITR, false, true);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<RunEnd> end = thread.submit(() -> laboratory.run(request));
            await().atMost(Patience.LIMIT)
                    .ignoreExceptions()
                    .until(() -> laboratory.state(request.run()).waiting());

            // When
            // Then
            assertThatThrownBy(() -> laboratory.run(request(Exercise.PITR, false, false)))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            no -> assertThat(no.problem().status()).isEqualTo(409));
            boolean mine = false;
            while (!end.isDone()) {
                await().atMost(Patience.LIMIT)
                        .pollInterval(Duration.ofMillis(100))
                        .ignoreExceptions()
                        .until(() ->
                                end.isDone() || laboratory.state(request.run()).waiting());
                if (end.isDone()) {
                    break;
                }
                LabState state = laboratory.next(request.run());
                mine |= state.yours() != null && state.yours().contains("delete from customers");
            }
            assertThat(mine).isTrue();
            assertThat(end.get().state()).isEqualTo(RunState.DONE);
            assertThatThrownBy(() -> laboratory.next(request.run())).isInstanceOf(ProblemException.class);
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void whatAnEarlierProcessLeftIsEndedAndRemoved() throws Exception {
        // Given
        Path left = Files.createDirectories(folder.resolve("lab/11111111-2222-7333-8444-555555555555"));
        LabServer server = LabServer.make(TestPrograms.unpacked(), left.resolve("live"), Map.of());

        // When
        new LabFolder(folder.resolve("lab")).sweep();

        // Then
        assertThat(server.isRunning()).isFalse();
        assertThat(folder.resolve("lab")).isEmptyDirectory();
    }

    @Test
    void oneThatIsCancelledLeavesNothing() throws Exception {
        // Given
        LabRequest request = request(Exercise.DISASTER, false, true);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<RunEnd> end = thread.submit(() -> laboratory.run(request));
            await().atMost(Patience.LIMIT)
                    .ignoreExceptions()
                    .until(() -> laboratory.state(request.run()).waiting());

            // When
            active.find(request.run()).orElseThrow().cancel();

            // Then
            assertThat(end.get().problem().status()).isEqualTo(409);
            assertThat(folder.resolve("lab")).isEmptyDirectory();
        } finally {
            thread.shutdownNow();
        }
    }
}
