package routes.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.UUID;
import java.util.stream.Stream;
import ledger.Problem;
import ledger.ProblemException;
import ledger.ProblemType;
import org.apache.camel.RoutesBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DoorFailuresTest extends HttpCamel {

    private static final String SECRET = "select password from jdbc:postgresql://secret";
    private static final Problem BROKEN = Problem.broken("something failed that should not", "see the service's log");

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        return doors(runs(), new RunDoors(ledger, waiters), new DrillDoors(drillSettings));
    }

    private HttpResponse<String> drill() {
        return post("/api/v1/drills", "{\"table\":\"customers\"}");
    }

    @ParameterizedTest
    @EnumSource
    void aKnownProblemIsAnsweredAsItIs(ProblemType type) throws Exception {
        // Given
        Problem problem = Problem.of(type, "what failed", "what to do");
        breaking("runs-begin", 1, new ProblemException(problem));

        // When
        HttpResponse<String> answer = drill();

        // Then
        assertProblem(answer, problem);
        assertThat(json(answer).fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("type", "title", "status", "detail", "hint");
    }

    @Test
    void aProblemOfWhichNothingCanBeDoneHasNoHint() throws Exception {
        // Given
        Problem problem = Problem.malformed("what failed", null);
        breaking("runs-begin", 1, new ProblemException(problem));

        // When
        HttpResponse<String> answer = drill();

        // Then
        assertProblem(answer, problem);
        assertThat(json(answer).has("hint")).isFalse();
    }

    static Stream<Throwable> whatNobodyExpected() {
        return Stream.of(
                new IllegalStateException(SECRET),
                new NullPointerException(),
                new IOException(SECRET, new SQLException(SECRET)),
                new RuntimeException(new IllegalArgumentException(SECRET)));
    }

    @ParameterizedTest
    @MethodSource("whatNobodyExpected")
    void whatNobodyExpectedIsAnsweredWithoutWhatIsInside(Throwable trouble) throws Exception {
        // Given
        breaking("runs-begin", 1, trouble);

        // When
        HttpResponse<String> answer = drill();

        // Then
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(type(answer)).isEqualTo(PROBLEM);
        assertThat(answer.body()).doesNotContain("Exception", "java", "\tat ", "select", "jdbc", "secret");
        assertThat(json(answer).get("title").asText()).isEqualTo(BROKEN.title());
    }

    @ParameterizedTest
    @ValueSource(strings = {"42601", "XX000", "F0000"})
    void whatOnlyThisProgramCanHaveCausedIsToldByItsStateAlone(String state) throws Exception {
        // Given
        breaking("runs-begin", 1, new IllegalStateException(new SQLException(SECRET, state)));

        // When
        HttpResponse<String> answer = drill();

        // Then
        assertProblem(
                answer, Problem.broken("the database refused it (SQLSTATE " + state + ")", "see the service's log"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"08001", "08006", "58030", "57P01"})
    void whatMayPassIsToBeAskedAgainInAWhile(String state) throws Exception {
        // Given
        breaking("runs-begin", 1, new IllegalStateException(sqlState(state)));

        // When
        HttpResponse<String> answer = drill();

        // Then
        assertProblem(
                answer, Problem.unavailable("the database does not answer, or is out of room", "try again in a while"));
        assertThat(answer.headers().firstValue("Retry-After")).contains("5");
    }

    @Test
    void aDatabaseWhoseDiskIsFullSaysSo() throws Exception {
        // Given
        breaking("runs-begin", 1, sqlState("53100"));

        // When
        HttpResponse<String> answer = drill();

        // Then
        assertProblem(
                answer,
                Problem.unavailable(
                        "the disk of the database is full; nothing was changed", "make room there, and try again"));
        assertThat(answer.headers().firstValue("Retry-After")).contains("5");
    }

    @Test
    void aDiskOfOursThatIsFullIsNoRoom() throws Exception {
        // Given
        breaking("runs-begin", 1, new IOException("No space left on device"));

        // When
        HttpResponse<String> answer = drill();

        // Then
        assertThat(answer.statusCode()).isEqualTo(507);
        assertThat(json(answer).get("type").asText()).isEqualTo("insufficient-storage");
    }

    @Test
    void whatBreaksIsTriedOnceAndNothingComesAfterIt() throws Exception {
        // Given
        breaking("runs-begin", 1, sqlState("08006"));
        String before = drills();

        // When
        HttpResponse<String> first = drill();
        String begun = drills();
        HttpResponse<String> second = post("/api/v1/drills", "{\"table\":\"customers\"}", "Prefer", "respond-async");

        // Then
        assertThat(first.statusCode()).isEqualTo(503);
        assertThat(begun).isEqualTo(before);
        assertThat(second.statusCode()).isEqualTo(202);
    }

    /** Other tests have some in the same ledger. */
    private static String drills() throws SQLException {
        return DATABASE.value("select count(*) from caravanserai.run where kind = 'drill'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"runs-list", "runs-show"})
    void aDoorThatBreaksItselfIsAnsweredInTheSameWay(String door) throws Exception {
        // Given
        breaking(door, 1, new IllegalStateException(SECRET));

        // When
        HttpResponse<String> answer =
                get(door.equals("runs-list") ? "/api/v1/runs" : "/api/v1/runs/" + UUID.randomUUID());

        // Then
        assertProblem(answer, BROKEN);
    }
}
