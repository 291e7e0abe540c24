package ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderArrivalsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path inbox;

    @TempDir
    private Path beside;

    @Test
    void aFileThatIsMovedIntoTheInboxHasArrived() throws Exception {
        // Given
        try (Arrivals arrivals = FolderArrivals.of(inbox)) {
            // When
            moveTo(inbox.resolve("jobs.csv"));

            // Then
            assertThat(arrivals.within(PATIENCE)).isTrue();
        }
    }

    @Test
    void aFileInAFolderThatWasThereHasArrived() throws Exception {
        // Given
        Path table = Files.createDirectory(inbox.resolve("jobs"));
        try (Arrivals arrivals = FolderArrivals.of(inbox)) {
            // When
            moveTo(table.resolve("may.csv"));

            // Then
            assertThat(arrivals.within(PATIENCE)).isTrue();
        }
    }

    @Test
    void aFolderThatIsNewIsWatchedToo() throws Exception {
        // Given
        try (Arrivals arrivals = FolderArrivals.of(inbox)) {
            Path table = Files.createDirectory(inbox.resolve("jobs"));
            boolean folder = arrivals.within(PATIENCE);

            // When
            moveTo(table.resolve("may.csv"));

            // Then
            assertThat(folder).isTrue();
            assertThat(arrivals.within(PATIENCE)).isTrue();
        }
    }

    @Test
    void whatIsPutAwayHasNotArrived() throws Exception {
        // Given
        Path loaded = Files.createDirectories(inbox.resolve(".loaded"));
        try (Arrivals arrivals = FolderArrivals.of(inbox)) {
            moveTo(loaded.resolve("jobs.csv"));

            // When
            boolean arrived = arrivals.within(Duration.ofMillis(1));

            // Then
            assertThat(arrived).isFalse();
        }
    }

    private void moveTo(Path place) throws IOException {
        Files.move(Files.writeString(beside.resolve("whole"), "1,Cook\n"), place);
    }
}
