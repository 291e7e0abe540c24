package routes.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import ledger.Problem;
import org.apache.camel.RoutesBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postgres.Patience;
import reports.ReportReader;
import reports.ReportSettings;
import reports.Reports;
import routes.ReportCamel;

@Tag("every-postgres")
class ReportDoorsTest extends HttpCamel {

    private static final String DOOR = "/api/v1/reports/";

    private final Path reportsFolder = folder.resolve("reports");
    private final String role =
            "reader_" + UUID.randomUUID().toString().substring(0, 8).replace("-", "");

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        ReportSettings settings = new SmallRyeConfigBuilder()
                .withConverter(Path.class, 100, Path::of)
                .withMapping(ReportSettings.class)
                .withDefaultValue("reports.folder", reportsFolder.toString())
                .withDefaultValue("reports.role", role)
                .withDefaultValue("reports.timeout", "2S")
                .withDefaultValue("reports.max-rows", "5")
                .withDefaultValue("reports.max-bytes", "1000")
                .withDefaultValue("reports.at-once", "2")
                .build()
                .getConfigMapping(ReportSettings.class);
        return doors(
                new ReportDoors(new Reports(settings)),
                ReportCamel.routes(new Reports(settings), new ReportReader(databases(), settings), settings));
    }

    @BeforeEach
    void role() throws Exception {
        Files.createDirectories(reportsFolder);
        DATABASE.execute("create role " + role);
        DATABASE.execute("grant usage on schema public to " + role);
        DATABASE.execute("alter default privileges grant select on tables to " + role);
        DATABASE.execute("create table if not exists kept (n int)");
    }

    private void write(String name, String text) {
        try {
            Files.writeString(reportsFolder.resolve(name + ".sql"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aReportIsReadWithEveryTypeAsTheDatabaseWritesIt() {
        // Given
        write(
                "ours",
                """
                -- parameter: n numeric = 1.50
                -- parameter: said text = it's :n
                select :n as n, :said as said, 12345678901234567890.10 as big, null::int as nothing, true as yes,
                       timestamptz '2021-07-01 12:00:00+02' as at, date '2021-07-01' as day, array[1, 2] as list,
                       '{"a": 1.0}'::jsonb ? 'a' as has, '{"a":1.0}'::json as json, ':?x' as odd
                """);

        // When
        HttpResponse<String> json = get(DOOR + "ours");
        HttpResponse<String> csv = get(DOOR + "ours.csv?n=2&said=a%2C%22b%22");

        // Then
        assertThat(json.body())
                .isEqualTo("{\"name\":\"ours\",\"parameters\":{\"n\":1.50,\"said\":\"it's :n\"},"
                        + "\"columns\":[\"n\",\"said\",\"big\",\"nothing\",\"yes\",\"at\",\"day\",\"list\",\"has\","
                        + "\"json\",\"odd\"],"
                        + "\"rows\":[{\"n\":1.50,\"said\":\"it's :n\",\"big\":12345678901234567890.10,\"nothing\":null,"
                        + "\"yes\":true,\"at\":\"2021-07-01T10:00:00+00:00\",\"day\":\"2021-07-01\",\"list\":[1,2],"
                        + "\"has\":true,\"json\":{\"a\":1.0},\"odd\":\":?x\"}],\"truncated\":false,\"notes\":[]}");
        assertThat(type(csv)).startsWith("text/csv");
        assertThat(csv.body())
                .isEqualTo("n,said,big,nothing,yes,at,day,list,has,json,odd\r\n"
                        + "2,\"a,\"\"b\"\"\",12345678901234567890.10,,true,2021-07-01T10:00:00+00:00,2021-07-01,"
                        + "\"[1,2]\",true,\"{\"\"a\"\":1.0}\",:?x\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "text/csv,                                 text/csv",
        "'text/csv, application/json;q=0.5',       text/csv",
        "'application/json, text/csv;q=0.9',       application/json",
        "*/*,                                      application/json",
        "'text/*;q=0.9, */*;q=0.1',                text/csv",
        "nonsense,                                 application/json",
    })
    void theCallerSaysWhetherHeWantsCsv(String accept, String type) {
        // Given
        write("ours", "select 1 as a");

        // When
        HttpResponse<String> answer = call("GET", DOOR + "ours", null, "Accept", accept);

        // Then
        assertThat(type(answer)).startsWith(type);
    }

    @Test
    void parametersAreSaidInTheQueryOrInTheBody() {
        // Given
        write("ours", "-- parameter: a integer\n-- parameter: b integer = 2\nselect :a + :b as sum");

        // When
        HttpResponse<String> queried = get(DOOR + "ours?a=1");
        HttpResponse<String> posted = post(DOOR + "ours", "{\"a\":1,\"b\":3}");
        HttpResponse<String> both = post(DOOR + "ours?a=1", "{\"b\":5,\"database\":\"main\"}");
        HttpResponse<String> twice = post(DOOR + "ours?a=1", "{\"a\":5}");
        HttpResponse<String> list = post(DOOR + "ours", "{\"a\":[1]}");
        HttpResponse<String> none = get(DOOR + "ours");
        HttpResponse<String> other = get(DOOR + "ours?a=1&c=2");

        // Then
        assertThat(json(queried).at("/rows/0/sum").asInt()).isEqualTo(3);
        assertThat(json(posted).at("/rows/0/sum").asInt()).isEqualTo(4);
        assertThat(json(both).at("/rows/0/sum").asInt()).isEqualTo(6);
        assertThat(twice.statusCode()).isEqualTo(400);
        assertThat(list.statusCode()).isEqualTo(400);
        assertProblem(none, Problem.malformed("a is missing", "a is a whole number"));
        assertProblem(
                other,
                Problem.malformed("the report ours has no parameter \"c\"", "did you mean a? one of a, b, database"));
    }

    @Test
    void anAnswerHoldsSoManyRowsAndSaysThatThereAreMore() {
        // Given
        write("ours", "-- parameter: rows integer\nselect n from generate_series(1, :rows) n order by n");

        // When
        HttpResponse<String> all = get(DOOR + "ours?rows=5");
        HttpResponse<String> more = get(DOOR + "ours?rows=6");
        HttpResponse<String> none = get(DOOR + "ours?rows=0");

        // Then
        assertThat(json(all).get("rows")).hasSize(5);
        assertThat(json(all).get("truncated").asBoolean()).isFalse();
        assertThat(json(more).get("rows")).hasSize(5);
        assertThat(json(more).get("truncated").asBoolean()).isTrue();
        assertThat(json(none).get("rows")).isEmpty();
        assertThat(json(none).get("columns").get(0).asText()).isEqualTo("n");
    }

    @Test
    void anAnswerHoldsSoManyBytesHoweverFewRowsTheyAre() {
        // Given
        write("ours", "select n, repeat('x', 300) as x from generate_series(1, 4) n order by n desc");
        write("huge", "select repeat('x', 1000000) as x");

        // When
        HttpResponse<String> several = get(DOOR + "ours");
        HttpResponse<String> huge = get(DOOR + "huge");

        // Then
        assertThat(json(several).get("rows").findValuesAsText("n")).containsExactly("4", "3", "2");
        assertThat(json(several).get("truncated").asBoolean()).isTrue();
        assertThat(json(huge).get("rows")).isEmpty();
        assertThat(json(huge).get("truncated").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "with gone as (delete from kept returning 1) select * from gone",
                "select set_config('transaction_read_only', 'off', true), nextval('counted')",
                "select writes()",
                "select * from secrets",
                "select 1 / 0 as x",
                "select 1 as a, 2 as a",
                "select from nowhere",
                "select 1)  union (select 2",
                "select 'a' :: int",
            })
    void whatTheDatabaseDoesNotReadIsRefusedAndChangesNothing(String statement) throws Exception {
        // Given
        DATABASE.execute("create sequence if not exists counted");
        DATABASE.execute("grant usage on sequence counted to " + role);
        DATABASE.execute("create table if not exists secrets (a int); revoke all on secrets from " + role);
        DATABASE.execute("create or replace function writes() returns int language plpgsql as $$ begin perform"
                + " set_config('transaction_read_only', 'off', true); insert into kept values (1); return 1; end $$");
        write("ours", statement);

        // When
        HttpResponse<String> answer = get(DOOR + "ours");

        // Then
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(DATABASE.value("select count(*) from kept")).isEqualTo("0");
        assertThat(DATABASE.value("select is_called from counted")).isEqualTo("f");
    }

    @Test
    void whatTakesTooLongIsBrokenOff() {
        // Given
        write("ours", "select pg_sleep(600)");

        // When
        HttpResponse<String> answer = get(DOOR + "ours");

        // Then
        assertProblem(
                answer,
                Problem.refused(
                        "the database did not read the report ours within 2000 ms",
                        "ask for less, make its statement quicker, or raise reports.timeout"));
    }

    @Test
    void whoAsksForMoreThanAreReadAtOnceMayComeAgain() throws Exception {
        // Given
        DATABASE.execute("create table if not exists gate (a int)");
        write("slow", "select count(*) from gate");
        write("quick", "select 1 as a");
        try (var connection = DATABASE.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            connection.createStatement().execute("lock table gate");
            CompletableFuture<HttpResponse<String>> first = CompletableFuture.supplyAsync(() -> get(DOOR + "slow"));
            CompletableFuture<HttpResponse<String>> second = CompletableFuture.supplyAsync(() -> get(DOOR + "slow"));

            // When
            Awaitility.await()
                    .atMost(Patience.LIMIT)
                    .until(() -> get(DOOR + "quick").statusCode() == 503);
            connection.rollback();

            // Then
            first.join();
            second.join();
            Awaitility.await()
                    .atMost(Patience.LIMIT)
                    .until(() -> get(DOOR + "quick").statusCode() == 200);
        }
    }

    @Test
    void aTableThatIsMissingIsNamedWithWhatToLoad() throws Exception {
        // Given
        write("ours", "-- needs: no_such(id, name)\nselect 1");
        write("wider", "-- needs: kept(n, m)\nselect 1");

        // When
        HttpResponse<String> missing = get(DOOR + "ours");
        HttpResponse<String> narrow = get(DOOR + "wider");

        // Then
        assertThat(missing.statusCode()).isEqualTo(422);
        assertThat(json(missing).get("detail").asText())
                .isEqualTo("the report ours reads the table no_such, and there is none");
        assertThat(json(missing).get("hint").asText()).contains("no_such.csv with the columns id, name");
        assertThat(narrow.statusCode()).isEqualTo(422);
        assertThat(json(narrow).get("detail").asText()).contains("reads m of kept, which has n");
    }

    @Test
    void whatThereIsNotIsNotFound() {
        // Given
        write("ours", "select 1");

        // When
        HttpResponse<String> report = get(DOOR + "hires-by-quater");
        HttpResponse<String> database = get(DOOR + "ours?database=nowhere");

        // Then
        assertThat(report.statusCode()).isEqualTo(404);
        assertThat(json(report).get("hint").asText()).startsWith("did you mean hires-by-quarter?");
        assertThat(database.statusCode()).isEqualTo(404);
    }

    @Test
    void allAreListedWithWhatTheyMayBeTold() {
        // Given
        write("faulty", "drop table kept");

        // When
        HttpResponse<String> answer = get("/api/v1/reports");

        // Then
        assertThat(json(answer).get("reports").findValuesAsText("name"))
                .contains("departments-above-mean", "faulty", "hires-by-quarter", "year");
        assertThat(json(answer).at("/reports/1/fault").asText()).contains("begins with select");
        assertThat(json(answer).at("/reports/2/chart/kind").asText()).isEqualTo("stacked-bars");
        assertThat(json(answer).at("/reports/2/parameters/0/default").asInt()).isEqualTo(2021);
    }
}
