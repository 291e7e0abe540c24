package routes.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import ledger.Door;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemType;
import ledger.Run;
import ledger.RunHeader;
import ledger.RunRequest;
import ledger.RunState;
import org.apache.camel.RoutesBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import rows.undo.UndoService;
import snapshot.drill.DrillRequest;

class RunDoorsTest extends HttpCamel {

    private static final String DRILLS = "/api/v1/drills";
    private static final String DRILL = "{\"table\":\"customers\"}";

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        return doors(mocked("runs-begin"), new RunDoors(ledger, waiters), new DrillDoors(drillSettings));
    }

    private Run begun() throws Exception {
        return ledger.begin(some(null));
    }

    private Run ended(RunState state) throws Exception {
        Run run = begun();
        DATABASE.execute("update caravanserai.run set state = '" + state.text() + "', ended_at = now() where id = '"
                + run.id() + "'");
        return run;
    }

    @Test
    void aRunThatIsAtWorkIsPromisedWithThePlaceWhereItCanBeAskedFor() {
        // Given
        becoming(RunState.RUNNING, null);

        // When
        HttpResponse<String> answer = post(DRILLS, DRILL, "Prefer", "respond-async");

        // Then
        UUID run = asked(DrillRequest.class).run();
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(type(answer)).isEqualTo("application/json");
        assertThat(answer.headers().firstValue("Location")).contains("/api/v1/runs/" + run);
        assertThat(json(answer).get("id").asText()).isEqualTo(run.toString());
        assertThat(json(answer).get("state").asText()).isEqualTo("running");
    }

    @ParameterizedTest
    @EnumSource(names = {"DONE", "DONE_WITH_REJECTS", "ALREADY_DONE"})
    void aRunThatDidWhatWasAskedIsTheAnswer(RunState state) {
        // Given
        becoming(state, null);

        // When
        HttpResponse<String> answer = post(DRILLS, DRILL);

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(type(answer)).isEqualTo("application/json");
        assertThat(answer.headers().firstValue("Location")).isEmpty();
        assertThat(json(answer).get("state").asText()).isEqualTo(state.text());
    }

    @ParameterizedTest
    @CsvSource({"REFUSED, locked", "REFUSED, refused", "FAILED, unavailable", "CANCELLED, conflict"})
    void aRunThatDidNotIsItsProblemWithTheRunInside(RunState state, String type) {
        // Given
        Problem problem =
                Problem.of(ProblemType.of(type).orElseThrow(), "the table is not as it should be", "look after it");
        becoming(state, problem);

        // When
        HttpResponse<String> answer = post(DRILLS, DRILL);

        // Then
        assertThat(answer.statusCode()).isEqualTo(problem.status());
        assertThat(type(answer)).isEqualTo(PROBLEM);
        assertThat(json(answer).at("/run/id").asText())
                .isEqualTo(asked(DrillRequest.class).run().toString());
        assertThat(json(answer).at("/run/state").asText()).isEqualTo(state.text());
        assertThat(json(answer).at("/run/problem")).isEqualTo(Json.read(Json.write(problem)));
        assertThat(without(json(answer), "run")).isEqualTo(Json.read(Json.write(problem)));
    }

    @Test
    void aRunThatDidNotAndNamesNoProblemIsAConflict() {
        // Given
        becoming(RunState.CANCELLED, null);

        // When
        HttpResponse<String> answer = post(DRILLS, DRILL);

        // Then
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(without(json(answer), "run"))
                .isEqualTo(Json.read(Json.write(Problem.conflict("the run was cancelled", "start another"))));
    }

    @ParameterizedTest
    @CsvSource({"wait=5, 5", "respond-async, 0", "'respond-async, wait=5', 0", "wait=600, 240", "handling=strict, 10"})
    void aCallerIsWaitedForAsLongAsHePrefers(String prefer, long seconds) {
        // Given
        becoming(RunState.DONE, null);

        // When
        post(DRILLS, DRILL, "Prefer", prefer);

        // Then
        assertThat(only("runs-begin").getProperty("patience")).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void whoSaysNothingWaitsTenSeconds() {
        // Given
        becoming(RunState.DONE, null);

        // When
        post(DRILLS, DRILL);

        // Then
        assertThat(only("runs-begin").getProperty("patience")).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void aCallerIsAnsweredWithHowTheRunEndedMeanwhile() throws Exception {
        // Given
        getMockEndpoint("mock:runs-begin").whenAnyExchangeReceived(exchange -> {
            exchange.getMessage().setBody(gone().begin(exchange.getMessage().getBody(RunRequest.class)));
            DATABASE.execute("update caravanserai.run set state = 'done', ended_at = now() where kind = 'drill'");
        });

        // When
        HttpResponse<String> answer = post(DRILLS, DRILL, "Prefer", "wait=60");

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).get("state").asText()).isEqualTo("done");
    }

    @Test
    void theKeyOfARequestThatMayComeTwiceGoesWithIt() {
        // Given
        becoming(RunState.DONE, null);

        // When
        post(DRILLS, DRILL, "Idempotency-Key", "k-17");

        // Then
        assertThat(asked(DrillRequest.class).header().idempotencyKey()).isEqualTo("k-17");
    }

    @Test
    void whoAskedStandsInTheRequest() {
        // Given
        becoming(RunState.DONE, null);
        user = "ann";

        // When
        HttpResponse<String> answer = post(DRILLS, DRILL);

        // Then
        RunHeader header = asked(DrillRequest.class).header();
        assertThat(header.askedBy()).isEqualTo("ann");
        assertThat(header.door()).isEqualTo(Door.HTTP);
        assertThat(json(answer).get("askedBy").asText()).isEqualTo("ann");
    }

    @Test
    void nobodyIsWhomHeSaysHeIs() {
        // Given
        becoming(RunState.DONE, null);

        // When
        template.request("direct:drill-asked", exchange -> {
            exchange.getMessage().setHeader("CamelVertxPlatformHttpAuthenticatedUser", "ann");
            exchange.getMessage().setBody(DRILL);
        });

        // Then
        assertThat(asked(DrillRequest.class).header().askedBy()).isNull();
    }

    @Test
    void runsAreListedByWhatIsWanted() throws Exception {
        // Given
        Run running = begun();
        Run failed = ended(RunState.FAILED);

        // When
        HttpResponse<String> all = get("/api/v1/runs?limit=2");
        HttpResponse<String> some =
                get("/api/v1/runs?limit=1&state=running&kind=verify&subject=a%20set&before=" + failed.id());

        // Then
        assertThat(type(all)).isEqualTo("application/json");
        assertThat(json(all).get("runs").findValuesAsText("id"))
                .containsExactly(failed.id().toString(), running.id().toString());
        assertThat(json(some).get("runs").findValuesAsText("id"))
                .containsExactly(running.id().toString());
    }

    @ParameterizedTest
    @CsvSource({
        "limit=x,    'limit is a number, not \"x\"'",
        "state=nice, 'state is a run''s state, not \"nice\"'",
        "before=1,   'before is a run''s id, not \"1\"'",
    })
    void aFilterThatIsNoneIsMalformed(String query, String detail) {
        // When
        HttpResponse<String> answer = get("/api/v1/runs?" + query);

        // Then
        assertProblem(answer, Problem.malformed(detail, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/events", "/cancel", "/undo"})
    void aRunThatThereIsNotIsNotFound(String door) {
        // Given
        UUID id = UUID.randomUUID();

        // When
        HttpResponse<String> answer = door.equals("") || door.equals("/events")
                ? get("/api/v1/runs/" + id + door)
                : post("/api/v1/runs/" + id + door, null);

        // Then
        assertProblem(answer, Problem.notFound("there is no run " + id, "list them with GET /api/v1/runs"));
    }

    @Test
    void thePathSaysWhichRunIsMeantWhateverElseIsSent() throws Exception {
        // Given
        Run meant = begun();
        Run other = begun();

        // When
        HttpResponse<String> answer = call(
                "GET",
                "/api/v1/runs/" + meant.id() + "?id=" + other.id(),
                null,
                "id",
                other.id().toString());

        // Then
        assertThat(json(answer).get("id").asText()).isEqualTo(meant.id().toString());
    }

    @Test
    void aRunThatIsToStopIsAnsweredAsItIs() throws Exception {
        // Given
        Run run = gone().begin(some(null));

        // When
        HttpResponse<String> answer = post("/api/v1/runs/" + run.id() + "/cancel", null, "Prefer", "respond-async");

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).get("state").asText()).isEqualTo("running");
        assertThat(DATABASE.value("select cancel_wanted from caravanserai.run where id = '" + run.id() + "'"))
                .isEqualTo("t");
    }

    @Test
    void aRunThatHasEndedCannotBeStopped() throws Exception {
        // Given
        Run run = ended(RunState.FAILED);

        // When
        HttpResponse<String> answer = post("/api/v1/runs/" + run.id() + "/cancel", null);

        // Then
        assertProblem(answer, Problem.conflict("the run has ended: failed", "only a running run can be cancelled"));
    }

    @Test
    void aRunThatWasTakenBackIsTheAnswerAndNotTheOneThatDidIt() throws Exception {
        // Given
        Run back = ended(RunState.UNDONE);
        becoming(RunState.DONE, null);

        // When
        HttpResponse<String> answer = post("/api/v1/runs/" + back.id() + "/undo", null);

        // Then
        UndoService.Request asked = asked(UndoService.Request.class);
        assertThat(asked).isEqualTo(new UndoService.Request(asked.header(), back.id(), "main", false));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).get("id").asText()).isEqualTo(back.id().toString());
        assertThat(json(answer).get("state").asText()).isEqualTo("undone");
    }

    @Test
    void whatCannotBeTakenBackIsTheProblemOfTheRunThatTried() throws Exception {
        // Given
        Run kept = ended(RunState.FAILED);
        becoming(RunState.REFUSED, Problem.conflict("there is nothing to take back", null));

        // When
        HttpResponse<String> answer = post("/api/v1/runs/" + kept.id() + "/undo", null);

        // Then
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(json(answer).at("/run/id").asText())
                .isEqualTo(asked(UndoService.Request.class).run().toString());
    }

    @Test
    void anUndoThatIsAtWorkIsPromised() throws Exception {
        // Given
        Run back = ended(RunState.FAILED);
        becoming(RunState.RUNNING, null);

        // When
        HttpResponse<String> answer = post("/api/v1/runs/" + back.id() + "/undo", null, "Prefer", "respond-async");

        // Then
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Location"))
                .contains("/api/v1/runs/" + asked(UndoService.Request.class).run());
    }

    private static JsonNode without(JsonNode json, String member) {
        JsonNode rest = json.deepCopy();
        ((ObjectNode) rest).remove(member);
        return rest;
    }
}
