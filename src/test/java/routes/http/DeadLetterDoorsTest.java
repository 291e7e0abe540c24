package routes.http;

import static org.assertj.core.api.Assertions.assertThat;

import ingest.Redrive;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import ledger.LetterFilter;
import ledger.Problem;
import ledger.Run;
import ledger.RunState;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLetterDoorsTest extends HttpCamel {

    private static final String LETTERS = "/api/v1/dead-letters";
    private static final String MEMBERS = "one of ids, table, run, state, sqlstate, column, all";

    private final String table = "letters_" + UUID.randomUUID().toString().substring(0, 8);

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        return doors(mocked("runs-begin"), new RunDoors(ledger, waiters), new DeadLetterDoors(corrections()));
    }

    /** A letter of the table; returns its id. */
    private String letter(String raw) throws Exception {
        Run run = ledger.begin(some(null));
        DATABASE.execute("create table if not exists " + table + " (id int, name text)");
        return DATABASE.value("insert into caravanserai.dead_letter"
                + " (run, table_name, file, line, column_name, sqlstate, reason, raw, encoding, \"values\") values ('"
                + run.id() + "', '" + table + "', 'a.csv', 67, 'name', '23502', 'name is required', convert_to('" + raw
                + "', 'UTF8'), 'UTF-8', '{\"name\":null}') returning id");
    }

    private String state(String id) throws Exception {
        return DATABASE.value("select state from caravanserai.dead_letter where id = " + id);
    }

    @Test
    void lettersAreListedWithWhatTheyHaveInCommon() throws Exception {
        // Given
        String first = letter("1,");
        String second = letter("2,");

        // When
        HttpResponse<String> answer = get(LETTERS + "?table=" + table + "&limit=1&before=" + second);

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(type(answer)).isEqualTo("application/json");
        assertThat(json(answer).get("deadLetters").findValuesAsText("id")).containsExactly(first);
        assertThat(json(answer).at("/groups/0/reason").asText()).isEqualTo("name is required");
    }

    @Test
    void lettersAreDownloadedBelowAHeaderAndNoneIsAFormula() throws Exception {
        // Given
        String id = letter("=1+1,");

        // When
        HttpResponse<String> answer = get(LETTERS + ".csv?table=" + table);

        // Then
        assertThat(type(answer)).isEqualTo("text/csv; charset=utf-8");
        assertThat(answer.body().lines())
                .containsExactly(
                        "_letter,_line,_column,_reason,id,name,_raw", id + ",67,name,name is required,,,\"'=1+1,\"");
    }

    @Test
    void everyLetterIsDownloadedHoweverManyThereAre() throws Exception {
        // Given
        letter("1,");
        DATABASE.execute("insert into caravanserai.dead_letter"
                + " (run, table_name, file, line, sqlstate, reason, raw, encoding, \"values\")"
                + " select run, table_name, file, i, sqlstate, reason, raw, encoding, '{\"1\":\"=1\",\"2\":\"b\"}'"
                + " from caravanserai.dead_letter, generate_series(1, 2499) i where table_name = '" + table + "'");

        // When
        HttpResponse<String> answer = get(LETTERS + ".csv?table=" + table);

        // Then
        assertThat(answer.body().lines()).hasSize(2501);
        assertThat(answer.body().lines().skip(2500))
                .singleElement()
                .asString()
                .endsWith(",2499,,name is required,'=1,b,\"1,\"");
    }

    @Test
    void lettersOfSeveralTablesAreNoSheet() throws Exception {
        // Given
        letter("1,");
        Run run = ledger.begin(some(null));
        DATABASE.execute(
                "update caravanserai.dead_letter set run = '" + run.id() + "' where table_name = '" + table + "'");
        DATABASE.execute("insert into caravanserai.dead_letter (run, table_name, file, sqlstate, reason, raw, encoding)"
                + " values ('" + run.id() + "', 'a_other', 'a.csv', '23502', 'r', 'x', 'UTF_8')");

        // When
        HttpResponse<String> answer = get(LETTERS + ".csv?run=" + run.id());

        // Then
        assertProblem(
                answer,
                Problem.malformed(
                        "the letters are of several tables: a_other, " + table, "say table= for one of them"));
    }

    @Test
    void whatIsSaidOfALetterIsToldFromEveryColumnOfItsTable() throws Exception {
        // Given
        DATABASE.execute("create table " + table + " (_raw text, \"__LINE\" int, name text)");
        letter("1,");

        // When
        HttpResponse<String> answer = get(LETTERS + ".csv?table=" + table);

        // Then
        assertThat(answer.body()).startsWith("___letter,___line,___column,___reason,_raw,__LINE,name,___raw\r\n");
    }

    @Test
    void aLetterIsShown() throws Exception {
        // Given
        String id = letter("1,");

        // When
        HttpResponse<String> answer = get(LETTERS + "/" + id);

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).get("raw").asText()).isEqualTo("1,");
    }

    @Test
    void aLetterThatThereIsNotIsNotFound() {
        // When
        HttpResponse<String> answer = get(LETTERS + "/0");

        // Then
        assertProblem(answer, Problem.notFound("there is no dead letter 0", "list them with GET /api/v1/dead-letters"));
    }

    @ParameterizedTest
    @CsvSource({
        "/x,       '\"x\" is no dead letter''s id', ",
        "?before=x, '\"x\" is no dead letter''s id', ",
        "?run=x,   '\"x\" is no run''s id', ",
        "?limit=x, 'limit is a number, not \"x\"', ",
        "?limit=0, 'limit is 1 to 1000, not 0', page on with before=<id>",
    })
    void whatIsNoLetterAndNoFilterIsMalformed(String path, String detail, String hint) {
        // When
        HttpResponse<String> answer = get(LETTERS + path);

        // Then
        assertProblem(answer, Problem.malformed(detail, hint));
    }

    @Test
    void aLetterIsCorrectedAndStaysOpen() throws Exception {
        // Given
        String id = letter("1,");

        // When
        HttpResponse<String> answer = call("PATCH", LETTERS + "/" + id, "{\"values\":{\"name\":\"mended\"}}");

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).at("/values/name").asText()).isEqualTo("mended");
        assertThat(state(id)).isEqualTo("open");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"values\":null}", "{\"values\":{}}", "{\"values\":[1]}"})
    void aCorrectionOfNothingIsMalformed(String body) throws Exception {
        // Given
        String id = letter("1,");

        // When
        HttpResponse<String> answer = call("PATCH", LETTERS + "/" + id, body);

        // Then
        assertProblem(
                answer,
                Problem.malformed("the correction names no values", "send {\"values\":{\"<column>\":<value>}}"));
    }

    @Test
    void theLettersOfABodyAreRedriven() {
        // Given
        becoming(RunState.DONE_WITH_REJECTS, null);
        UUID run = UUID.randomUUID();

        // When
        HttpResponse<String> answer = post(
                LETTERS + "/redrive",
                "{\"ids\":[7,\"8\"],\"table\":\"t\",\"run\":\"" + run
                        + "\",\"state\":\"open\",\"sqlstate\":\"23505\",\"column\":\"c\"}");

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(asked(Redrive.Request.class).filter())
                .isEqualTo(new LetterFilter(List.of(7L, 8L), "t", run, "open", "23505", "c", null));
    }

    @Test
    void theLettersOfAQueryAreRedriven() {
        // Given
        becoming(RunState.DONE, null);

        // When
        post(LETTERS + "/redrive?table=t&column=c&before=9", null, "Idempotency-Key", "k-17");

        // Then
        Redrive.Request asked = asked(Redrive.Request.class);
        assertThat(asked.filter()).isEqualTo(new LetterFilter(null, "t", null, null, null, "c", 9L));
        assertThat(asked.header().idempotencyKey()).isEqualTo("k-17");
    }

    @Test
    void everyLetterIsRedrivenWhenThatIsSaid() {
        // Given
        becoming(RunState.DONE, null);

        // When
        post(LETTERS + "/redrive", "{\"all\":true}");

        // Then
        assertThat(asked(Redrive.Request.class).filter()).isEqualTo(LetterFilter.ALL);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST  | /redrive            | {}",
                "POST  | /discard            | {}",
                "POST  | /discard?state=open | {}",
                "POST  | /discard            | {\"all\":false}",
                "POST  | /redrive?before=9   | {\"state\":\"open\"}",
                "PATCH | ''                  | {\"values\":{\"name\":\"x\"}}",
            })
    void lettersThatNobodyChoseAreNotAllOfThem(String method, String path, String body) throws Exception {
        // Given
        String id = letter("1,");
        becoming(RunState.DONE, null).expectedMessageCount(0);

        // When
        HttpResponse<String> answer = call(method, LETTERS + path, body);

        // Then
        assertProblem(
                answer,
                Problem.malformed(
                        "it is not said which letters",
                        "choose by ids, table, run, sqlstate or column, or say all=true; state alone is no choice"));
        assertThat(state(id)).isEqualTo("open");
        MockEndpoint.assertIsSatisfied(context);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/discard?tabel=t          | there is no parameter \"tabel\"",
                "/discard?all=true&table=t | all is said beside a choice",
                "/discard?all=1            | all is true or false, not \"1\"",
                "/discard?table=           | table is empty",
                "/discard?table=t&state=shut | state is open, redriven or discarded, not \"shut\"",
                "/discard?ids=7,x          | \"x\" is no dead letter's id",
            })
    void aChoiceOfTheQueryThatIsNoneIsMalformed(String path, String detail) {
        // When
        HttpResponse<String> answer = post(LETTERS + path, null);

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).get("detail").asText()).isEqualTo(detail);
    }

    @Test
    void aHeaderChoosesNoLetters() throws Exception {
        // Given
        String id = letter("1,");

        // When
        HttpResponse<String> answer = post(LETTERS + "/discard", null, "Table", table);

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(state(id)).isEqualTo("open");
    }

    @Test
    void anEmptyListChoosesNone() throws Exception {
        // Given
        String id = letter("1,");

        // When
        HttpResponse<String> answer = post(LETTERS + "/discard", "{\"ids\":[]}");

        // Then
        assertThat(json(answer).toString()).isEqualTo("{\"discarded\":0}");
        assertThat(state(id)).isEqualTo("open");
    }

    @Test
    void aColumnIsSetInAllLettersThatAreChosen() throws Exception {
        // Given
        String first = letter("1,");
        String second = letter("2,");

        // When
        HttpResponse<String> answer =
                call("PATCH", LETTERS, "{\"table\":\"" + table + "\",\"values\":{\"name\":\"mended\"}}");

        // Then
        assertThat(json(answer).toString()).isEqualTo("{\"corrected\":2}");
        assertThat(json(get(LETTERS + "/" + first)).at("/values/name").asText()).isEqualTo("mended");
        assertThat(json(get(LETTERS + "/" + second)).at("/values/name").asText())
                .isEqualTo("mended");
    }

    @Test
    void theLettersThatAreMeantAreGivenUpAndNoOthers() throws Exception {
        // Given
        String meant = letter("1,");
        String other = letter("2,");

        // When
        HttpResponse<String> answer = post(LETTERS + "/discard", "{\"ids\":[" + meant + "]}");

        // Then
        assertThat(json(answer).toString()).isEqualTo("{\"discarded\":1}");
        assertThat(state(meant)).isEqualTo("discarded");
        assertThat(state(other)).isEqualTo("open");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redrive", "discard"})
    void aFilterThatIsMisspeltIsMalformedAndNotEveryLetterThereIs(String door) throws Exception {
        // Given
        String id = letter("1,");
        becoming(RunState.DONE, null).expectedMessageCount(0);

        // When
        HttpResponse<String> answer = post(LETTERS + "/" + door, "{\"tabel\":\"nothing\"}");

        // Then
        assertProblem(answer, Problem.malformed("there is no \"tabel\" here", "did you mean table? " + MEMBERS));
        assertThat(state(id)).isEqualTo("open");
        MockEndpoint.assertIsSatisfied(context);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"ids\":7}       | ids is a list of ",
                "{\"ids\":null}    | ids is a list of letters, not null",
                "{\"ids\":[\"a\"]} | \"a\" is no dead letter's id",
                "{\"ids\":[1.5]}   | \"1.5\" is no dead letter's id",
                "{\"run\":\"a\"}   | \"a\" is no run's id",
                "{\"table\":[5]}   | table is a text, not [5]",
                "{                 | the body is not JSON",
                "[]                | the body is not a JSON object",
            })
    void aChoiceThatIsNoneIsMalformed(String body, String detail) {
        // When
        HttpResponse<String> answer = post(LETTERS + "/discard", body);

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(type(answer)).isEqualTo(PROBLEM);
        assertThat(json(answer).get("detail").asText()).startsWith(detail);
    }

    @Test
    void noHeaderOfAClientIsThereBehindTheDoor() {
        // Given
        becoming(RunState.DONE, null);

        // When
        template.request("direct:redrive-asked", exchange -> {
            exchange.getMessage().setHeader("CamelSqlQuery", "drop table customers");
            exchange.getMessage().setHeader("CamelHttpResponseCode", 418);
            exchange.getMessage().setBody("{\"all\":true}");
        });

        // Then
        assertThat(only("runs-begin").getMessage().getHeaders()).isEmpty();
    }
}
