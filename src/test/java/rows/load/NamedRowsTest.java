package rows.load;

import static ingest.HandMade.column;
import static ingest.HandMade.generated;
import static ingest.HandMade.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import ingest.HandMade;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import ledger.DeadLetter;
import ledger.Json;
import org.junit.jupiter.api.Test;
import postgres.Table;

class NamedRowsTest {

    private static final Table PEOPLE =
            HandMade.table("people", column("id", "int4"), column("name", "text"), generated("shout", "text"));

    private static final Table PLACES = HandMade.table("places", column("id", "int4"), column("name", "text"));

    private static NamedRows.NamedRow row(Table table, long line, String json, Long letter) {
        return new NamedRows.NamedRow(
                table, line, Json.read(json), utf8(json), TextEncoding.UTF_8, letter == null ? null : again(letter));
    }

    private static TriedAgain again(long letter) {
        return new TriedAgain(letter, LoadMode.INSERT, Set.of(), ColumnReaders.NONE, null);
    }

    private static List<Batch> chunks(NamedRows.NamedRow... rows) {
        NamedRows source = NamedRows.of(List.of(rows), HandMade.letters());
        List<Batch> chunks = new ArrayList<>();
        for (Batch chunk = source.next(); chunk != null; chunk = source.next()) {
            chunks.add(chunk);
        }
        return chunks;
    }

