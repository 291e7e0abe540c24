package rows.load;

import static ingest.HandMade.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import ingest.HandMade;
import java.util.List;
import ledger.DeadLetter;
import ledger.Json;
import org.junit.jupiter.api.Test;

class LetterWriterTest {

    @Test
    void aRecordCutWronglyHasItsFieldsByNumber() {
        // When
        DeadLetter letter = HandMade.letters()
                .misshapen(
                        "people",
                        67,
                        "22P04",
                        "too many",
                        utf8("1,,x"),
                        TextEncoding.UTF_8,
                        LetterValues.of(
                                HandMade.textTable("people", "id", "name"), null, new String[] {"1", null, "x"}));

        // Then
        assertThat(letter.values()).isEqualTo(Json.read("{\"1\":\"1\",\"2\":null,\"3\":\"x\"}"));
        assertThat(letter.line()).isEqualTo(67);
        assertThat(letter.raw()).isEqualTo(utf8("1,,x"));
        assertThat(letter.column()).isNull();
        assertThat(letter.run()).isEqualTo(HandMade.RUN);
    }

    @Test
    void aRecordTheDatabaseRefusedHasItsFieldsByName() {
        // Given
        BatchBuilder builder = new BatchBuilder(
                HandMade.textTable("people", "id", "name"),
                List.of("id", "name"),
                Dialect.OURS,
                TextEncoding.UTF_8,
                new byte[64]);
        builder.add(utf8("1,\"\""), 0, 4, 12);
        builder.add(utf8("2,"), 0, 2, 13);

        // When
        DeadLetter letter = HandMade.letters()
                .refused("people", builder.build(), new Rejection(1, "name", "23502", "name is required", false));

        // Then
        assertThat(letter.values()).isEqualTo(Json.read("{\"id\":\"2\",\"name\":null}"));
        assertThat(letter.line()).isEqualTo(13);
        assertThat(letter.raw()).isEqualTo(utf8("2,"));
        assertThat(letter.column()).isEqualTo("name");
        assertThat(letter.encoding()).isEqualTo("UTF_8");
        assertThat(letter.id()).isNull();
    }
}
