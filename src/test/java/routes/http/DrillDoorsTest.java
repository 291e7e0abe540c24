package routes.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import ledger.Door;
import ledger.Json;
import ledger.Problem;
import ledger.RunState;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import snapshot.drill.DrillRequest;
import snapshot.drill.Loss;
import snapshot.drill.Via;

class DrillDoorsTest extends HttpCamel {

    @Override
    protected Map<String, String> settings() {
        return Map.of("drill.rows", "12");
    }

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        return doors(mocked("runs-begin"), new RunDoors(ledger, waiters), new DrillDoors(drillSettings));
    }

    @Test
    void whatIsAskedForIsADrillOfThatTable() {
        // Given
        becoming(RunState.DONE, null);

        // When
        post("/api/v1/drills", "{\"table\":\"customers\",\"rows\":10,\"seed\":7,\"keepBackup\":false}");

        // Then
        DrillRequest asked = asked(DrillRequest.class);
        assertThat(asked)
                .isEqualTo(new DrillRequest(
                        asked.header(), "customers", new Loss.Sample(10, 7), false, Via.TABLE, List.of()));
        assertThat(asked.door()).isEqualTo(Door.HTTP);
    }

    @Test
    void whatIsNotSaidIsAsItIsSetAndTheBackupStays() {
        // Given
        becoming(RunState.DONE, null);

        // When
        post("/api/v1/drills", "{\"table\":\"customers\"}");

        // Then
        DrillRequest asked = asked(DrillRequest.class);
        assertThat(((Loss.Sample) asked.loss()).rows()).isEqualTo(12);
        assertThat(asked.keepBackup()).isTrue();
    }

    @Test
    void aDrillOfNoTableIsMalformedAndBeginsNothing() throws Exception {
        // Given
        getMockEndpoint("mock:runs-begin").expectedMessageCount(0);

        // When
        HttpResponse<String> answer = post("/api/v1/drills", "{\"rows\":10}");

        // Then
        assertProblem(
                answer,
                Problem.malformed(
                        "which table is not said; send {\"table\":\"customers\",\"rows\":10}",
                        "one of table, rows, seed, keys, where, keepBackup, via, key"));
        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void aMemberThatThereIsNotIsMalformedAndTheOnesThereAreAreNamed() throws Exception {
        // Given
        getMockEndpoint("mock:runs-begin").expectedMessageCount(0);

        // When
        HttpResponse<String> answer = post("/api/v1/drills", "{\"table\":\"customers\",\"row\":10}");

        // Then
        assertProblem(
                answer,
                Problem.malformed(
                        "there is no \"row\" here",
                        "did you mean rows? one of table, rows, seed, keys, where, keepBackup, via, key"));
        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void whichRowsAreLostIsSaidOnce() throws Exception {
        // Given
        getMockEndpoint("mock:runs-begin").expectedMessageCount(0);

        // When
        List<HttpResponse<String>> answers = Stream.of(
                        "\"rows\":10,\"keys\":[1]",
                        "\"rows\":\"all\",\"where\":\"id > 1\"",
                        "\"keys\":[1],\"where\":\"id > 1\"",
                        "\"keys\":[1],\"seed\":1",
                        "\"rows\":\"all\",\"seed\":1",
                        "\"rows\":\"every\"",
                        "\"rows\":true",
                        "\"keys\":[]",
                        "\"keys\":7",
                        "\"where\":\" \"",
                        "\"where\":7",
                        "\"via\":\"tape\"",
                        "\"via\":\"snapshot\"",
                        "\"via\":\"table:x\"",
                        "\"via\":\"database:main\"")
                .map(members -> post("/api/v1/drills", "{\"table\":\"customers\"," + members + "}"))
                .toList();

        // Then
        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(400);
        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void rowsThatSomebodyNamesAreThoseThatAreLost() {
        // Given
        becoming(RunState.DONE, null);

        // When
        post("/api/v1/drills", "{\"table\":\"customers\",\"keys\":[7,[8],{\"id\":9}]}");

        // Then
        assertThat(asked(DrillRequest.class).loss()).isEqualTo(new Loss.Keys(Json.read("[7,[8],{\"id\":9}]")));
    }

    @Test
    void aDrillOfNoRowsIsMalformed() {
        // When
        HttpResponse<String> answer = post("/api/v1/drills", "{\"table\":\"customers\",\"rows\":0}");

        // Then
        assertProblem(
                answer,
                Problem.malformed(
                        "rows is 1 to 100000, or \"all\", not 0",
                        "a drill takes a sample; drill.max-rows says how many rows it may lose at most"));
    }
}
