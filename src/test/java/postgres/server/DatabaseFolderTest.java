package postgres.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postgres.DurableServers;

class DatabaseFolderTest {

    @TempDir
    Path temporary;

    private DataDirectory directory;
    private Path folder;

    @BeforeEach
    void open() {
        directory = DataDirectory.open(temporary);
        folder = directory.path().resolve("postgres");
    }

    @AfterEach
    void close() {
        directory.close();
    }

    @Test
    void aFolderThatInitdbLeftHalfMadeIsMadeAnew() throws Exception {
        // Given
        Files.createDirectories(folder.resolve("base/1"));
        Files.writeString(folder.resolve("base/1/half"), "written");
        Files.writeString(folder.resolve("PG_VERSION"), "18\n");
        // When
        try (EmbeddedServer server = DurableServers.start(directory)) {
            // Then
            assertThat(DurableServers.query(server, "select current_database()"))
                    .isEqualTo("main");
            assertThat(folder.resolve("base/1/half")).doesNotExist();
        }
    }

    @Test
    void aFolderThatLooksWholeIsMadeAnewWhenInitdbNeverEnded() throws Exception {
        // Given
        Files.createDirectories(folder.resolve("global"));
        Files.writeString(folder.resolve("PG_VERSION"), "18\n");
        Files.writeString(folder.resolve("postgresql.conf"), "");
        Files.writeString(temporary.resolve("postgres.initdb"), "");
        // When
        try (EmbeddedServer server = DurableServers.start(directory)) {
            // Then
            assertThat(DurableServers.query(server, "select current_database()"))
                    .isEqualTo("main");
            assertThat(temporary.resolve("postgres.initdb")).doesNotExist();
        }
    }

    @Test
    void aDatabaseThatWasInUseIsNeverMadeAnew() throws Exception {
        // Given
        DurableServers.copyInto(temporary);
        Files.writeString(temporary.resolve("postgres.initdb"), "a mark that came back after a power cut");
        Files.move(folder.resolve("postgresql.conf"), temporary.resolve("lost.conf"));
        // When
        assertThatThrownBy(() -> DurableServers.start(directory))
                // Then
                .isInstanceOf(ServerException.class)
                .hasMessageStartingWith("cannot start on %s: it was in use".formatted(folder))
                .hasMessageContaining("\nHINT: ");
        assertThat(folder.resolve("base")).isNotEmptyDirectory();
    }

    @Test
    void aFolderWithSomebodysFilesIsLeftAlone() throws Exception {
        // Given
        Path thesis = Files.createDirectories(folder).resolve("thesis.tex");
        Files.writeString(thesis, "years of work");
        // When
        assertThatThrownBy(() -> DurableServers.start(directory))
                // Then
                .isInstanceOf(ServerException.class)
                .hasMessageContaining("it holds other files: thesis.tex\nHINT: ");
        assertThat(thesis).hasContent("years of work");
    }

    @Test
    void theFolderOfAnotherMajorVersionIsRefusedWithAHint() throws Exception {
        // Given
        DurableServers.copyInto(temporary);
        Files.writeString(folder.resolve("PG_VERSION"), "13\n");
        // When
        assertThatThrownBy(() -> DurableServers.start(directory))
                // Then
                .isInstanceOf(ServerException.class)
                .hasMessageMatching("(?s)cannot start PostgreSQL \\d+ on .*: PostgreSQL 13 wrote it\nHINT: .*");
        assertThat(folder.resolve("PG_VERSION")).hasContent("13");
    }

    @Test
    void aDatabaseWithoutItsPasswordFileIsRefusedWithAHint() throws Exception {
        // Given
        DurableServers.copyInto(temporary);
        Files.delete(temporary.resolve("postgres.password"));
        // When
        assertThatThrownBy(() -> DurableServers.start(directory))
                // Then
                .isInstanceOf(ServerException.class)
                .hasMessageContaining("postgres.password is missing\nHINT: put the file back");
    }
}
