package rows.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.Connection;
import java.util.Map;
import ledger.Problem;
import ledger.ProblemException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import postgres.DatabaseAddress;
import postgres.Databases;
import postgres.SqlState;
import postgres.TestServer;

class NamedDatabaseTest {

    private static final String URL = TestServer.createDatabase();

    private static final Databases DATABASES = new Databases(
            TestServer.dataSource(URL),
            () -> Map.of(
                    "copy", new DatabaseAddress(URL, TestServer.username(), TestServer.password()),
                    "locked", new DatabaseAddress(URL, TestServer.username(), "open-sesame"),
                    "gone", new DatabaseAddress(URL + "_gone", TestServer.username(), TestServer.password()),
                    "nowhere", new DatabaseAddress("jdbc:postgresql://127.0.0.1:1/nowhere", "nobody", "open-sesame")));

    @AfterAll
    static void close() {
        DATABASES.close();
    }

    @Test
    void aDatabaseIsConnectedToByItsName() throws Exception {
        // When
        try (Connection connection = NamedDatabase.connect(DATABASES, "copy")) {
            // Then
            assertThat(connection.isValid(1)).isTrue();
        }
    }

    @Test
    void anUnknownOneIsNotFoundAndTheNamesThereAreAreSaid() {
        // When
        Problem problem = problem("strange");

        // Then
        assertThat(problem.status()).isEqualTo(404);
        assertThat(problem.detail()).isEqualTo("there is no database \"strange\"");
        assertThat(problem.hint()).startsWith("one of copy, gone, locked, main, nowhere;");
    }

    @Test
    void oneThatLetsNobodyInIsUnavailableAndNotTriedAgain() {
        // When
        ProblemException locked = refusal("locked");
        ProblemException gone = refusal("gone");

        // Then
        assertThat(locked.problem().status()).isEqualTo(503);
        assertThat(locked).hasMessageContaining("the database \"locked\" does not let its user in (SQLSTATE 28P01)");
        assertThat(gone.problem().status()).isEqualTo(503);
        assertThat(gone).hasMessageContaining("the database \"gone\" is not on its server (SQLSTATE 3D000)");
        assertThat(SqlState.mayPass(locked) || SqlState.mayPass(gone)).isFalse();
    }

    @Test
    void oneThatDoesNotAnswerIsUnavailableAndMayPass() {
        // When
        ProblemException nowhere = refusal("nowhere");

        // Then
        assertThat(nowhere.problem().status()).isEqualTo(503);
        assertThat(nowhere).hasMessageContaining("the database \"nowhere\" does not answer (SQLSTATE 08001)");
        assertThat(SqlState.mayPass(nowhere)).isTrue();
        assertThat(nowhere).hasStackTraceContaining("cannot connect").hasMessageNotContaining("127.0.0.1");
    }

    private static Problem problem(String name) {
        return refusal(name).problem();
    }

    private static ProblemException refusal(String name) {
        return catchThrowableOfType(ProblemException.class, () -> NamedDatabase.connect(DATABASES, name)
                .close());
    }
}
