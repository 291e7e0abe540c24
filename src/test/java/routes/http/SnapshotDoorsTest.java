package routes.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import ledger.Json;
import ledger.Problem;
import ledger.Run;
import ledger.RunRequest;
import ledger.RunState;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import rows.change.RowChoice;
import rows.place.RemoteTargets;
import snapshot.Expiry;
import snapshot.RestoreRequest;
import snapshot.Restorer;
import snapshot.SnapshotIndex;
import snapshot.SnapshotRequest;
import snapshot.Verifier;

class SnapshotDoorsTest extends HttpCamel {

    private static final String SNAPSHOTS = "/api/v1/snapshots";

    private final String table = "kept_" + UUID.randomUUID().toString().substring(0, 8);

    @Override
    protected Map<String, String> settings() {
        return Map.of("snapshot.keep.last", "3");
    }

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        SnapshotIndex index = new SnapshotIndex(POOL, repository, snapshotSettings);
        return doors(
                mocked("runs-begin"),
                new RunDoors(ledger, waiters),
                new SnapshotDoors(
                        index,
                        new Restorer(
                                POOL,
                                index,
                                snapshotSettings,
                                new RemoteTargets(POOL, databases(), snapshotSettings, active)),
                        new Expiry(POOL, repository, snapshotSettings, active)));
    }

    @AfterEach
    void drop() throws Exception {
        DATABASE.execute("delete from caravanserai.backup_table");
        DATABASE.execute("drop table if exists " + table);
    }

    /** A table that is kept as a snapshot. */
    private void kept() throws Exception {
        Run run = ledger.begin(some(null));
        DATABASE.execute("create table " + table + " (id int)");
        DATABASE.execute("insert into caravanserai.backup_table values ('public', '" + table + "', 'public', 'it', '"
                + run.id() + "', now(), 0, 'hash', 'method', null, '{\"columns\":[],\"key\":[]}')");
    }

    @ParameterizedTest
    @ValueSource(strings = {SNAPSHOTS, "/backup"})
    void aSnapshotOfEveryTableIsMadeInFilesUnlessItIsToldOtherwise(String door) {
        // Given
        becoming(RunState.DONE, null);

        // When
        HttpResponse<String> answer = post(door, null);

        // Then
        SnapshotRequest asked = asked(SnapshotRequest.class);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(asked).isEqualTo(new SnapshotRequest(asked.header(), List.of(), null, null, null));
    }

    @Test
    void aSnapshotIsMadeOfWhatIsAskedFor() {
        // Given
        becoming(RunState.DONE, null);

        // When
        post(SNAPSHOTS, "{\"tables\":\"a\",\"as\":\"parquet\",\"where\":\"id > 7\",\"sample\":5}");

        // Then
        SnapshotRequest asked = asked(SnapshotRequest.class);
        assertThat(asked)
                .isEqualTo(new SnapshotRequest(asked.header(), List.of("a"), SnapshotRequest.As.PARQUET, "id > 7", 5));
    }

    @Test
    void tablesThatMayNotBeReadAreLeftOutWhereThatIsAskedFor() {
        // Given
        becoming(RunState.DONE, null);

        // When
        post(SNAPSHOTS, "{\"unreadable\":\"skip\"}");

        // Then
        assertThat(asked(SnapshotRequest.class).unreadable()).isEqualTo(SnapshotRequest.OnUnreadable.SKIP);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"table\":\"a\"} | there is no \"table\" here | did you mean tables? one of tables, as, where, sample, unreadable, engine",
                "{\"as\":\"stone\"} | as cannot be \"stone\" | one of files, avro, parquet, table",
                "{\"engine\":\"stone\"} | engine cannot be \"stone\" | one of service, spark, auto",
                "{\"sample\":0} | sample is a number of rows from 1 on, not 0 | ",
            })
    void whatCannotBeMadeIsMalformedAndBeginsNothing(String body, String detail, String hint) throws Exception {
        // Given
        becoming(RunState.DONE, null).expectedMessageCount(0);

        // When
        HttpResponse<String> answer = post(SNAPSHOTS, body);

        // Then
        assertProblem(answer, Problem.malformed(detail, hint));
        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void theSnapshotsThereAreAreListedAndShown() throws Exception {
        // Given
        kept();

        // When
        HttpResponse<String> all = get(SNAPSHOTS);
        HttpResponse<String> one = get(SNAPSHOTS + "/" + table);

        // Then
        assertThat(json(all).get("snapshots").findValuesAsText("id")).contains(table);
        assertThat(one.statusCode()).isEqualTo(200);
        assertThat(json(one).get("id").asText()).isEqualTo(table);
    }

    @Test
    void aRestoreIsOfAllOfItBesideUnlessItIsToldOtherwise() throws Exception {
        // Given
        kept();
        becoming(RunState.DONE, null);

        // When
        post(SNAPSHOTS + "/" + table + "/restore", null);

        // Then
        RestoreRequest asked = asked(RestoreRequest.class);
        assertThat(asked)
                .isEqualTo(new RestoreRequest(
                        asked.header(), table, List.of(), "beside", "main", RowChoice.ALL, null, false, false, false));
    }

    @Test
    void aRestoreIsOfWhatIsAskedFor() throws Exception {
        // Given
        kept();
        becoming(RunState.DONE, null);

        // When
        post(
                SNAPSHOTS + "/" + table + "/restore",
                "{\"tables\":[\"it\"],\"into\":\"original\",\"database\":\"copy\",\"rows\":\"missing\","
                        + "\"keys\":[7,[1,2]],\"dryRun\":true,\"triggers\":true}");

        // Then
        RestoreRequest asked = asked(RestoreRequest.class);
        assertThat(asked)
                .isEqualTo(new RestoreRequest(
                        asked.header(),
                        table,
                        List.of("it"),
                        "original",
                        "copy",
                        RowChoice.MISSING,
                        Json.read("[7,[1,2]]"),
                        true,
                        true,
                        false));
    }

    @Test
    void aRestoreThatIsMisspeltIsMalformedAndBeginsNothing() throws Exception {
        // Given
        kept();
        becoming(RunState.DONE, null).expectedMessageCount(0);

        // When
        HttpResponse<String> answer = post(SNAPSHOTS + "/" + table + "/restore", "{\"dryrun\":true}");

        // Then
        assertProblem(
                answer,
                Problem.malformed(
                        "there is no \"dryrun\" here",
                        "did you mean dryRun? one of tables, into, database, rows, keys, key, dryRun, triggers, createSchema, with, engine"));
        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void aSnapshotIsVerified() throws Exception {
        // Given
        kept();
        becoming(RunState.DONE, null);

        // When
        post(SNAPSHOTS + "/" + table + "/verify", null);

        // Then
        Verifier.Request asked = asked(Verifier.Request.class);
        assertThat(asked).isEqualTo(new Verifier.Request(asked.header(), table));
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    /nothing",
        "DELETE, /nothing",
        "POST,   /nothing/verify",
        "POST,   /nothing/restore",
        "GET,    /nothing/diff?table=a",
        "GET,    /latest",
        "POST,   /latest/restore",
    })
    void aSnapshotThatThereIsNotIsNotFoundAndNothingBegins(String method, String path) throws Exception {
        // Given
        becoming(RunState.DONE, null).expectedMessageCount(0);

        // When
        HttpResponse<String> answer = call(method, SNAPSHOTS + path, null);

        // Then
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(type(answer)).isEqualTo(PROBLEM);
        assertThat(json(answer).get("type").asText()).isEqualTo("not-found");
        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void theNewestSnapshotIsMeantByTheRestoreOfOld() {
        // When
        HttpResponse<String> answer = post("/restore", null);

        // Then
        assertProblem(
                answer,
                Problem.notFound(
                        "there is no snapshot of all tables yet",
                        "make one with POST /backup, or say which tables are meant with ?table=<name>"));
    }

    @Test
    void aComparisonNeedsItsTable() {
        // When
        HttpResponse<String> answer = get(SNAPSHOTS + "/nothing/diff");

        // Then
        assertProblem(answer, Problem.malformed("which table is not said", "add ?table=<name>"));
    }

    @Test
    void retentionIsNoSnapshotOfThatName() {
        // Given
        becoming(RunState.DONE, null);

        // When
        HttpResponse<String> plan = get(SNAPSHOTS + "/retention");
        HttpResponse<String> applied = post(SNAPSHOTS + "/retention", null);

        // Then
        assertThat(json(plan).toString()).isEqualTo("{\"rules\":{\"last\":3},\"sets\":[],\"tables\":[]}");
        assertThat(applied.statusCode()).isEqualTo(200);
        assertThat(asked(Expiry.Request.class).door().text()).isEqualTo("http");
    }

    @ParameterizedTest
    @ValueSource(strings = {"snapshot", "retention"})
    void noHeaderOfAClientIsThereBehindTheDoor(String door) {
        // Given
        becoming(RunState.DONE, null);

        // When
        template.request("direct:" + door + "-asked", exchange -> {
            exchange.getMessage().setHeader("CamelSqlQuery", "drop table customers");
            exchange.getMessage().setHeader("CamelFileName", "../../passwd");
            exchange.getMessage().setHeader("CamelHttpResponseCode", 418);
        });

        // Then
        assertThat(only("runs-begin").getMessage().getHeaders()).isEmpty();
        assertThat(asked(RunRequest.class)).isNotNull();
    }
}
