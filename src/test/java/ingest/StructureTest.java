package ingest;

import static org.assertj.core.api.Assertions.assertThat;

import ingest.HandMade.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import ledger.DeadLetter;
import ledger.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postgres.Table;
import rows.load.TextEncoding;

/** What can be said of a file's structure, and what its rows are then. */
class StructureTest {

    private static final Table NUMBERS = HandMade.table(
            "n", HandMade.column("id", "int4"), HandMade.column("a", "int4"), HandMade.column("t", "text"));

    @TempDir
    private Path folder;

    private Outcome read(String text, String... said) throws IOException {
        return HandMade.read(folder, HandMade.utf8(text), NUMBERS, HandMade.options(said));
    }

    private static List<String> row(String... fields) {
        return Arrays.asList(fields);
    }

    @Test
    void severalTextsStandForNullBesideTheEmptyField() throws IOException {
        // When
        Outcome outcome = read(
                "id,a,t\n1,NULL,NULL\n2,\\N,\\N\n3,NA,NA\n4,,\n5,\"\",\"\"\n6,#N/A,-\n7,1,\"NULL\"\n",
                "null",
                "NULL,\\N,NA,#N/A,-");

        // Then
        assertThat(outcome.rows())
                .containsExactly(
                        row("1", null, null),
                        row("2", null, null),
                        row("3", null, null),
                        row("4", null, null),
                        row("5", null, ""),
                        row("6", null, null),
                        row("7", "1", "NULL"));
        assertThat(outcome.letters()).isEmpty();
    }

    @Test
    void theTextThatMysqlWritesIsRead() throws IOException {
        // When
        Outcome outcome = read(
                "1\t\\N\tit\\\tis\n2\t5\tline\\\nbreak\n3\t6\tback\\\\slash\n4\t7\ta \"quote\" here\n",
                "escape",
                "\\",
                "delimiter",
                "tab",
                "header",
                "absent");

        // Then
        assertThat(outcome.rows())
                .containsExactly(
                        row("1", null, "it\tis"),
                        row("2", "5", "line\nbreak"),
                        row("3", "6", "back\\slash"),
                        row("4", "7", "a \"quote\" here"));
        assertThat(outcome.lines()).containsExactly(1L, 2L, 4L, 5L);
        assertThat(outcome.received().get(1)).isEqualTo(HandMade.utf8("2\t5\tline\\\nbreak"));
    }

    @Test
    void theTextThatPostgresWritesIsRead() throws IOException {
        // When
        Outcome outcome = read(
                "1\t5\ta\\tb\\nc\\\\d\\101\\x41\n",
                "escape",
                "\\",
                "delimiter",
                "tab",
                "quote",
                "none",
                "header",
                "absent");

        // Then
        assertThat(outcome.rows()).containsExactly(row("1", "5", "a\tb\nc\\dAA"));
    }

    @Test
    void withoutQuotesAQuoteIsACharacter() throws IOException {
        // When
        Outcome outcome = read("1,2,\"a\n2,3,b\"c\n", "quote", "none");

        // Then
        assertThat(outcome.rows()).containsExactly(row("1", "2", "\"a"), row("2", "3", "b\"c"));
    }

    @Test
    void aDelimiterMayBeSeveralCharacters() throws IOException {
        // When
        Outcome outcome = read("id||a||t\n1||2||a|b\n2||3||\"x||y\"\n", "delimiter", "||");

        // Then
        assertThat(outcome.rows()).containsExactly(row("1", "2", "a|b"), row("2", "3", "x||y"));
    }

    @Test
    void aDelimiterMayBeRunsOfBlanks() throws IOException {
        // When
        Outcome outcome = read("  id   a\t t  \n1 2   x\n 2\t\t3 \"y z\" \n", "delimiter", "blanks");

        // Then
        assertThat(outcome.rows()).containsExactly(row("1", "2", "x"), row("2", "3", "y z"));
    }

