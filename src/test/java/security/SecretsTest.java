package security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

    /** Made by others: bcrypt as in its Wikipedia article, SHA-crypt by {@code openssl passwd -6} and {@code -5}. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "$2a$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW",
                "$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW",
                "$2y$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW",
                "$6$abcdefgh$eFJCIiq3.MsmOZ152lVi9d8ccZjEqu9X5YNP0xJkXVVsGntiMf0P1NXz/9QG9tOgwMmh.AWr0oTs5jBssFPYl1",
                "$5$abcdefgh$MarOn1zVbwLIy5VUvmmYRBfpOAoBaxCjSNrLX.hiXS3"
            })
    void aHashMadeByAnotherProgramMatchesItsPasswordOnly(String secret) {
        // Given
        assertThat(Secrets.isSaltedHash(secret)).isTrue();

        // When
        boolean right = Secrets.matches("abc123xyz", secret);

        // Then
        assertThat(right).isTrue();
        assertThat(Secrets.matches("abc123xyZ", secret)).isFalse();
    }

    @Test
    void theSamePasswordNeverHasTheSameHash() {
        // Given
        String first = Secrets.hash("correct horse");

        // When
        String second = Secrets.hash("correct horse");

        // Then
        assertThat(second).isNotEqualTo(first);
        assertThat(Secrets.matches("correct horse", second)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret",
                "5f4dcc3b5aa765d61d8327deb882cf99",
                "$1$abcdefgh$irWbblnpmw.5z7wgBnprh0",
                "$2a$10$tooshort",
                "$2a$99$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW",
                "$6$$yIZAF3gQPvtKZO/9qOJKffAKKbtS3ef3qmwyugk4uWVjX8YZf/GV3A8SkFxEPY0T56CcilGrHKLffBsp6dLMG."
            })
    void whatIsPlainWeakOrWithoutSaltIsNoSaltedHash(String secret) {
        // Given
        // When
        boolean salted = Secrets.isSaltedHash(secret);

        // Then
        assertThat(salted).isFalse();
    }
}
