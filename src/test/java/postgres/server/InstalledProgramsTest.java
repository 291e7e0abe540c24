package postgres.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstalledProgramsTest {

    /** Versions that nobody has: whatever is installed on the machine is none of them. */
    private static final int OLDER = 90;

    private static final int NEWER = 92;

    @TempDir
    Path temporary;

    @Test
    void programsAreFoundByTheirMajorVersion() throws Exception {
        // Given
        InstalledPrograms installed = installed(OLDER, NEWER);

        // When, Then
        assertThat(installed.of(NEWER, "pg_dump")).hasValueSatisfying(found -> assertThat(found.program("pg_dump"))
                .isEqualTo(temporary.resolve("92/pg_dump")));
        assertThat(installed.of(NEWER - 1, "pg_dump")).isEmpty();
    }

    @Test
    void theNearestNewerOnesSuitAnOlderServer() throws Exception {
        // Given
        InstalledPrograms installed = installed(NEWER, OLDER);

        // When, Then
        assertThat(installed.suiting(OLDER, "pg_dump")).map(PgPrograms::major).contains(OLDER);
        assertThat(installed.suiting(OLDER + 1, "pg_dump"))
                .map(PgPrograms::major)
                .contains(NEWER);
        assertThat(installed.suiting(NEWER + 1, "pg_dump")).isEmpty();
    }

    @Test
    void aFolderThatLacksOneOfThemIsPassedOver() throws Exception {
        // Given
        InstalledPrograms installed = installed(NEWER);

        // When, Then
        assertThat(installed.of(NEWER, "pg_dump", "initdb")).isEmpty();
    }

    @Test
    void aProgramThatDoesNotRunIsNone() throws Exception {
        // Given
        Path broken = Files.createDirectories(temporary.resolve("broken"));
        program(broken, "exit 1");

        // When, Then
        assertThat(PgPrograms.in(broken, "pg_dump")).isEmpty();
        assertThat(PgPrograms.in(temporary.resolve("missing"), "pg_dump")).isEmpty();
    }

    @Test
    void thoseThatCameWithTheServiceAreTheLastResort() throws Exception {
        // Given
        Binaries binaries = Binaries.ownedIn(temporary.resolve("binaries"));
        int major = binaries.unpack().major();
        InstalledPrograms installed =
                InstalledPrograms.ofThisMachine().firstIn(List.of()).and(binaries);

        // When
        PgPrograms found = installed.of(major, "postgres", "initdb", "pg_ctl").orElseThrow();

        // Then
        assertThat(found.major()).isEqualTo(major);
        assertThat(found.program("initdb")).isExecutable();
    }

    @Test
    void anInterruptedUnpackingIsDoneAgain() throws Exception {
        // Given
        Binaries binaries = Binaries.ownedIn(temporary.resolve("binaries"));
        PgPrograms whole = binaries.unpack();
        Path home = whole.folder().getParent();
        Files.delete(home.resolve(".exists"));
        Files.delete(whole.program("initdb"));

        // When
        PgPrograms again = binaries.unpack();

        // Then
        assertThat(again.program("initdb")).isExecutable();
        try (var folders = Files.list(home.getParent())) {
            assertThat(folders).containsExactly(home);
        }
    }

    private InstalledPrograms installed(int... majors) throws IOException {
        List<Path> folders = new java.util.ArrayList<>();
        for (int major : majors) {
            Path folder = Files.createDirectories(temporary.resolve(Integer.toString(major)));
            program(folder, "echo 'pg_dump (PostgreSQL) " + major + ".1'");
            folders.add(folder);
        }
        return InstalledPrograms.ofThisMachine().firstIn(folders);
    }

    private static void program(Path folder, String does) throws IOException {
        Path program = Files.writeString(folder.resolve("pg_dump"), "#!/bin/sh\n" + does + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }
}
