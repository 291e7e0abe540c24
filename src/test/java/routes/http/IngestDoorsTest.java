package routes.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import ingest.LoadProfiles;
import ingest.LoadRequest;
import ingest.Workbook;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import ledger.Door;
import ledger.Problem;
import ledger.RunRequest;
import ledger.RunState;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import rows.load.LoadMode;

class IngestDoorsTest extends HttpCamel {

    private static final String ROWS = "/api/v1/tables/customers/rows";
    private static final String UPLOADS = "/api/v1/uploads";
    private static final String CSV = "text/csv";
    private static final String FORM = "multipart/form-data; boundary=x";

    @Override
    protected Map<String, String> settings() {
        return Map.of("ingest.max-upload-bytes", "1000", "ingest.profiles.german.delimiter", ";");
    }

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        BodySpool bodies = new BodySpool(server.getVertx(), spool, ingestSettings);
        bodies.listen(router);
        Uploads uploads = new Uploads(bodies, spool, new LoadProfiles(ingestSettings), ingestSettings);
        return doors(mocked("ingest-room", "ingest-promise"), new IngestDoors(uploads, waiters, accepted));
    }

    private MockEndpoint promised(RunState... states) {
        MockEndpoint promise = getMockEndpoint("mock:ingest-promise");
        for (int i = 0; i < states.length; i++) {
            RunState state = states[i];
            Problem problem = state == RunState.REFUSED ? Problem.refused("it holds no rows", "send some") : null;
            promise.whenExchangeReceived(i + 1, answering(body -> run((RunRequest) body, state, problem)));
        }
        return promise;
    }

    private List<LoadRequest> loads() {
        return getMockEndpoint("mock:ingest-promise").getExchanges().stream()
                .map(exchange -> exchange.getMessage().getBody(LoadRequest.class))
                .toList();
    }

    private LoadRequest load() {
        return only("ingest-promise").getMessage().getBody(LoadRequest.class);
    }

    private List<String> spooled() throws Exception {
        try (Stream<Path> files = Files.list(folder.resolve("spool"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /** A form with these files. */
    private static String form(String... files) {
        StringBuilder form = new StringBuilder();
        for (String file : files) {
            form.append("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"")
                    .append(file)
                    .append("\"\r\nContent-Type: text/csv\r\n\r\nid\n1\n\r\n");
        }
        return form + "--x--\r\n";
    }

    @Test
    void aBodyIsOneLoadIntoTheTableOfThePath() throws Exception {
        // Given
        promised(RunState.DONE_WITH_REJECTS);
        user = "ann";

        // When
        HttpResponse<String> answer =
                post(ROWS + "?mode=upsert&again=true", "id\n1\n", "Content-Type", CSV, "Idempotency-Key", "k");

        // Then
        LoadRequest load = load();
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(load.table()).isEqualTo("customers");
        assertThat(load.fileName()).isEqualTo("customers.csv");
        assertThat(load.format()).isEqualTo(LoadRequest.Format.CSV);
        assertThat(load.mode()).isEqualTo(LoadMode.UPSERT);
        assertThat(load.options().again()).isTrue();
        assertThat(load.door()).isEqualTo(Door.HTTP);
        assertThat(load.header().idempotencyKey()).isEqualTo("k");
        assertThat(load.header().askedBy()).isEqualTo("ann");
        assertThat(load.path()).hasContent("id\n1\n");
    }

    @ParameterizedTest
    @EnumSource
    void aBodyComesByEachVersionOfHttp(HttpClient.Version spoken) {
        // Given
        promised(RunState.DONE, RunState.DONE, RunState.DONE);
        version = spoken;

        // When
        HttpResponse<String> body = post(ROWS, "id\n1\n", "Content-Type", CSV);
        HttpResponse<String> asCurlDoes = post(ROWS, "id\n1\n", "Content-Type", "application/x-www-form-urlencoded");
        HttpResponse<String> form = post(UPLOADS, form("a.csv"), "Content-Type", FORM);

        // Then
        assertThat(List.of(body.statusCode(), asCurlDoes.statusCode(), form.statusCode()))
                .containsOnly(200);
        assertThat(form.version()).isEqualTo(spoken);
        assertThat(loads()).hasSize(3).allSatisfy(load -> assertThat(load.path())
                .hasContent("id\n1\n"));
    }

    @Test
    void aParameterThatThereIsNotIsMalformedAndTheNearestIsNamed() {
        // When
        HttpResponse<String> answer = post(ROWS + "?delimeter=;", "id\n1\n", "Content-Type", CSV);

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).get("detail").asText()).isEqualTo("there is no parameter \"delimeter\"");
        assertThat(json(answer).get("hint").asText()).startsWith("did you mean delimiter? one of again, booleans, ");
    }

    @Test
    void aSemicolonIsACharacterOfTheQueryAsAnyOther() {
        // Given
        promised(RunState.DONE);

        // When
        post(ROWS + "?delimiter=;&null=NA&null=", "id\n1\n", "Content-Type", CSV);

        // Then
        assertThat(load().options().said().said())
                .containsEntry("delimiter", List.of(";"))
                .containsEntry("null", List.of("NA", ""));
    }

    @Test
    void anArrayIsAnotherSpellingOfRows() {
        // Given
        promised(RunState.DONE);

        // When
        post(ROWS, "[{\"id\":1}]", "Content-Type", "application/json");

        // Then
        assertThat(load().format()).isEqualTo(LoadRequest.Format.JSON);
        assertThat(load().mode()).isEqualTo(LoadMode.INSERT);
    }

    @Test
    void aLoadThatIsAtWorkIsPromised() {
        // Given
        promised(RunState.RUNNING);

        // When
        HttpResponse<String> answer = post(ROWS, "id\n1\n", "Content-Type", CSV, "Prefer", "respond-async");

        // Then
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Location")).contains("/api/v1/runs/" + load().run());
    }

    @Test
    void aLoadThatIsRefusedIsItsProblemWithTheRunInside() {
        // Given
        promised(RunState.REFUSED);

        // When
        HttpResponse<String> answer = post(ROWS, "", "Content-Type", CSV);

        // Then
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(type(answer)).isEqualTo(PROBLEM);
        assertThat(json(answer).at("/run/id").asText()).isEqualTo(load().run().toString());
    }

    @ParameterizedTest
    @CsvSource({
        "image/png, '',             415",
        "text/csv,  ?mode=destroy,  400",
        "text/csv,  ?again=perhaps, 400",
        "text/csv,  ?encoding=klingon, 400",
        "text/csv,  ?quote=ab,      400",
        "text/csv,  ?again=true&again=true, 400",
        "text/csv,  ?mode=,         400",
        "text/csv,  ?table=others,  400",
        "text/csv,  ?CamelSqlQuery=drop, 400",
        "text/csv,  ?caravanserai-spool=a, 400",
        "text/csv,  ?delimiter=123456789, 400",
    })
    void whatCannotBeLoadedIsNotKept(String type, String query, int status) throws Exception {
        // Given
        promised().expectedMessageCount(0);

        // When
        HttpResponse<String> answer = post(ROWS + query, "id\n1\n", "Content-Type", type);

        // Then
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(type(answer)).isEqualTo(PROBLEM);
        assertThat(spooled()).isEmpty();
        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void anArchiveOfOneFileIsThatFile() throws Exception {
        // Given
        promised(RunState.DONE);
        byte[] archive = Workbook.zip(Map.of("in/more.tsv", "id\tname\n1\tAda\n"));

        // When
        HttpResponse<String> answer = postBytes(ROWS, archive, "Content-Type", "application/zip");

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(load().table()).isEqualTo("customers");
        assertThat(load().fileName()).isEqualTo("more.tsv");
        assertThat(load().options().csv().delimiter()).isEqualTo("\t");
        assertThat(load().path()).hasContent("id\tname\n1\tAda\n");
        assertThat(spooled()).hasSize(1);
    }

    @Test
    void anArchiveOfSeveralFilesIsNoBodyOfRows() throws Exception {
        // Given
        promised().expectedMessageCount(0);
        byte[] archive = Workbook.zip(Map.of("a.csv", "1\n", "b.csv", "2\n"));

        // When
        HttpResponse<String> answer = postBytes(ROWS, archive, "Content-Type", "application/zip");

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).get("detail").asText()).contains("several files");
        assertThat(json(answer).get("hint").asText()).contains("/api/v1/uploads");
        assertThat(spooled()).isEmpty();
    }

    @Test
    void anArchiveThatIsNoneIsNotKept() throws Exception {
        // Given
        promised().expectedMessageCount(0);

        // When
        HttpResponse<String> answer = post(ROWS, "id\n1\n", "Content-Type", "application/zip");

        // Then
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(json(answer).get("detail").asText()).contains("no .zip");
        assertThat(spooled()).isEmpty();
    }

    @Test
    void aBodyThatIsTooLargeIsNotTaken() throws Exception {
        // Given
        promised().expectedMessageCount(0);

        // When
        HttpResponse<String> answer = post(ROWS, "1\n".repeat(501), "Content-Type", CSV);

        // Then
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(type(answer)).isEqualTo(PROBLEM);
        assertThat(spooled()).isEmpty();
        MockEndpoint.assertIsSatisfied(context);
    }

    @ParameterizedTest
    @ValueSource(strings = {UPLOADS, "/upload"})
    void eachFileOfAFormIsALoadInTheOrderSent(String door) {
        // Given
        promised(RunState.DONE, RunState.REFUSED);

        // When
        HttpResponse<String> answer =
                post(door, form("b.csv", "../../etc/a.csv"), "Content-Type", FORM, "Idempotency-Key", "k");

        // Then
        assertThat(answer.statusCode()).isEqualTo(207);
        assertThat(json(answer).get("runs"))
                .extracting(run -> run.get("status").asInt())
                .containsExactly(200, 422);
        assertThat(json(answer).path("response").asText())
                .isEqualTo(door.equals(UPLOADS) ? "" : "b: 0 of 0 rows loaded; a: refused, it holds no rows");
        assertThat(loads()).extracting(LoadRequest::table).containsExactly("b", "a");
        assertThat(loads()).extracting(LoadRequest::fileName).containsExactly("b.csv", "a.csv");
        assertThat(loads()).extracting(load -> load.header().idempotencyKey()).containsExactly("k/1", "k/2");
        assertThat(json(answer).get("runs"))
                .extracting(run -> run.get("state").asText())
                .containsExactly("done", "refused");
    }

    @Test
    void filesOfWhichNoneIsLoadedAreTheProblemOfTheFirst() {
        // Given
        promised(RunState.REFUSED, RunState.REFUSED);

        // When
        HttpResponse<String> answer = post(UPLOADS, form("a.csv", "b.csv"), "Content-Type", FORM);

        // Then
        JsonNode problem = json(answer);
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(type(answer)).isEqualTo(PROBLEM);
        assertThat(problem.get("detail").asText()).isEqualTo("it holds no rows");
        assertThat(problem.get("runs")).hasSize(2);
    }

    @Test
    void filesThatAreBeingLoadedArePromised() {
        // Given
        promised(RunState.DONE, RunState.RUNNING);

        // When
        HttpResponse<String> answer =
                post(UPLOADS, form("a.csv", "b.csv"), "Content-Type", FORM, "Prefer", "respond-async");

        // Then
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Location")).contains("/api/v1/runs");
        assertThat(json(answer).get("runs")).hasSize(2);
    }

    @Test
    void aFormWithoutAFileIsMalformed() throws Exception {
        // When
        HttpResponse<String> answer = post(
                UPLOADS,
                "--x\r\nContent-Disposition: form-data; name=\"table\"\r\n\r\ncustomers\r\n--x--\r\n",
                "Content-Type",
                FORM);

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).get("detail").asText()).isEqualTo("the form holds no file");
    }

    @Test
    void whatIsNoFormIsNotUnderstood() {
        // When
        HttpResponse<String> answer = post(UPLOADS, "id\n1\n", "Content-Type", CSV);

        // Then
        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(type(answer)).isEqualTo(PROBLEM);
    }

    @Test
    void aFileThatCannotBePromisedIsTheProblemAndNoneAfterItIsTaken() throws Exception {
        // Given
        MockEndpoint promise = getMockEndpoint("mock:ingest-promise");
        promise.whenAnyExchangeReceived(failing(sqlState("08006")));
        promise.expectedMessageCount(1);

        // When
        HttpResponse<String> answer = post(UPLOADS, form("a.csv", "b.csv"), "Content-Type", FORM);

        // Then
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(type(answer)).isEqualTo(PROBLEM);
        assertThat(answer.headers().firstValue("Retry-After")).contains("5");
        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void noHeaderOfAClientIsThereBehindTheDoor() {
        // Given
        promised(RunState.DONE);

        // When
        HttpResponse<String> answer = post(
                ROWS,
                "id\n1\n",
                "Content-Type",
                CSV,
                "CamelFileName",
                "../../passwd",
                "CamelHttpResponseCode",
                "418",
                "mode",
                "replace",
                BodySpool.HEADER,
                "a ticket of another");

        // Then
        Exchange behind = only("ingest-promise");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(load().mode()).isEqualTo(LoadMode.INSERT);
        assertThat(behind.getMessage().getHeaders()).isEmpty();
    }

    @Test
    void aProfileHoldsWhereTheCallSaysNothingElse() {
        // Given
        promised(RunState.DONE);

        // When
        HttpResponse<String> known = post(ROWS + "?profile=german&mode=upsert", "1;2\n", "Content-Type", CSV);
        HttpResponse<String> unknown = post(ROWS + "?profile=dutch", "1;2\n", "Content-Type", CSV);

        // Then
        assertThat(known.statusCode()).isEqualTo(200);
        assertThat(load().options().said().text("delimiter")).contains(";");
        assertThat(load().mode()).isEqualTo(LoadMode.UPSERT);
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(unknown.body()).contains("there is no profile", "german");
    }
}
