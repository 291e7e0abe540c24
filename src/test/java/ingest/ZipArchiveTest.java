package ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import ledger.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZipArchiveTest {

    @TempDir
    private Path folder;

    private final Map<String, Path> written = new LinkedHashMap<>();

    private void unpack(byte[] archive) throws IOException {
        Path path = Files.write(folder.resolve("archive.zip"), archive);
        ZipArchive.unpack(
                path,
                name -> {
                    Path place = folder.resolve(String.valueOf(written.size()));
                    written.put(name, place);
                    return place;
                },
                HandMade.settings());
    }

    private ProblemException refusal(byte[] archive) {
        return catchThrowableOfType(ProblemException.class, () -> unpack(archive));
    }

    private static byte[] zip(String... names) throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        Arrays.stream(names).forEach(name -> entries.put(name, "id\n1\n"));
        return Workbook.zip(entries);
    }

    @Test
    void everyFileIsWrittenByItsNameAlone() throws IOException {
        // When
        unpack(zip("jobs.csv", "2021/departments.csv.gz", "__MACOSX/._jobs.csv", "2021/", ".DS_Store"));

        // Then
        assertThat(written.keySet()).containsExactly("jobs.csv", "departments.csv.gz");
        assertThat(written.get("jobs.csv")).hasContent("id\n1\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../jobs.csv",
                "a/../../jobs.csv",
                "/etc/jobs.csv",
                "..\\jobs.csv",
                "readme.md",
                "inner.zip",
                "jobs"
            })
    void whatIsNothingToLoadOrLeadsOutOfItIsRefusedBeforeAnythingIsWritten(String name) throws IOException {
        // When
        ProblemException refusal = refusal(zip("jobs.csv", name));

        // Then
        assertThat(refusal.problem().status()).isEqualTo(422);
        assertThat(written).isEmpty();
    }

    @Test
    void anArchiveThatIsEncryptedDamagedOrEmptyIsRefused() throws IOException {
        // Given
        byte[] encrypted = zip("jobs.csv");
        encrypted[6] |= 1;
        int directory = new String(encrypted, StandardCharsets.ISO_8859_1).indexOf("PK\u0001\u0002");
        encrypted[directory + 8] |= 1;
        byte[] whole = zip("jobs.csv");

        // When
        ProblemException secret = refusal(encrypted);
        ProblemException cut = refusal(Arrays.copyOf(whole, whole.length / 2));
        ProblemException text = refusal("id\n1\n".getBytes(StandardCharsets.UTF_8));
        ProblemException empty = refusal(zip("folder/"));

        // Then
        assertThat(secret.problem().detail()).contains("encrypted");
        assertThat(cut.problem().detail()).contains("damaged");
        assertThat(text.problem().detail()).contains("no .zip");
        assertThat(empty.problem().detail()).contains("no file");
    }

    @Test
    void aBombIsStopped() throws IOException {
        // Given
        byte[] bomb = Workbook.zip(Map.of("jobs.csv", "1\n".repeat(50 << 20)));

        // When
        ProblemException refusal = refusal(bomb);

        // Then
        assertThat(refusal.problem().detail()).contains("times its size");
    }
}
