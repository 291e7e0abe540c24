package routes.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.List;
import java.util.Map;
import ledger.Problem;
import ledger.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import rows.change.RowChoice;

class RequestBodyTest {

    @Test
    void membersThatAreSentAreTaken() {
        // Given
        String body = "{\"tables\":[\"a\",\"b\"],\"into\":\"original\",\"rows\":\"missing\",\"dryRun\":true,"
                + "\"keys\":[12345678901234567890.10,[1,\"x\"],{\"id\":7}]}";

        // When
        SnapshotDoors.Restore asked = restore(body);

        // Then
        assertThat(asked.tables()).containsExactly("a", "b");
        assertThat(asked.where()).isEqualTo("original");
        assertThat(asked.rows()).isEqualTo(RowChoice.MISSING);
        assertThat(asked.dryRun()).isTrue();
        assertThat(asked.keys())
                .extracting(JsonNode::toString)
                .containsExactly("12345678901234567890.10", "[1,\"x\"]", "{\"id\":7}");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                "{}",
                "{\"tables\":null,\"into\":null,\"database\":null,\"rows\":null,\"keys\":null,\"dryRun\":null,"
                        + "\"triggers\":null}"
            })
    void membersThatAreNotSentAreAsUsual(String body) {
        // When
        SnapshotDoors.Restore asked = restore(body);

        // Then
        assertThat(asked)
                .isEqualTo(new SnapshotDoors.Restore(
                        List.of(), null, "main", RowChoice.ALL, null, List.of(), false, false, false, null, null));
    }

    @Test
    void whatIsNoKeyIsForTheRestoreToSay() {
        // When
        SnapshotDoors.Restore asked = restore("{\"keys\":[null]}");

        // Then
        assertThat(asked.keys()).containsExactly(NullNode.getInstance());
    }

    @Test
    void oneTableNeedsNoList() {
        // When
        SnapshotDoors.Restore asked = restore("{\"tables\":\"a\"}");

        // Then
        assertThat(asked.tables()).containsExactly("a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "{\"dryrun\":true}         ~ there is no \"dryrun\" here",
                "{\"dryRun\":\"true\"}     ~ dryRun is true or false, not \"true\"",
                "{\"dryRun\":1}            ~ dryRun is true or false, not 1",
                "{\"dryRun\":[true]}       ~ dryRun is true or false, not [true]",
                "{\"triggers\":\"\"}       ~ triggers is true or false, not \"\"",
                "{\"tables\":{\"a\":1}}    ~ tables is a list of names, not {\"a\":1}",
                "{\"tables\":[5]}          ~ tables is a list of names, not [5]",
                "{\"tables\":[\"a\",null]} ~ tables is a list of names, not [\"a\",null]",
                "{\"tables\":5}            ~ tables is a list of names, not 5",
                "{\"tables\":[[\"a\"]]}    ~ tables is a list of names, not [[\"a\"]]",
                "{\"rows\":\"some\"}       ~ rows cannot be \"some\"",
                "{\"rows\":\"\"}           ~ rows cannot be \"\"",
                "{\"rows\":0}              ~ rows cannot be 0",
                "{\"keys\":5}              ~ keys is a list of primary keys",
                "{\"keys\":{\"id\":1}}     ~ keys is a list of primary keys",
                "{\"keys\":[]}             ~ keys is a list of primary keys",
                "{\"into\":\"a\\u0000b\"}  ~ the body holds a NUL character",
                "[]                        ~ the body is not a JSON object",
                "{                         ~ the body is not JSON"
            })
    void whatIsNotAsItShouldBeIsNamed(String body, String detail) {
        // When
        Problem problem = refused(() -> restore(body));

        // Then
        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.detail()).startsWith(detail);
    }

    @Test
    void whatIsAllowedIsTheHint() {
        // When
        Problem unknown = refused(() -> restore("{\"table\":\"a\"}"));
        Problem choice = refused(() -> restore("{\"rows\":\"some\"}"));
        Problem nothing = refused(() -> RequestBody.read(call("{\"a\":1}"), HttpCall.Nothing.class));

        // Then
        assertThat(unknown.hint())
                .isEqualTo(
                        "did you mean tables? one of tables, into, database, rows, keys, key, dryRun, triggers, createSchema, with, engine");
        assertThat(choice.hint()).isEqualTo("one of missing, changed, all");
        assertThat(nothing.hint()).isEqualTo("send no body");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "10.0", "\"10\"", "[]", "1e400", "99999999999", "99999999999999999999", "true"})
    void aNumberOfRowsIsWhole(String rows) {
        // When
        Problem problem = refused(() -> RequestBody.read(call("{\"sample\":" + rows + "}"), SnapshotDoors.Make.class));

        // Then
        assertThat(problem.detail()).startsWith("sample is a number without a fraction, 2147483647 at most, not ");
    }

    @Test
    void aDrillNeedsItsTable() {
        // When
        Problem problem = refused(() -> RequestBody.read(call("{\"rows\":10}"), DrillDoors.Asked.class));

        // Then
        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.detail()).startsWith("which table is not said; send {\"table\":\"customers\",\"rows\":10}");
    }

    private static SnapshotDoors.Restore restore(String body) {
        return RequestBody.read(call(body), SnapshotDoors.Restore.class);
    }

    private static HttpCall call(String body) {
        return new HttpCall(Map.of(), Query.NONE, Map.of(), body, Caller.NOBODY);
    }

    private static Problem refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(ProblemException.class, call).problem();
    }
}