    private static List<List<String>> rows(Batch chunk) {
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < chunk.count(); i++) {
            rows.add(Arrays.asList(chunk.fields(i)));
        }
        return rows;
    }

    @Test
    void neighboursWithTheSameColumnsMakeOneChunk() {
        // When
        List<Batch> chunks = chunks(
                row(PEOPLE, 1, "{\"id\":1,\"name\":\"Ann\"}", null),
                row(PEOPLE, 2, "{\"ID\":2,\"Name\":null}", null),
                row(PEOPLE, 3, "{\"name\":\"Cleo\"}", null),
                row(PLACES, 4, "{\"name\":\"Rome\"}", null));

        // Then
        assertThat(chunks).hasSize(3);
        assertThat(chunks.get(0).columns()).containsExactly("id", "name");
        assertThat(rows(chunks.get(0))).containsExactly(List.of("1", "Ann"), Arrays.asList("2", null));
        assertThat(rows(chunks.get(1))).containsExactly(List.of("Cleo"));
        assertThat(chunks.get(2).table()).isEqualTo(PLACES);
        assertThat(chunks.get(2).line(0)).isEqualTo(4);
    }

    @Test
    void everyRowIsThereOnce() {
        // Given
        NamedRows.NamedRow[] rows = new NamedRows.NamedRow[25_000];
        Arrays.setAll(rows, i -> row(PEOPLE, i + 1, "{\"id\":" + i + "}", null));

        // When
        List<Batch> chunks = chunks(rows);

        // Then
        assertThat(chunks).hasSize(3);
        assertThat(chunks.stream().mapToLong(Batch::rowsIn).sum()).isEqualTo(25_000);
        assertThat(chunks.get(2).fields(4_999)).containsExactly("24999");
        assertThat(chunks.get(2).received(4_999)).isEqualTo(utf8("{\"id\":24999}"));
    }

    @Test
    void columnsTheServerComputesAreLeftOut() {
        // When
        List<Batch> chunks = chunks(row(PEOPLE, 1, "{\"id\":1,\"shout\":\"ANN\"}", null));

        // Then
        assertThat(chunks.get(0).columns()).containsExactly("id");
    }

    @Test
    void anUnknownColumnIsADeadLetterAndTheNeighboursGoOn() {
        // When
        List<Batch> chunks = chunks(
                row(PEOPLE, 1, "{\"id\":1}", null),
                row(PEOPLE, 2, "{\"id\":2,\"nmae\":\"Bob\"}", null),
                row(PEOPLE, 3, "{\"id\":3}", null));

        // Then
        assertThat(chunks.stream().mapToInt(Batch::count).sum()).isEqualTo(2);
        List<DeadLetter> letters =
                chunks.stream().flatMap(chunk -> chunk.misshapen().stream()).toList();
        assertThat(letters).hasSize(1);
        assertThat(letters.get(0).reason()).isEqualTo("there is no column nmae");
        assertThat(letters.get(0).sqlstate()).isEqualTo("42703");
        assertThat(letters.get(0).line()).isEqualTo(2);
        assertThat(letters.get(0).values()).isEqualTo(Json.read("{\"id\":2,\"nmae\":\"Bob\"}"));
    }

    @Test
    void aColumnNamedTwiceInTwoCasesIsADeadLetter() {
        // When
        List<Batch> chunks = chunks(row(PEOPLE, 1, "{\"id\":1,\"ID\":2}", null), row(PEOPLE, 2, "{\"id\":3}", null));

        // Then
        assertThat(chunks).allSatisfy(chunk -> assertThat(chunk.columns()).doesNotHaveDuplicates());
        assertThat(chunks.stream().mapToInt(Batch::count).sum()).isEqualTo(1);
        assertThat(chunks.stream().flatMap(c -> c.misshapen().stream()).toList())
                .extracting(DeadLetter::reason)
                .containsExactly("the row names column id twice");
    }

    @Test
    void aRowOfNothingIsADeadLetter() {
        // When
        List<Batch> chunks = chunks(row(PEOPLE, 1, "{}", null), row(PEOPLE, 2, "{\"shout\":\"A\"}", null));

        // Then
        assertThat(chunks.stream().mapToInt(Batch::count).sum()).isZero();
        assertThat(chunks.stream().flatMap(c -> c.misshapen().stream()).toList())
                .extracting(DeadLetter::reason)
                .containsExactly("the row names no column", "the row names no column");
    }

    @Test
    void aNulInAStringIsADeadLetterThatTheLedgerCanHold() {
        // When
        List<Batch> chunks = chunks(row(PEOPLE, 1, "{\"name\":\"A\\u0000nn\"}", null));

        // Then
        DeadLetter letter = chunks.get(0).misshapen().get(0);
        assertThat(chunks.get(0).count()).isZero();
        assertThat(letter.sqlstate()).isEqualTo("22021");
        assertThat(letter.values()).isNull();
    }

    @Test
    void halfACharacterIsADeadLetterAndNotAQuestionMark() {
        // When
        List<Batch> chunks = chunks(
                row(PEOPLE, 1, "{\"name\":\"A\\ud83d\"}", null), row(PEOPLE, 2, "{\"name\":\"\\ud83d\\ude00\"}", null));

        // Then
        assertThat(rows(chunks.get(0))).containsExactly(List.of("😀"));
        assertThat(chunks.get(0).misshapen()).extracting(DeadLetter::sqlstate).containsExactly("22021");
        assertThat(chunks.get(0).misshapen().get(0).values()).isNull();
    }

    @Test
    void hostileNamesOfUnknownColumnsAreLettersThatTheLedgerCanHold() {
        // When
        List<Batch> chunks =
                chunks(row(PEOPLE, 1, "{\"na\\u0000me\":1}", null), row(PEOPLE, 2, "{\"\\ud83d\":1}", null));

        // Then
        assertThat(chunks.stream().flatMap(c -> c.misshapen().stream()).toList())
                .hasSize(2)
                .allSatisfy(letter -> assertThat(letter.values()).isNull());
    }

    @Test
    void aLetterTriedAgainStaysThatLetterAndIsTriedOnItsOwn() {
        // When
        List<Batch> chunks =
                chunks(row(PEOPLE, 67, "{\"id\":1}", 7L), row(PEOPLE, 68, "{\"id\":2}", 8L), row(PEOPLE, 69, "{}", 9L));

        // Then
        assertThat(chunks.get(0).letter(0)).isEqualTo(7);
        assertThat(chunks.get(0).letter(1)).isEqualTo(8);
        assertThat(chunks.get(0).suspects().cardinality()).isEqualTo(2);
        assertThat(chunks.get(1).misshapen().get(0).id()).isEqualTo(9);
    }

    @Test
    void aRowWhoseOnlyValueIsNullIsARow() {
        // When
        List<Batch> chunks = chunks(row(PEOPLE, 1, "{\"name\":null}", null));

        // Then
        assertThat(chunks.get(0).count()).isEqualTo(1);
        assertThat(chunks.get(0).fields(0)).containsExactly((String) null);
    }

    @Test
    void progressIsToldInRows() {
        // Given
        NamedRows source = NamedRows.of(
                List.of(row(PEOPLE, 1, "{\"id\":1}", null), row(PEOPLE, 2, "{\"name\":\"x\"}", null)),
                HandMade.letters());

        // When
        long before = source.position();
        source.next();
        long after = source.position();

        // Then
        assertThat(before).isZero();
        assertThat(after).isEqualTo(1);
        assertThat(source.size()).isEqualTo(2);
    }
}
