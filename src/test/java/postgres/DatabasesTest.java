package postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabasesTest {

    private static final String[] LIMITS = {"statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"};

    private final String main = TestServer.createDatabase();
    private final String copy = TestServer.createDatabase();
    private final Databases databases = new Databases(TestServer.dataSource(main), () -> Map.of("copy", address(copy)));

    @AfterEach
    void close() {
        databases.close();
    }

    @Test
    void aDatabaseThatIsRegisteredIsFoundBesideThoseThatAreConfigured() throws SQLException {
        // Given
        String recovered = TestServer.createDatabase();

        // When
        databases.register("recovery-1", address(recovered));

        // Then
        assertThat(databases.names()).containsExactly("copy", "main", "recovery-1");
        assertThat(nameOf("recovery-1")).isEqualTo(nameIn(recovered));
        assertThat(nameOf("copy")).isEqualTo(nameIn(copy));
    }

    @Test
    void unregisteringClosesEveryConnection() throws SQLException {
        // Given
        String recovered = TestServer.createDatabase();
        databases.register("recovery-1", address(recovered));
        nameOf("recovery-1");

        // When
        databases.unregister("recovery-1");

        // Then
        assertThat(databases.find("recovery-1")).isEmpty();
        assertThat(databases.names()).containsExactly("copy", "main");
        try (Connection connection = TestServer.dataSource(main).getConnection()) {
            Awaitility.await("nobody is connected any more")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> Query.list(
                                    connection,
                                    "select pid from pg_stat_activity where datname = ?",
                                    row -> row.getInt(1),
                                    nameIn(recovered))
                            .isEmpty());
        }
    }

    @Test
    void aNameCanBeHadAgainAfterItsDatabaseIsGone() throws SQLException {
        // Given
        databases.register("recovery-1", address(TestServer.createDatabase()));
        nameOf("recovery-1");
        databases.unregister("recovery-1");
        String second = TestServer.createDatabase();

        // When
        databases.register("recovery-1", address(second));

        // Then
        assertThat(nameOf("recovery-1")).isEqualTo(nameIn(second));
    }

    @Test
    void limitsThatAreSetOnADatabaseDoNotEndOurSessions() throws SQLException {
        // Given
        try (Connection connection = TestServer.dataSource(main).getConnection()) {
            for (String limit : LIMITS) {
                Query.execute(
                        connection, "alter database " + Identifier.quote(nameIn(copy)) + " set " + limit + " = 100");
            }
        }

        // When
        try (Connection connection = databases.find("copy").orElseThrow().getConnection()) {
            // Then
            for (String limit : LIMITS) {
                assertThat(Query.first(connection, "select current_setting(?)", row -> row.getString(1), limit))
                        .as(limit)
                        .contains("0");
            }
        }
    }

    @Test
    void aNameThatIsTakenIsRefused() {
        // Given
        DatabaseAddress other = address(copy);

        // When, Then
        for (String taken : new String[] {"main", "copy"}) {
            assertThatThrownBy(() -> databases.register(taken, other))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("there is a database \"" + taken + "\" already");
        }
        databases.unregister("copy");
        assertThat(databases.names()).contains("copy");
    }

    @Test
    void aPasswordMayStandInAFile(@TempDir Path temporary) throws Exception {
        // Given
        Path file = temporary.resolve("secret");
        Files.writeString(file, TestServer.password() + "\n");

        // When
        databases.register(
                "secretive",
                new DatabaseAddress(copy, Optional.of(TestServer.username()), Optional.empty(), Optional.of(file)));

        // Then
        assertThat(nameOf("secretive")).isEqualTo(nameIn(copy));
    }

    private static DatabaseAddress address(String url) {
        return new DatabaseAddress(url, TestServer.username(), TestServer.password());
    }

    private String nameOf(String database) throws SQLException {
        try (Connection connection = databases.find(database).orElseThrow().getConnection()) {
            return Query.first(connection, "select current_database()", row -> row.getString(1))
                    .orElseThrow();
        }
    }

    private static String nameIn(String url) {
        return url.substring(url.lastIndexOf('/') + 1);
    }
}
