package startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordFileConfigSourceTest {

    private static final String PASSWORD = "quarkus.datasource.password";
    private static final String FILE = "quarkus.datasource.password-file";

    @TempDir
    Path temporary;

    @ParameterizedTest
    @ValueSource(strings = {"open-sesame", "a$b", "a${c}", "a$${c}$$", "\\${a}\\", "a,b\\,c", " with space ", "ü€"})
    void thePasswordIsWhatStandsInTheFile(String password) throws Exception {
        // Given
        Path file = Files.writeString(temporary.resolve("secret"), password + "\n");

        // When
        SmallRyeConfig config = config(Map.of(FILE, file.toString()));

        // Then
        assertThat(config.getValue(PASSWORD, String.class)).isEqualTo(password);
    }

    @Test
    void aVariableThatIsPassedOnEmptyIsNoPassword() throws Exception {
        // Given
        Path file = Files.writeString(temporary.resolve("secret"), "open-sesame");

        // When
        SmallRyeConfig config = config(Map.of(FILE, file.toString(), PASSWORD, ""));

        // Then
        assertThat(config.getValue(PASSWORD, String.class)).isEqualTo("open-sesame");
    }

    @Test
    void withoutAFileThePasswordIsTheUsersOwn() {
        // When
        SmallRyeConfig config = config(Map.of(PASSWORD, "mine", FILE, ""));

        // Then
        assertThat(config.getValue(PASSWORD, String.class)).isEqualTo("mine");
    }

    @Test
    void twoPasswordsAreRefused() {
        // Given
        Map<String, String> both = Map.of(PASSWORD, "mine", FILE, "/run/secrets/database");

        // When, Then
        assertThatThrownBy(() -> config(both))
                .isInstanceOf(ConfigurationProblem.class)
                .hasMessageContaining("both " + PASSWORD + " and " + FILE + " are set\nHINT: unset one");
    }

    @Test
    void aFileThatIsNotThereIsRefusedWithAHint() {
        // Given
        String missing = temporary.resolve("missing").toString();

        // When, Then
        assertThatThrownBy(() -> config(Map.of(FILE, missing)))
                .isInstanceOf(ConfigurationProblem.class)
                .hasMessageStartingWith("cannot read " + FILE + " " + missing)
                .hasMessageContaining("\nHINT: let this user read it");
    }

    private static SmallRyeConfig config(Map<String, String> user) {
        ConfigSourceFactory running = PasswordFileConfigSource::sources;
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(user, "the user's", 250))
                .withSources(running)
                .build();
    }
}
