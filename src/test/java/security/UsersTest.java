package security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsersTest {

    private static final String ANNS = Secrets.hash("anns password");
    private static final String BOBS = Secrets.hash("bobs password");

    @TempDir
    private Path folder;

    private Path file;
    private Users users;

    // The clock starts before zero, as System.nanoTime may.
    private final AtomicLong nanos = new AtomicLong(-1000);
    private final List<String> errors = new ArrayList<>();
    private final Logger logger = Logger.getLogger(Users.class.getName());
    private final Handler recorder = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            if (entry.getLevel().intValue() >= Level.SEVERE.intValue()
                    || entry.getLevel().getName().equals("ERROR")) {
                errors.add(entry.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() throws IOException {
        file = folder.resolve("users.properties");
        write("ann=" + ANNS + ",operator", 0);
        users = new Users(file, nanos::get);
        logger.addHandler(recorder);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(recorder);
    }

    @Test
    void theRightPasswordBringsTheUser() {
        // Given
        String password = "anns password";

        // When
        var user = users.verify("ann", password);

        // Then
        assertThat(user).contains(new User("ann", ANNS, Role.OPERATOR));
    }

    @Test
    void anUnknownNameAndAWrongPasswordBringNobody() {
        // Given
        String password = "a guess";

        // When
        var unknown = users.verify("bob", password);

        // Then
        assertThat(unknown).isEmpty();
        assertThat(users.verify("ann", password)).isEmpty();
        assertThat(users.verify("bob", "anns password")).isEmpty();
    }

    @Test
    void aPasswordOnceFoundRightLetsNoOtherPasswordIn() {
        // Given
        assertThat(users.verify("ann", "anns password")).isPresent();

        // When
        var wrong = users.verify("ann", "anns passwore");

        // Then
        assertThat(wrong).isEmpty();
        assertThat(users.verify("ann", "")).isEmpty();
        assertThat(users.verify("ann", "anns password")).isPresent();
    }

    @Test
    void aKeyLetsItsProgramInUntilItsDayAndNoPasswordDoes() throws IOException {
        // Given
        String key = Secrets.newKey();
        String old = Secrets.newKey();
        write(
                "ci=" + Secrets.hashOfKey(key) + ",operator,until=2999-12-31\nold=" + Secrets.hashOfKey(old)
                        + ",admin,until=2020-01-31",
                1);
        secondsPass(1);

        // When
        var program = users.byKey(key);

        // Then
        assertThat(program).map(User::name).contains("ci");
        assertThat(program).map(User::role).contains(Role.OPERATOR);
        assertThat(users.byKey(old)).isEmpty();
        assertThat(users.byKey("cvs_")).isEmpty();
        assertThat(users.verify("ci", key)).isEmpty();
    }

    @Test
    void aCheckCostsTheSameWhateverKindOfHashTheUserHas() throws IOException {
        // Given
        String sha =
                "$6$abcdefgh$eFJCIiq3.MsmOZ152lVi9d8ccZjEqu9X5YNP0xJkXVVsGntiMf0P1NXz/9QG9tOgwMmh.AWr0oTs5jBssFPYl1";
        write("ann=" + ANNS + ",operator\nsam=" + sha + ",viewer", 1);
        secondsPass(1);

        // When
        var sam = users.verify("sam", "abc123xyz");

        // Then
        assertThat(sam).isPresent();
        assertThat(users.verify("sam", "anns password")).isEmpty();
        assertThat(users.verify("ann", "abc123xyz")).isEmpty();
        assertThat(Secrets.costOf(ANNS)).isEqualTo("2$10");
        assertThat(Secrets.costOf(sha)).isEqualTo("6$");
    }

    @Test
    void aChangedFileIsInForceAfterASecond() throws IOException {
        // Given
        assertThat(users.verify("ann", "anns password")).isPresent();
        write("bob=" + BOBS + ",viewer", 1);

        // When
        secondsPass(1);

        // Then
        assertThat(users.verify("bob", "bobs password")).contains(new User("bob", BOBS, Role.VIEWER));
        assertThat(users.verify("ann", "anns password")).isEmpty();
    }

    @Test
    void theFileIsNotLookedAtMoreThanOnceASecond() throws IOException {
        // Given
        assertThat(users.isEmpty()).isFalse();
        write("bob=" + BOBS + ",viewer", 1);

        // When
        nanos.addAndGet(Duration.ofMillis(999).toNanos());

        // Then
        assertThat(users.verify("bob", "bobs password")).isEmpty();
    }

    @Test
    void aBrokenChangeKeepsTheFormerUsersAndLogsOneError() throws IOException {
        // Given
        assertThat(users.isEmpty()).isFalse();
        write("ann=plain,operator", 1);

        // When
        for (int i = 0; i < 3; i++) {
            secondsPass(1);
            users.isEmpty();
        }

        // Then
        assertThat(users.verify("ann", "anns password")).isPresent();
        assertThat(errors).hasSize(1);
        assertThat(errors.get(0)).doesNotContain("plain");
    }

    @Test
    void aDeletedFileLetsNobodyElseIn() throws IOException {
        // Given
        assertThat(users.isEmpty()).isFalse();
        Files.delete(file);

        // When
        secondsPass(1);

        // Then
        assertThat(users.isEmpty()).isFalse();
        assertThat(users.verify("ann", "anns password")).isPresent();
        assertThat(errors).hasSize(1);
    }

    @Test
    void aFileThatAppearsLaterBringsItsUsers() throws IOException {
        // Given
        Path later = folder.resolve("later.properties");
        Users none = new Users(later, nanos::get);
        assertThat(none.isEmpty()).isTrue();
        Files.copy(file, later);

        // When
        secondsPass(1);

        // Then
        assertThat(none.isEmpty()).isFalse();
    }

    private void write(String line, int age) throws IOException {
        Files.writeString(file, line);
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH.plusSeconds(age)));
    }

    private void secondsPass(int seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }
}
