package ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import ledger.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadPropertiesTest {

    @TempDir
    private Path folder;

    private static LoadProfiles profiles(Map<String, String> settings) {
        return new LoadProfiles(new SmallRyeConfigBuilder()
                .withConverter(Path.class, 100, Path::of)
                .withMapping(IngestSettings.class)
                .withDefaultValue("ingest.inbox", "inbox")
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(IngestSettings.class));
    }

    private OptionTexts read(String text, LoadProfiles profiles) throws IOException {
        Files.writeString(folder.resolve(LoadProperties.NAME), text);
        return LoadProperties.in(folder, profiles);
    }

    @Test
    void whereNothingIsSaidNothingIsMeant() {
        // When
        OptionTexts said = LoadProperties.in(folder, profiles(Map.of()));

        // Then
        assertThat(said).isEqualTo(OptionTexts.NONE);
    }

    @Test
    void whatIsSaidStandsAsItIs() throws IOException {
        // When
        OptionTexts said = read(
                """
                # as the bank writes it
                mode = upsert
                delimiter=;
                escape=\\
                null=\\N
                null=-
                map=Amount (EUR):amount
                """,
                profiles(Map.of()));

        // Then
        assertThat(said.text("mode")).contains("upsert");
        assertThat(said.text("delimiter")).contains(";");
        assertThat(said.text("escape")).contains("\\");
        assertThat(said.texts("null")).containsExactly("\\N", "-");
        assertThat(said.text("map")).contains("Amount (EUR):amount");
    }

    @Test
    void aByteOrderMarkBeforeTheFirstLineIsNoPartOfIt() throws IOException {
        // When
        OptionTexts said = read("\uFEFFdelimiter=;\r\nmode=upsert\r\n", profiles(Map.of()));

        // Then
        assertThat(said.text("delimiter")).contains(";");
        assertThat(said.text("mode")).contains("upsert");
    }

    @Test
    void aProfileHoldsWhereNothingNearerIsSaid() throws IOException {
        // Given
        LoadProfiles profiles = profiles(Map.of(
                "ingest.profiles.german.delimiter",
                ";",
                "ingest.profiles.german.mode",
                "upsert",
                "ingest.profiles.german.null[0]",
                "-",
                "ingest.profiles.german.null[1]",
                "k.A."));

        // When
        OptionTexts said = read("profile=german\nmode=insert\n", profiles);

        // Then
        assertThat(said.text("mode")).contains("insert");
        assertThat(said.text("delimiter")).contains(";");
        assertThat(said.texts("null")).containsExactly("-", "k.A.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delimiter",
                "=;",
                "delimeter=;",
                "profile=none",
                "profile=a\nprofile=b",
                "mode=insert\nmode=upsert"
            })
    void whatCannotBeUnderstoodIsSaid(String text) {
        // When
        var reading = assertThatThrownBy(() -> read(text, profiles(Map.of())));

        // Then
        reading.isInstanceOf(ProblemException.class);
    }

    @Test
    void everyFaultOfTheProfilesIsTold() {
        // Given
        LoadProfiles profiles = profiles(Map.of(
                "ingest.profiles.a.mode", "upset",
                "ingest.profiles.a.delimeter", ";",
                "ingest.profiles.b.header", "perhaps",
                "ingest.profiles.c.header", "present"));

        // When
        List<String> faults = profiles.faults();

        // Then
        assertThat(faults).hasSize(3);
        assertThat(faults.get(0)).startsWith("ingest.profiles.a.delimeter: ");
        assertThat(faults.get(1)).startsWith("ingest.profiles.a.mode: ");
        assertThat(faults.get(2)).startsWith("ingest.profiles.b.header: ");
    }
}
