package routes.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import ledger.Door;
import ledger.Problem;
import ledger.RunState;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import snapshot.drill.DrillRequest;

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
        assertThat(asked).isEqualTo(new DrillRequest(asked.header(), "customers", 10, 7, false));
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
        assertThat(asked.rows()).isEqualTo(12);
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
                        "one of table, rows, seed, keepBackup"));
        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void aMemberThatThereIsNotIsMalformedAndTheOnesThereAreAreNamed() throws Exception {
        // Given
        getMockEndpoint("mock:runs-begin").expectedMessageCount(0);

        // When
        HttpResponse<String> answer = post("/api/v1/drills", "{\"table\":\"customers\",\"row\":10}");

        // Then
        assertProblem(answer, Problem.malformed("there is no \"row\" here", "one of table, rows, seed, keepBackup"));
        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void aDrillOfNoRowsIsMalformed() {
        // When
        HttpResponse<String> answer = post("/api/v1/drills", "{\"table\":\"customers\",\"rows\":0}");

        // Then
        assertProblem(answer, Problem.malformed("rows is 1 to 100000, not 0", "a drill takes a sample"));
    }
}
