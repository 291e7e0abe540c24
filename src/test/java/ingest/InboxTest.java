package ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import ledger.Door;
import ledger.Json;
import ledger.Rows;
import ledger.Run;
import ledger.RunId;
import ledger.RunState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InboxTest {

    private static final LoadProfiles PROFILES = new LoadProfiles(HandMade.settings());

    @TempDir
    private Path folder;

    private Path directory;
    private Inbox inbox;

    @BeforeEach
    void openTheInbox() throws IOException {
        directory = folder.resolve("inbox");
        inbox = new Inbox(directory);
        directory = directory.toRealPath();
    }

    private File drop(String name) throws IOException {
        Path path = directory.resolve(name);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, "1,a\n").toFile();
    }

    private static Run run(String file, RunState state) {
        Instant now = Instant.now();
        return new Run(
                RunId.next(),
                "ingest",
                "people",
                "inbox",
                null,
                state,
                Rows.NONE,
                null,
                now,
                now,
                Json.mapper().createObjectNode().put("file", file),
                null);
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.CsvSource({
        "people.csv, people",
        "people.csv.gz, people",
        "People.CSV, People",
        "my.people.csv, my.people",
        "people/2024-01.csv, people",
        "hr.people/x.csv.gz, hr.people",
        "people.csv/a.csv, people.csv",
        "a.csv.csv, a.csv",
        ".csv, ''",
        "'with space.csv', 'with space'"
    })
    void aFileIsForTheTableOfItsFolderOrItsName(String file, String table) throws IOException {
        // Given
        File dropped = drop(file);

        // When
        LoadRequest request = inbox.claim(dropped, PROFILES).request();

        // Then
        assertThat(request.table()).isEqualTo(table);
        assertThat(request.fileName()).isEqualTo(file);
        assertThat(request.path()).isEqualTo(directory.resolve(file));
        assertThat(request.door()).isEqualTo(Door.INBOX);
        assertThat(request.options()).isEqualTo(LoadOptions.DEFAULT);
    }

    @Test
    void anInboxBehindALinkIsTheInbox() throws IOException {
        // Given
        drop("people.csv");
        Path link = Files.createSymbolicLink(folder.resolve("link"), directory);

        // When
        LoadRequest request =
                inbox.claim(link.resolve("people.csv").toFile(), PROFILES).request();

        // Then
        assertThat(request.path()).isEqualTo(directory.resolve("people.csv"));
        assertThat(request.fileName()).isEqualTo("people.csv");
    }

    @Test
    void aLinkInTheInboxIsNotFollowedByItsPath() throws IOException {
        // Given
        Path secret = Files.writeString(folder.resolve("secret.csv"), "x");
        Path link = Files.createSymbolicLink(directory.resolve("people.csv"), secret);

        // When
        LoadRequest request = inbox.claim(link.toFile(), PROFILES).request();

        // Then
        assertThat(request.path()).isEqualTo(link);
    }

    @Test
    void aFileOutsideTheInboxIsNoneOfIts() throws IOException {
        // Given
        Path outside = Files.writeString(folder.resolve("people.csv"), "x");
        Path sneaking = directory.resolve("..").resolve("people.csv");

        // When
        var claimOutside = assertThatThrownBy(() -> inbox.claim(outside.toFile(), PROFILES));
        var claimSneaking = assertThatThrownBy(() -> inbox.claim(sneaking.toFile(), PROFILES));

        // Then
        claimOutside.isInstanceOf(IllegalArgumentException.class);
        claimSneaking.isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource
    void everyEndHasItsFolder(RunState state) throws IOException {
        // Given
        Run run = run("people/x.csv", state);

        // When
        String place = inbox.putAway(run);

        // Then
        assertThat(Path.of(place))
                .isEqualTo(directory.resolve("." + Inbox.verdict(run)).resolve("people/x.csv"));
        JsonNode beside = Json.mapper().readTree(Path.of(place + ".run.json").toFile());
        assertThat(beside.get("id").asText()).isEqualTo(run.id().toString());
        assertThat(beside.get("state").asText()).isEqualTo(state.text());
    }

    @Test
    void aFileOfTheSameNameIsNeverOverwritten() throws IOException {
        // Given
        Run first = run("people.csv.gz", RunState.DONE);
        Path firstPlace = Path.of(inbox.putAway(first));
        Files.writeString(firstPlace, "first");
        Run second = run("people.csv.gz", RunState.DONE);

        // When
        Path secondPlace = Path.of(inbox.putAway(second));

        // Then
        assertThat(secondPlace).isEqualTo(directory.resolve(".loaded/people." + second.id() + ".csv.gz"));
        assertThat(secondPlace).doesNotExist();
        assertThat(firstPlace.resolveSibling("people.csv.gz.run.json"))
                .content()
                .contains(first.id().toString());
        assertThat(secondPlace.resolveSibling(secondPlace.getFileName() + ".run.json"))
                .content()
                .contains(second.id().toString());
    }
}
