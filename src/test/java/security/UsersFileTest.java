package security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import startup.ConfigurationProblem;

class UsersFileTest {

    private static final Path FILE = Path.of("config", "users.properties");
    private static final String HASH = "$2a$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW";

    @TempDir
    private Path folder;

    @Test
    void aUserHasTheHighestOfTheRolesGiven() {
        // Given
        List<String> lines = List.of(
                "# who may come in",
                "",
                "! also a comment",
                " ann = " + HASH + " , viewer",
                "bob=" + HASH + ",viewer,admin,operator");

        // When
        Map<String, User> users = UsersFile.parse(lines, FILE);

        // Then
        assertThat(users)
                .containsExactly(
                        Map.entry("ann", new User("ann", HASH, Role.VIEWER)),
                        Map.entry("bob", new User("bob", HASH, Role.ADMIN)));
    }

    @Test
    void aSecretWithAnEqualsSignIsReadWhole() {
        // Given
        String secret =
                "$6$rounds=5000$abcdefgh$yIZAF3gQPvtKZO/9qOJKffAKKbtS3ef3qmwyugk4uWVjX8YZf/GV3A8SkFxEPY0T56CcilGrHKLffBsp6dLMG.";

        // When
        Map<String, User> users = UsersFile.parse(List.of("ann=" + secret + ",viewer"), FILE);

        // Then
        assertThat(users.get("ann").secret()).isEqualTo(secret);
    }

    @Test
    void allFaultsAreToldAtOnce() {
        // Given
        List<String> lines = List.of(
                "ann=plain,viewer",
                "bob=" + HASH + ",king",
                "cid=,viewer",
                "dan=" + HASH,
                "ann=" + HASH + ",viewer",
                "just words",
                "a:b=" + HASH + ",viewer",
                "eve=" + HASH + ",viewer");

        // When
        ConfigurationProblem problem =
                catchThrowableOfType(ConfigurationProblem.class, () -> UsersFile.parse(lines, FILE));

        // Then
        assertThat(problem.faults())
                .containsExactly(
                        "line 1: the secret of 'ann' is not a salted hash (bcrypt or SHA-crypt)",
                        "line 2: 'bob' has an unknown role",
                        "line 3: 'cid' has no secret",
                        "line 4: 'dan' has no role",
                        "line 5: 'ann' is there twice",
                        "line 6: it does not begin with a name (1 to 64 letters, digits or . _ @ + -) and an equals sign",
                        "line 7: it does not begin with a name (1 to 64 letters, digits or . _ @ + -) and an equals sign");
        assertThat(problem).hasMessageStartingWith("cannot use the users in " + FILE + "\n- line 1: ");
        assertThat(problem).hasMessageContaining("\nHINT: a line is name=hash,role");
    }

    @Test
    void noFaultRepeatsWhatMayBeASecret() {
        // Given
        List<String> lines = List.of(
                "ann=hunter2,viewer",
                "bob=viewer," + HASH,
                "cid=my,hunter2,viewer",
                "hunter2 hunter2",
                "dan=hunter2" + HASH);

        // When
        ConfigurationProblem problem =
                catchThrowableOfType(ConfigurationProblem.class, () -> UsersFile.parse(lines, FILE));

        // Then
        assertThat(problem.getMessage()).doesNotContain("hunter2", "R9h");
    }

    @Test
    void aFileThatNamesNobodyIsAFault() {
        // Given
        List<String> lines = List.of("# nobody yet", "");

        // When
        ConfigurationProblem problem =
                catchThrowableOfType(ConfigurationProblem.class, () -> UsersFile.parse(lines, FILE));

        // Then
        assertThat(problem.faults()).containsExactly("it names nobody");
    }

    @Test
    void aMissingFileIsAFault() {
        // Given
        Path missing = folder.resolve("missing.properties");

        // When
        ConfigurationProblem problem = catchThrowableOfType(ConfigurationProblem.class, () -> UsersFile.read(missing));

        // Then
        assertThat(problem).hasMessageStartingWith("cannot read the users in " + missing);
        assertThat(problem.faults()).containsExactly("there is no such file");
    }

    @Test
    void aFileThatIsNotUtf8IsAFaultAndNotAnotherName() throws Exception {
        // Given
        Path latin = Files.write(
                folder.resolve("users.properties"), ("jörg=" + HASH + ",viewer").getBytes(StandardCharsets.ISO_8859_1));

        // When
        ConfigurationProblem problem = catchThrowableOfType(ConfigurationProblem.class, () -> UsersFile.read(latin));

        // Then
        assertThat(problem).hasMessageContaining("HINT: make it a UTF-8 file");
    }

    @Test
    void aUserIsPrintedWithoutTheSecret() {
        // Given
        User user = new User("ann", HASH, Role.VIEWER);

        // When
        String printed = user.toString();

        // Then
        assertThat(printed).isEqualTo("ann (viewer)");
    }

    @Test
    void aKeyIsGoodUntilADayThatIsSaid() {
        // Given
        String key = Secrets.hashOfKey("cvs_any");
        List<String> lines = List.of(
                "ci=" + key + ",viewer",
                "cd=" + key + ",viewer,until=soon",
                "ann=" + HASH + ",viewer,until=2027-06-30");

        // When
        ConfigurationProblem problem =
                catchThrowableOfType(ConfigurationProblem.class, () -> UsersFile.parse(lines, FILE));

        // Then
        assertThat(problem)
                .hasMessageContaining("line 1: the key of 'ci' is good for ever")
                .hasMessageContaining("line 2: until which day 'cd' comes in is said once")
                .hasMessageNotContaining("line 3")
                .hasMessageNotContaining(key);
    }
}
