package rows.load;

import static ingest.HandMade.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import ingest.HandMade;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import postgres.Table;

@Tag("every-postgres")
class BatchTest {

    private static final Table PEOPLE = HandMade.textTable("people", "id", "name");

    private static BatchBuilder builder(TextEncoding encoding) {
        return new BatchBuilder(PEOPLE, List.of("id", "name"), Dialect.OURS, encoding, new byte[16]);
    }

    private static void add(BatchBuilder builder, String record, long line) {
        builder.add(utf8(record), 0, utf8(record).length, line);
    }

    @Test
    void recordsAreGivenBackHoweverManyThereAre() {
        // Given
        BatchBuilder builder = builder(TextEncoding.UTF_8);
        for (int i = 0; i < 1000; i++) {
            add(builder, i + ",name of " + i, i + 1);
        }

        // When
        Batch chunk = builder.build();

        // Then
        assertThat(chunk.count()).isEqualTo(1000);
        assertThat(chunk.rowsIn()).isEqualTo(1000);
        for (int i = 0; i < 1000; i++) {
            assertThat(chunk.fields(i)).containsExactly(String.valueOf(i), "name of " + i);
            assertThat(chunk.line(i)).isEqualTo(i + 1);
            assertThat(chunk.received(i)).isEqualTo(utf8(i + ",name of " + i));
            assertThat(chunk.letter(i)).isNull();
        }
    }

    @Test
    void bytesAsReceivedMayBeKeptOfAnyRecordOnly() {
        // Given
        BatchBuilder builder = builder(TextEncoding.UTF_8);
        for (int i = 0; i < 1000; i++) {
            if (i % 333 == 332) {
                builder.add(utf8("\"" + i + "\",x"), i, utf8("as received " + i));
            } else {
                add(builder, i + ",x", i);
            }
        }

        // When
        Batch chunk = builder.build();

        // Then
        assertThat(chunk.received(331)).isEqualTo(utf8("331,x"));
        assertThat(chunk.received(332)).isEqualTo(utf8("as received 332"));
        assertThat(chunk.received(998)).isEqualTo(utf8("as received 998"));
        assertThat(chunk.received(999)).isEqualTo(utf8("999,x"));
    }

    @Test
    void someRecordsOnceMoreAreNotCountedAgain() {
        // Given
        BatchBuilder builder = builder(TextEncoding.UTF_16LE);
        add(builder, "1,a", 11);
        builder.add(utf8("2,b"), 12, "2;b".getBytes(StandardCharsets.UTF_16LE));
        add(builder, "3,ä", 13);
        Batch chunk = builder.build();

        // When
        Batch again = chunk.again(List.of(2, 1));

        // Then
        assertThat(again.rowsIn()).isZero();
        assertThat(again.count()).isEqualTo(2);
        assertThat(again.fields(0)).containsExactly("3", "ä");
        assertThat(again.line(0)).isEqualTo(13);
        assertThat(again.received(0)).isEqualTo("3,ä".getBytes(StandardCharsets.UTF_16LE));
        assertThat(again.received(1)).isEqualTo("2;b".getBytes(StandardCharsets.UTF_16LE));
        assertThat(again.suspects().cardinality()).isEqualTo(2);
    }

    @Test
    void memoryHeldIsThatOfPayloadAndLetters() {
        // Given
        BatchBuilder builder = builder(TextEncoding.UTF_8);

        // When
        add(builder, "1,a", 1);
        long ofRecord = builder.held();
        builder.add(utf8("2,b"), 2, new byte[1000]);
        long withReceived = builder.held();
        builder.add(HandMade.letters()
                .misshapen(
                        "people",
                        3,
                        "22P04",
                        "wrong",
                        new byte[5000],
                        TextEncoding.UTF_8,
                        LetterValues.of(HandMade.textTable("people", "id"), null, new String[100])));

        // Then
        assertThat(ofRecord).isEqualTo(4);
        assertThat(withReceived).isEqualTo(1008);
        assertThat(builder.held()).isGreaterThan(withReceived + 15_000);
        assertThat(builder.rows()).isEqualTo(3);
        assertThat(builder.isEmpty()).isFalse();
    }
}
