package routes.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import ledger.Json;
import ledger.RunRequest;
import org.apache.camel.Message;
import org.apache.camel.RoutesBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeadLetterListTest extends DoorCamel {

    private final RunRequest request = some(null);
    private final String table = "t" + UUID.randomUUID();

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        context.addRoutesConfigurations(new DoorFailures());
        return new RoutesBuilder[] {new DeadLetterDoors(corrections()), mocked("runs-ask")};
    }

    @BeforeEach
    void begin() throws SQLException {
        DATABASE.execute("create table if not exists \"" + table + "\" (name text)");
        ledger.begin(request);
    }

    private long letter(String reason) throws SQLException {
        return Long.parseLong(DATABASE.value("insert into caravanserai.dead_letter"
                + " (run, table_name, file, line, column_name, sqlstate, reason, raw, encoding, \"values\") values ('"
                + request.run() + "', '" + table + "', 'f.csv', null, null, '22P02', '" + reason
                + "', 'gr\u00fcn', 'UTF_8', '{\"1\":\"a\"}') returning id"));
    }

    @Test
    void theLatestLettersThatFitAreListedAndAllThatFitAreGrouped() throws SQLException {
        // Given
        letter("no number: \"a\"");
        long last = letter("no number: \"b\"");

        // When
        Message answer = call("letters-list", Map.of("table", table, "limit", "1"), null);

        // Then
        assertThat(json(answer).get("deadLetters")).hasSize(1);
        JsonNode letter = json(answer).at("/deadLetters/0");
        assertThat(letter.get("id").asLong()).isEqualTo(last);
        assertThat(letter.get("run").asText()).isEqualTo(request.run().toString());
        assertThat(letter.get("line").isNull()).isTrue();
        assertThat(letter.get("raw").asText()).isEqualTo("gr\u00fcn");
        assertThat(letter.get("values")).isEqualTo(Json.read("{\"1\":\"a\"}"));
        assertThat(json(answer).get("groups")).hasSize(1);
        assertThat(json(answer).at("/groups/0/count").asInt()).isEqualTo(2);
        assertThat(json(answer).at("/groups/0/reason").asText()).isEqualTo("no number: \u2026");
        assertThat(answer.getHeaders())
                .containsOnlyKeys("CamelHttpResponseCode", "Content-Type", "X-Content-Type-Options");
    }

    @Test
    void nothingThatACallerSaysBesideWhatIsReadReachesAStatement() throws SQLException {
        // Given
        letter("wrong");

        // When
        Message answer =
                call("letters-list", Map.of("table", table, "CamelSqlQuery", "drop table x", "limit", "1"), null);

        // Then
        assertThat(json(answer).get("deadLetters")).hasSize(1);
    }

    @Test
    void anOpenLetterIsCorrectedAndShown() throws SQLException {
        // Given
        long id = letter("wrong");

        // When
        Message corrected = call("letters-correct", Map.of("id", id), "{\"values\":{\"name\":\"b\"}}");
        Message shown = call("letters-show", Map.of("id", id), null);

        // Then
        assertThat(status(corrected)).isEqualTo(200);
        assertThat(json(corrected).get("values")).isEqualTo(Json.read("{\"name\":\"b\"}"));
        assertThat(json(shown)).isEqualTo(json(corrected));
    }

    @Test
    void aLetterThatIsNoLongerOpenIsNotCorrected() throws SQLException {
        // Given
        long id = letter("wrong");

        // When
        Message discarded = call("letters-discard", Map.of(), "{\"ids\":[" + id + "]}");
        Message corrected = call("letters-correct", Map.of("id", id), "{\"values\":{\"name\":\"b\"}}");

        // Then
        assertThat(json(discarded)).isEqualTo(Json.read("{\"discarded\":1}"));
        assertThat(status(corrected)).isEqualTo(409);
        assertThat(json(corrected).get("detail").asText()).isEqualTo("dead letter " + id + " is discarded, not open");
    }

    @Test
    void aLetterThatIsNotThereIsNeitherShownNorCorrected() {
        // When
        Message shown = call("letters-show", Map.of("id", "-1"), null);
        Message corrected = call("letters-correct", Map.of("id", "-1"), "{\"values\":{\"name\":\"b\"}}");

        // Then
        assertThat(status(shown)).isEqualTo(404);
        assertThat(status(corrected)).isEqualTo(404);
    }

    @Test
    void onlyOpenLettersOfTheFilterAreDiscarded() throws SQLException {
        // Given
        letter("wrong");
        letter("wrong");

        // When
        Message first = call("letters-discard", Map.of("table", table), null);
        Message again = call("letters-discard", Map.of("table", table), null);

        // Then
        assertThat(json(first)).isEqualTo(Json.read("{\"discarded\":2}"));
        assertThat(json(again)).isEqualTo(Json.read("{\"discarded\":0}"));
    }

    @Test
    void lettersAreDownloadedAsCsv() throws SQLException {
        // Given
        long id = letter("wrong");

        // When
        Message answer = call("letters-download", Map.of("table", table), null);

        // Then
        assertThat(answer.getBody(String.class)).contains(id + ",,,wrong,a,");
    }

    @Test
    void rowsAndValuesAreCutWhereThatIsAskedFor() throws Exception {
        // Given
        DATABASE.execute("insert into caravanserai.dead_letter"
                + " (run, table_name, file, line, column_name, sqlstate, reason, raw, encoding, \"values\") select '"
                + request.run() + "', '" + table
                + "', 'f.csv', 1, 'a', '22P02', 'long', convert_to(repeat('x', 100000), 'UTF8'), 'UTF_8',"
                + " jsonb_build_object('a', string_agg(md5(i::text), ''), 'b', 7) from generate_series(1, 3000) i");

        // When
        Message cut = call("letters-list", Map.of("table", table, "cut", "50"), null);
        Message whole = call("letters-list", Map.of("table", table), null);

        // Then
        assertThat(json(cut).at("/deadLetters/0/raw").asText()).isEqualTo("x".repeat(50));
        assertThat(json(cut).at("/deadLetters/0/values/a").asText()).hasSize(51).endsWith("\u2026");
        assertThat(json(cut).at("/deadLetters/0/values/b").asInt()).isEqualTo(7);
        assertThat(json(whole).at("/deadLetters/0/raw").asText()).hasSize(100_000);
        assertThat(json(whole).at("/deadLetters/0/values/a").asText()).hasSize(96_000);
        assertThat(json(whole).path("grouped").asInt()).isEqualTo(1);
    }
}
