package startup;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.StartupEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postgres.DatabaseAddress;

class PasswordFilesGuardTest {

    private static final String URL = "jdbc:postgresql://localhost/other";

    @TempDir
    Path temporary;

    @Test
    void everyFileThatCannotBeReadIsNamedAtOnce() throws Exception {
        // Given
        Path there = Files.writeString(temporary.resolve("there"), "open-sesame");
        Path missing = temporary.resolve("missing");
        var databases = Map.of(
                "a", address(null, missing),
                "b", address("open-sesame", there),
                "c", address(null, there),
                "d", address("open-sesame", null));

        // When, Then
        assertThatThrownBy(() -> check(databases))
                .isInstanceOf(ConfigurationProblem.class)
                .hasMessage(
                        """
                        cannot tell the passwords of other databases
                        - databases.a.password-file %s cannot be read
                        - databases.b.password-file is set beside databases.b.password
                        HINT: let this user read the files, or say databases.<name>.password"""
                                .formatted(missing));
    }

    @Test
    void filesThatAreThereAreTaken() throws Exception {
        // Given
        Path there = Files.writeString(temporary.resolve("there"), "open-sesame");

        // When, Then
        assertThatCode(() -> check(Map.of("c", address(null, there)))).doesNotThrowAnyException();
    }

    private static void check(Map<String, postgres.DatabaseSettings.Database> databases) {
        new PasswordFilesGuard().check(new StartupEvent(), () -> databases);
    }

    private static postgres.DatabaseSettings.Database address(String password, Path file) {
        return new DatabaseAddress(URL, Optional.of("user"), Optional.ofNullable(password), Optional.ofNullable(file));
    }
}
