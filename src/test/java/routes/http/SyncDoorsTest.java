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
import sync.FlowPairs;
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
                new SyncDoors(new Flows(syncSettings, databases()), new FlowPairs(databases())));
    }

    @Test
    void theFlowsThereAreAreListed() {
        // When
        HttpResponse<String> answer = get("/api/v1/flows");

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).get("flows").findValuesAsText("name")).containsExactly("nightly");
    }

    @ParameterizedTest
    @ValueSource(strings = {"copy", "sync", "compare", "repair"})
    void twoDatabasesAreAFlowThatNobodyConfigured(String verb) {
        // Given
        becoming(RunState.DONE, null);

        // When
        HttpResponse<String> answer = post(
                "/api/v1/flows",
                "{\"from\":\"main\",\"to\":{\"url\":\"postgresql://ann@h/shop\",\"password\":\"secret\"},\"verb\":\""
                        + verb + "\",\"tables\":[\"a\"],\"workers\":4}");

        // Then
        RunRequest asked = asked(RunRequest.class);
        assertThat(asked.kind().name()).isEqualTo(verb.equals("repair") ? "compare" : verb);
        assertThat(asked.subject()).isEqualTo("main -> postgresql://ann@h:5432/shop");
        assertThat(asked.asked().toString() + asked + answer.body()).doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'{\"from\":\"main\",\"verb\":\"sync\"}' | 400",
                "'{\"from\":\"main\",\"to\":\"copy\"}' | 400",
                "'{\"from\":\"main\",\"to\":\"copy\",\"verb\":\"move\"}' | 400",
                "'{\"from\":\"main\",\"to\":\"main\",\"verb\":\"sync\"}' | 400",
                "'{\"from\":\"main\",\"to\":\"nowhere\",\"verb\":\"sync\"}' | 404",
                "'{\"from\":\"main\",\"to\":\"copy\",\"verb\":\"copy\",\"workers\":0}' | 400",
                "'{\"from\":\"main\",\"to\":{\"url\":\"copy\",\"password\":\"secret\"},\"verb\":\"copy\"}' | 400",
                "'{\"from\":\"main\",\"to\":{\"url\":\"copy\",\"user\":\"secret\"},\"verb\":\"copy\"}' | 400",
                "'{\"from\":\"main\",\"to\":\"postgresql://ann:secret@h/shop\",\"verb\":\"copy\"}' | 400",
                "'{\"from\":\"main\",\"to\":\"postgresql://ann@h/shop?x=secret\",\"verb\":\"copy\"}' | 400"
            })
    void aPairThatIsNoneIsRefusedWithoutRepeatingWhatMayBeSecret(String body, int status) {
        // Given
        // When
        HttpResponse<String> answer = post("/api/v1/flows", body);

        // Then
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).doesNotContain("secret");
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
                .isEqualTo(new CopyRequest(asked.header(), "nightly", List.of(), CopyRequest.How.valueOf(how), false));
    }

    @ParameterizedTest
    @CsvSource({"compare, '', false", "compare, '{\"repair\":true}', true", "repair, '', true"})
    void aComparisonRepairsNothingUnlessItIsTold(String door, String body, boolean repair) {
        // Given
        becoming(RunState.DONE, null);

        // When
        post(NIGHTLY + door, body);

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
    @ValueSource(strings = {"copy", "compare", "repair", "sync", "install", "uninstall"})
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
                "copy      | did you mean tables? one of tables, how, with",
                "compare   | did you mean tables? one of tables, repair",
                "repair    | did you mean tables? one of tables",
                "sync      | did you mean tables? one of tables",
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
    @ValueSource(strings = {"copy", "compare", "repair", "sync", "install", "uninstall"})
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
                NIGHTLY + "sync",
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

    @ParameterizedTest
    @ValueSource(strings = {"name=hourly", "tables=a", "CamelSqlQuery=drop"})
    void aFlowHasNoParameters(String query) throws Exception {
        // Given
        becoming(RunState.DONE, null).expectedMessageCount(0);

        // When
        HttpResponse<String> answer = post(NIGHTLY + "sync?" + query, null);

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).get("hint").asText()).isEqualTo("send no parameter");
        MockEndpoint.assertIsSatisfied(context);
    }
}
