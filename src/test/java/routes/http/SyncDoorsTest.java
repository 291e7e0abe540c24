package routes.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import ledger.Problem;
import ledger.RunRequest;
import ledger.RunState;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sync.DeleteLogRequest;
import sync.Flows;
import sync.SyncRequest;
import sync.compare.CompareRequest;
import sync.copy.CopyRequest;

class SyncDoorsTest extends HttpCamel {

    private static final String NIGHTLY = "/api/v1/flows/nightly/";

    @Override
    protected Map<String, String> settings() {
        return Map.of("sync.flows.nightly.to", "copy");
    }

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        return doors(
                mocked("runs-begin"),
                new RunDoors(ledger, waiters),
                new SyncDoors(new Flows(syncSettings, databases())));
    }

    @Test
    void theFlowsThereAreAreListed() {
        // When
        HttpResponse<String> answer = get("/api/v1/flows");

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).get("flows").findValuesAsText("name")).containsExactly("nightly");
    }

    @Test
    void aSyncIsAskedForOfSomeTables() {
        // Given
        becoming(RunState.DONE, null);

        // When
        post(NIGHTLY + "sync", "{\"tables\":[\"a\",\"b\"]}");

        // Then
        SyncRequest asked = asked(SyncRequest.class);
        assertThat(asked).isEqualTo(new SyncRequest(asked.header(), "nightly", List.of("a", "b")));
    }

    @ParameterizedTest
    @CsvSource({"'', SWAP", "'{\"how\":\"swap\"}', SWAP", "'{\"how\":\"replace\"}', REPLACE"})
    void aCopySwapsUnlessItIsToldOtherwise(String body, String how) {
        // Given
        becoming(RunState.DONE, null);

        // When
        post(NIGHTLY + "copy", body);

        // Then
        CopyRequest asked = asked(CopyRequest.class);
        assertThat(asked)
                .isEqualTo(new CopyRequest(asked.header(), "nightly", List.of(), CopyRequest.How.valueOf(how)));
    }

    @ParameterizedTest
    @CsvSource({"'', false", "'{\"repair\":true}', true"})
    void aComparisonRepairsNothingUnlessItIsTold(String body, boolean repair) {
        // Given
        becoming(RunState.DONE, null);

        // When
        post(NIGHTLY + "compare", body);

        // Then
        CompareRequest asked = asked(CompareRequest.class);
        assertThat(asked).isEqualTo(new CompareRequest(asked.header(), "nightly", List.of(), repair));
    }

    @ParameterizedTest
    @CsvSource({"install, true", "uninstall, false"})
    void aDeleteLogIsAskedForAndGivenUp(String door, boolean install) {
        // Given
        becoming(RunState.DONE, null);

        // When
        post(NIGHTLY + door, null);

        // Then
        DeleteLogRequest asked = asked(DeleteLogRequest.class);
        assertThat(asked).isEqualTo(new DeleteLogRequest(asked.header(), "nightly", install));
    }

    @ParameterizedTest
    @ValueSource(strings = {"copy", "compare", "sync", "install", "uninstall"})
    void aFlowThatThereIsNotIsNotFoundAndTheOnesThereAreAreNamed(String door) throws Exception {
        // Given
        getMockEndpoint("mock:runs-begin").expectedMessageCount(0);

        // When
        HttpResponse<String> answer = post("/api/v1/flows/hourly/" + door, "{}");

        // Then
        assertProblem(answer, Problem.notFound("there is no flow \"hourly\"", "there are nightly"));
        MockEndpoint.assertIsSatisfied(context);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "copy      | one of tables, how",
                "compare   | one of tables, repair",
                "sync      | one of tables",
                "install   | send no body",
                "uninstall | send no body",
            })
    void aMemberThatThereIsNotIsMalformedAndTheOnesThereAreAreNamed(String door, String hint) throws Exception {
        // Given
        getMockEndpoint("mock:runs-begin").expectedMessageCount(0);

        // When
        HttpResponse<String> answer = post(NIGHTLY + door, "{\"table\":\"a\"}");

        // Then
        assertProblem(answer, Problem.malformed("there is no \"table\" here", hint));
        MockEndpoint.assertIsSatisfied(context);
    }

    @ParameterizedTest
    @ValueSource(strings = {"copy", "compare", "sync", "install", "uninstall"})
    void noHeaderOfAClientIsThereBehindTheDoor(String door) {
        // Given
        becoming(RunState.DONE, null);

        // When
        Exchange answer = template.request("direct:" + door + "-asked", exchange -> {
            exchange.getMessage().setHeader("name", "nightly");
            exchange.getMessage().setHeader("CamelSqlQuery", "drop table customers");
            exchange.getMessage().setHeader("CamelFileName", "../../passwd");
            exchange.getMessage().setHeader("CamelHttpResponseCode", 418);
            exchange.getMessage().setHeader("camelsqlretrievegeneratedkeys", "true");
            exchange.getMessage().setHeader("X-Anything", "at all");
        });

        // Then
        assertThat(only("runs-begin").getMessage().getHeaders()).isEmpty();
        assertThat(asked(RunRequest.class).subject()).contains("nightly");
        assertThat(answer.getMessage().getHeaders())
                .containsOnlyKeys(Exchange.HTTP_RESPONSE_CODE, Exchange.CONTENT_TYPE, "X-Content-Type-Options")
                .containsEntry(Exchange.HTTP_RESPONSE_CODE, 200);
    }

    @Test
    void nothingThatAClientSendsIsThereBehindTheServer() {
        // Given
        becoming(RunState.DONE, null);

        // When
        HttpResponse<String> answer = post(
                NIGHTLY + "sync?CamelSqlQuery=drop&name=hourly",
                null,
                "CamelHttpResponseCode",
                "418",
                "cAMELfILEnAME",
                "../../passwd",
                "name",
                "hourly");

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(only("runs-begin").getMessage().getHeaders()).isEmpty();
        assertThat(asked(SyncRequest.class).flow()).isEqualTo("nightly");
    }
}
