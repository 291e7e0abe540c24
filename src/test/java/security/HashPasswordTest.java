package security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import startup.ConfigurationProblem;

class HashPasswordTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void thePrintedLineIsTheHashOfThePasswordAndNothingElse() {
        // Given
        String password = "größe 8!";

        // When
        int code = hash(password);

        // Then
        assertThat(code).isZero();
        assertThat(Secrets.matches(password, out.toString().strip())).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"a, 0", "a, 7", "a, 73", "ö, 37"})
    void aPasswordTooShortToBeSafeOrTooLongToCountIsRefused(String letter, int times) {
        // Given
        String password = letter.repeat(times);

        // When
        int code = hash(password);

        // Then
        assertThat(code).isEqualTo(ConfigurationProblem.EXIT_CODE);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).startsWith("cannot hash a password of ").contains("\nHINT: ");
    }

    private int hash(String password) {
        return HashPassword.hash(password, new PrintWriter(out), new PrintWriter(err));
    }
}
