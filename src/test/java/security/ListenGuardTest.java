package security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import startup.ConfigurationProblem;

class ListenGuardTest {

    private final ListenGuard guard = new ListenGuard();

    @TempDir
    private Path folder;

    @Test
    void anOpenDoorOnANetworkIsToldOfAtTheStart() {
        // When
        Optional<String> open = ListenGuard.warning("0.0.0.0", AccessMode.OPEN, false);
        Optional<String> local = ListenGuard.warning("0.0.0.0", AccessMode.LOCAL, false);
        Optional<String> loopback = ListenGuard.warning("127.0.0.1", AccessMode.LOCAL, true);
        Optional<String> guarded = ListenGuard.warning("0.0.0.0", AccessMode.GUARDED, false);

        // Then
        assertThat(open).hasValueSatisfying(said -> assertThat(said).contains("security.open=true", "0.0.0.0"));
        assertThat(local).hasValueSatisfying(said -> assertThat(said).contains("security.open=local", "0.0.0.0"));
        assertThat(loopback).isEmpty();
        assertThat(guarded).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1", "127.1.2.3", "::1", "[::1]", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1", "localhost"})
    void onLoopbackTheServiceStartsWithoutUsers(String host) {
        // Given
        SecuritySettings nothingSet = settings(null, Openness.CLOSED);

        // When
        var check = assertThatCode(() -> guard.check(host, nothingSet, missing()));

        // Then
        check.doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0",
                "::",
                "[::]",
                "192.168.1.5",
                "10.0.0.1",
                "fe80::1",
                "no-such-host.invalid",
                "",
                " "
            })
    void onAnyOtherAddressTheServiceDoesNotStartWithoutUsers(String host) {
        // Given
        SecuritySettings nothingSet = settings(null, Openness.CLOSED);

        // When
        ConfigurationProblem problem =
                catchThrowableOfType(ConfigurationProblem.class, () -> guard.check(host, nothingSet, missing()));

        // Then
        assertThat(problem)
                .hasMessage("cannot listen on " + host + " without users\n"
                        + "HINT: put users in " + missing() + " (make a secret with: "
                        + "java -jar target/quarkus-app/quarkus-run.jar hash-password), "
                        + "or say security.open=local if only this machine can reach it, "
                        + "security.open=true if something else guards the door");
    }

    @Test
    void withUsersTheServiceListensAnywhere() throws IOException {
        // Given
        Path users = Files.writeString(
                folder.resolve("users.properties"),
                "ann=$2a$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW,admin");

        // When
        var check = assertThatCode(() -> guard.check("0.0.0.0", settings(users, Openness.CLOSED)));

        // Then
        check.doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource(names = {"LOCAL", "EVERYBODY"})
    void theServiceListensAnywhereWhenItIsSaidToBeOpen(Openness said) {
        // Given
        SecuritySettings open = settings(null, said);

        // When
        var check = assertThatCode(() -> guard.check("0.0.0.0", open, missing()));

        // Then
        check.doesNotThrowAnyException();
    }

    @Test
    void aUsersFileThatWasNamedMustExistOnLoopbackToo() {
        // Given
        SecuritySettings named = settings(missing(), Openness.CLOSED);

        // When
        ConfigurationProblem problem =
                catchThrowableOfType(ConfigurationProblem.class, () -> guard.check("127.0.0.1", named));

        // Then
        assertThat(problem.faults()).containsExactly("there is no such file");
    }

    @Test
    void aUsersFileWithFaultsStopsTheStartEvenWhenTheServiceIsOpen() throws IOException {
        // Given
        Path users = Files.writeString(folder.resolve("users.properties"), "ann=plain,admin");

        // When
        ConfigurationProblem problem = catchThrowableOfType(
                ConfigurationProblem.class, () -> guard.check("0.0.0.0", settings(users, Openness.EVERYBODY)));

        // Then
        assertThat(problem.faults()).hasSize(1);
    }

    @Test
    void aConfigurationProblemEndsTheProcessWithTwoAndAnythingElseAsQuarkusSays() {
        // Given
        Throwable wrapped = new IllegalStateException(new ConfigurationProblem("cannot start", "do something"));

        // When
        int code = ConfigurationProblem.exitCode(1, wrapped);

        // Then
        assertThat(code).isEqualTo(2);
        assertThat(ConfigurationProblem.exitCode(1, new IllegalStateException("port in use")))
                .isEqualTo(1);
        assertThat(ConfigurationProblem.exitCode(0, null)).isZero();
    }

    private Path missing() {
        return folder.resolve("missing.properties");
    }

    private static SecuritySettings settings(Path users, Openness open) {
        return new SecuritySettings() {
            @Override
            public Optional<Path> users() {
                return Optional.ofNullable(users);
            }

            @Override
            public Openness open() {
                return open;
            }
        };
    }
}
