package ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeadLetterTest {

    private static DeadLetter letter(String reason) {
        return new DeadLetter(
                null,
                RunId.next(),
                "t",
                "f",
                1L,
                null,
                "22P02",
                reason,
                new byte[] {0},
                "UTF_8",
                Json.read("{\"a\":1.50}"),
                false);
    }

    @Test
    void aBatchHasOneRowOfNamedValuesPerLetter() {
        // When
        List<Map<String, Object>> batch = DeadLetter.parameters(new DeadLetter[] {letter("one"), letter("two")});

        // Then
        assertThat(batch).extracting(row -> row.get("reason")).containsExactly("one", "two");
        assertThat(batch.get(0))
                .containsOnlyKeys(
                        "id",
                        "run",
                        "table",
                        "file",
                        "line",
                        "column",
                        "sqlstate",
                        "reason",
                        "raw",
                        "encoding",
                        "values",
                        "asJson");
        assertThat(batch.get(0)).containsEntry("values", "{\"a\":1.50}").containsEntry("id", null);
    }

    @Test
    void aReasonThatQuotesANulCanBeStored() {
        // When
        Map<String, Object> parameters = letter("there is no column a\0b").parameters();

        // Then
        assertThat(parameters).containsEntry("reason", "there is no column a\\0b");
    }

    @Test
    void aLetterWithoutItsBytesIsNone() {
        // When
        var making = assertThatThrownBy(
                () -> new DeadLetter(null, RunId.next(), "t", "f", 1L, null, "22P02", "r", null, "UTF_8", null, false));

        // Then
        making.isInstanceOf(NullPointerException.class).hasMessage("raw");
    }
}
