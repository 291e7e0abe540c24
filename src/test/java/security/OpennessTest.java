package security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpennessTest {

    private final Openness.Reader reader = new Openness.Reader();

    @ParameterizedTest
    @CsvSource({
        "false,   CLOSED",
        "off,     CLOSED",
        "0,       CLOSED",
        "local,   LOCAL",
        "' Local', LOCAL",
        "true,    EVERYBODY",
        "TRUE,    EVERYBODY",
        "yes,     EVERYBODY",
        "1,       EVERYBODY"
    })
    void theSettingIsWrittenInManyWays(String written, Openness expected) {
        // Given
        // When
        Openness read = reader.convert(written);

        // Then
        assertThat(read).isEqualTo(expected);
    }

    @Test
    void aWordThatIsNotKnownIsNamedAndNotTakenForAnAnswer() {
        // Given
        String written = "loopback";

        // When
        var reading = assertThatThrownBy(() -> reader.convert(written));

        // Then
        reading.hasMessage("security.open is false, local or true, and not: loopback");
    }
}
