package postgres.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    @TempDir
    Path temporary;

    @Test
    void aSecondProcessIsRefusedWhileTheFirstLives() throws Exception {
        // Given
        try (ChildJvm first = ChildJvm.run(HoldsDataDirectory.class, temporary)) {
            assertThat(first.says()).isEqualTo("held");
            // When
            assertThatThrownBy(() -> DataDirectory.open(temporary))
                    // Then
                    .isInstanceOf(DataDirectoryInUseException.class)
                    .hasMessage(
                            "cannot use data directory %s: another process is using it\nHINT: stop it, or set data.dir to another folder",
                            temporary.toRealPath());
        }
    }

    @Test
    void aKilledProcessLeavesTheDirectoryFree() throws Exception {
        // Given
        try (ChildJvm first = ChildJvm.run(HoldsDataDirectory.class, temporary)) {
            assertThat(first.says()).isEqualTo("held");
            first.kill();
        }
        // When
        try (DataDirectory directory = DataDirectory.open(temporary)) {
            // Then
            assertThat(directory.path()).isEqualTo(temporary.toRealPath());
        }
    }

    @Test
    void theRefusedAttemptDoesNotWeakenTheHoldersLock() throws Exception {
        // Given
        try (DataDirectory held = DataDirectory.open(temporary);
                DataDirectory again = DataDirectory.open(temporary)) {
            assertThat(again).isSameAs(held);
            // When
            try (ChildJvm second = ChildJvm.run(HoldsDataDirectory.class, temporary)) {
                // Then
                assertThat(second.says()).startsWith("refused");
            }
        }
    }

    @Test
    void theInstanceKeepsItsIdAcrossRestarts() {
        // Given
        UUID before;
        try (DataDirectory directory = DataDirectory.open(temporary)) {
            before = directory.instanceId();
        }
        // When
        try (DataDirectory directory = DataDirectory.open(temporary)) {
            // Then
            assertThat(directory.instanceId()).isEqualTo(before);
        }
    }

    @Test
    void aNewDirectoryBelongsToItsOwnerAlone() throws Exception {
        // Given
        Path missing = temporary.resolve("not/yet/there");
        // When
        try (DataDirectory directory = DataDirectory.open(missing)) {
            // Then
            assertThat(Files.getPosixFilePermissions(directory.path()))
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void aLinkToTheDirectoryIsTheSameDirectory() throws Exception {
        // Given
        Path target = Files.createDirectory(temporary.resolve("disk"));
        Path link = Files.createSymbolicLink(temporary.resolve("data"), target);
        try (DataDirectory directory = DataDirectory.open(target)) {
            // When
            DataDirectory throughLink = DataDirectory.open(link);
            // Then
            assertThat(throughLink).isSameAs(directory);
        }
    }

    @Test
    void whatLivesInItIsClosedBeforeItIsReleasedLastComeFirst() {
        // Given
        List<String> closed = new ArrayList<>();
        DataDirectory directory = DataDirectory.open(temporary);
        directory.closeFirst(() -> closed.add("server"));
        directory.closeFirst(() -> closed.add("client"));
        // When
        directory.close();
        // Then
        assertThat(closed).containsExactly("client", "server");
    }

    @Test
    void aBrokenInstanceIdIsRefusedAndLeavesTheDirectoryFree() throws Exception {
        // Given
        Path id = Files.writeString(temporary.resolve("instance-id"), "not an id");
        // When
        assertThatThrownBy(() -> DataDirectory.open(temporary))
                // Then
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("'not an id', which is not a UUID");
        Files.delete(id);
        try (ChildJvm other = ChildJvm.run(HoldsDataDirectory.class, temporary)) {
            assertThat(other.says()).isEqualTo("held");
        }
    }

    @Test
    void aFileInItsPlaceIsRefusedWithAHint() throws Exception {
        // Given
        Path file = Files.createFile(temporary.resolve("data"));
        // When
        assertThatThrownBy(() -> DataDirectory.open(file))
                // Then
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("cannot use data directory " + file)
                .hasMessageContaining("\nHINT: ");
    }

    /** What the other process does. */
    static final class HoldsDataDirectory {

        private HoldsDataDirectory() {}

        public static void main(String... arguments) throws Exception {
            try {
                DataDirectory.open(Path.of(arguments[0]));
                System.out.println("held");
            } catch (DataDirectoryInUseException e) {
                System.out.println("refused: " + e.getMessage());
            }
            ChildJvm.stay();
        }
    }
}