    @Test
    void aDelimiterBeyondAsciiIsOneInTheFilesEncoding() throws IOException {
        // When
        Outcome outcome = HandMade.read(
                folder,
                "id¦a¦t\n1¦2¦ü\n".getBytes(StandardCharsets.ISO_8859_1),
                NUMBERS,
                HandMade.options("delimiter", "¦", "encoding", "latin1"));

        // Then
        assertThat(outcome.rows()).containsExactly(row("1", "2", "ü"));
        assertThat(outcome.encoding()).isEqualTo(TextEncoding.ISO_8859_1);
    }

    @Test
    void blanksAroundFieldsAndQuotesAreTrimmed() throws IOException {
        // When
        Outcome outcome = read("id , a, \"t\" \n 1 ,2 , \" x \" \n2,, \n", "trim", "true");

        // Then
        assertThat(outcome.rows()).containsExactly(row("1", "2", " x "), row("2", null, null));
    }

    @Test
    void linesAreSkippedAndRemarksPassedOver() throws IOException {
        // When
        Outcome outcome =
                read("made \"by\nus\nid,a,t\n# remark, \"\n1,2,x\n  # other\n2,3,#y\n", "skip", "2", "comment", "#");

        // Then
        assertThat(outcome.rows()).containsExactly(row("1", "2", "x"), row("2", "3", "#y"));
        assertThat(outcome.lines()).containsExactly(5L, 7L);
        assertThat(outcome.letters()).isEmpty();
    }

    @Test
    void aShortRecordIsFilledWithNullsWhereThatIsSaid() throws IOException {
        // When
        Outcome outcome = read("id,a,t\n1\n1,2,x,y\n", "ragged", "fill");

        // Then
        assertThat(outcome.rows()).containsExactly(row("1", null, null));
        assertThat(outcome.letters()).extracting(DeadLetter::reason).containsExactly("too many fields: 4 instead of 3");
    }

    @Test
    void aGapInQuotesIsWhatIsSaid() throws IOException {
        // When
        Outcome asNull = read("id,a,t\n1,\"\",\"\"\n", "empty", "null");
        Outcome asText = read("id,a,t\n1,\"\",\"\"\n", "empty", "text");

        // Then
        assertThat(asNull.rows()).containsExactly(row("1", null, null));
        assertThat(asText.rows()).containsExactly(row("1", "", ""));
    }

    @Test
    void bothPathsGiveTheSameRowsOfTheSameFile() throws IOException {
        // Given
        Random random = new Random(2026);
        String alphabet = "a1,,\"\"\n\n\r;\\.c \u00E4\u20AC\0";

        for (int n = 0; n < 3_000; n++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            byte[] bytes = HandMade.utf8(text.toString());

            // When
            Outcome copied = outcome(bytes, "header", "absent", "delimiter", ",");
            Outcome spelt =
                    outcome(bytes, "header", "absent", "delimiter", ",", "null", "no such text", "empty", "text");

            // Then
            if (copied != null) {
                assertThat(spelt.rows()).as(text.toString()).isEqualTo(copied.rows());
                assertThat(spelt.lines()).as(text.toString()).isEqualTo(copied.lines());
                assertThat(spelt.received()).as(text.toString()).containsExactlyElementsOf(copied.received());
                assertThat(spelt.letters()).extracting(StructureTest::told).isEqualTo(told(copied.letters()));
            }
        }
    }

    private Outcome outcome(byte[] bytes, String... said) throws IOException {
        try {
            return HandMade.read(folder, bytes, NUMBERS, HandMade.options(said));
        } catch (ProblemException refused) {
            return null;
        }
    }

    private static List<String> told(List<DeadLetter> letters) {
        return letters.stream().map(StructureTest::told).toList();
    }

    private static String told(DeadLetter letter) {
        return letter.line() + " " + letter.reason() + " " + Arrays.toString(letter.raw()) + " " + letter.values();
    }
}
