package ingest.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BooleanReaderTest {

    private final BooleanReader reader = new BooleanReader(Set.of("ja", "wahr", "1"), Set.of("nein"));

    @ParameterizedTest
    @CsvSource({"Ja, true", "WAHR, true", "' ja ', true", "NEIN, false", "1, true", "f, f", "oui, oui"})
    void wordsThatWereToldAreReadInAnyCaseAndOthersAreLeftToTheDatabase(String text, String meant) {
        assertThat(reader.read(text)).isEqualTo(meant);
    }
}
