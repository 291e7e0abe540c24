package ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import ledger.Json;
import ledger.Rows;
import ledger.Run;
import ledger.RunId;
import ledger.RunState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndedFilesTest {

    @TempDir
    Path folder;

    private Inbox inbox;
    private Path directory;

    @BeforeEach
    void anInbox() throws IOException {
        inbox = new Inbox(folder.resolve("inbox"));
        directory = folder.resolve("inbox").toRealPath();
    }

    private static Run run(String file, long bytes) {
        return new Run(
                RunId.next(),
                "ingest",
                "people",
                "inbox",
                null,
                RunState.DONE,
                new Rows(1, 1, 0, 0, 0),
                new Run.Progress(1, 1L, "rows"),
                Instant.now(),
                Instant.now(),
                Json.mapper().createObjectNode().put("file", file).put("bytes", bytes),
                null);
    }

    /** Drops a file whose run ends. */
    private Run ended(String name, String text) throws IOException {
        Path path = directory.resolve(name);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        return inbox.ended(run(name, text.getBytes(StandardCharsets.UTF_8).length));
    }

    private Path moved(Run run, String name) throws IOException {
        Path place = Path.of(inbox.putAway(run));
        Files.move(directory.resolve(name), place);
        inbox.grown();
        return place;
    }

    @Test
    void aFileThatCouldNotBePutAwayHasEndedAllTheSame() throws IOException {
        // When
        ended("people.csv", "1\n");

        // Then
        assertThat(inbox.hasEnded("people.csv")).isTrue();
        assertThat(inbox.hasEnded("others.csv")).isFalse();
    }

    @Test
    void anotherFileOfTheSameNameIsANewOne() throws IOException {
        // Given
        ended("people.csv", "1\n");
        Path other = Files.writeString(folder.resolve("other"), "1\n");

        // When
        Files.delete(directory.resolve("people.csv"));
        Files.writeString(folder.resolve("more"), "x");
        Files.move(other, directory.resolve("people.csv"));

        // Then
        assertThat(inbox.hasEnded("people.csv")).isFalse();
    }

    @Test
    void whatGrewAfterItWasPutAwayIsTakenAgainFromItsPlace() throws IOException {
        // Given
        Run run = ended("people/x.csv", "1\n");
        Path place = moved(run, "people/x.csv");
        Files.writeString(place, "2\n", StandardOpenOption.APPEND);

        // When
        List<EndedFiles.Grown> grown = inbox.grown();
        inbox.takeAgain(grown.get(0));

        // Then
        assertThat(grown).extracting(one -> one.first().id()).containsExactly(run.id());
        assertThat(directory.resolve("people/x.csv")).hasContent("1\n2\n");
        assertThat(inbox.hasEnded("people/x.csv")).isFalse();
        assertThat(inbox.grown()).isEmpty();
    }

    @Test
    void aFileThatCameMeanwhileIsNotOverwrittenByOneThatIsTakenAgain() throws IOException {
        // Given
        Run run = ended("people.csv", "1\n");
        Path place = moved(run, "people.csv");
        Files.writeString(place, "2\n", StandardOpenOption.APPEND);
        Files.writeString(directory.resolve("people.csv"), "new\n");

        // When
        inbox.takeAgain(inbox.grown().get(0));

        // Then
        assertThat(directory.resolve("people.csv")).hasContent("new\n");
        assertThat(directory.resolve("people/people." + run.id() + ".csv")).hasContent("1\n2\n");
    }

    @Test
    void aNameThatLeavesNoRoomForMoreIsPutAwayWithAShorterOneBesideIt() throws IOException {
        // Given
        String name = "people/" + "é".repeat(122) + "x.csv";
        Run run = ended(name, "1\n");

        // When
        Path place = moved(run, name);
        Run second = ended(name, "2\n");
        Path other = moved(second, name);

        // Then
        assertThat(place).exists();
        assertThat(other).exists().isNotEqualTo(place);
        try (var beside = Files.list(place.getParent())) {
            assertThat(beside.filter(file -> file.toString().endsWith(".run.json")))
                    .hasSize(2);
        }
    }
}
