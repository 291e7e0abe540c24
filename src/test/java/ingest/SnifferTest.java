package ingest;

import static ingest.HandMade.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import ledger.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postgres.Table;

class SnifferTest {

    private static final Table PEOPLE = HandMade.textTable("people", "id", "name", "born");

    @TempDir
    private Path folder;

    private Sniffer sniffer(String text, CsvOptions options) throws IOException {
        Path path = Files.write(folder.resolve("a.csv"), utf8(text));
        try (CsvFile file = CsvFile.open(path, null, HandMade.settings())) {
            return new Sniffer(file, options, 1 << 20);
        }
    }

    private char delimiter(String text, Table table) throws IOException {
        return sniffer(text, CsvOptions.DEFAULT).structure(table).delimiter().charAt(0);
    }

    @ParameterizedTest
    @ValueSource(chars = {',', ';', '\t', '|'})
    void theDelimiterIsFoundByTheHeader(char delimiter) throws IOException {
        // Given
        String text = "id,name,born\n1,Ann,2001-01-01\n".replace(',', delimiter);

        // When
        char found = delimiter(text, PEOPLE);

        // Then
        assertThat(found).isEqualTo(delimiter);
    }

    @ParameterizedTest
    @ValueSource(chars = {',', ';', '\t', '|'})
    void theDelimiterIsFoundByTheNumberOfFields(char delimiter) throws IOException {
        // Given
        String text = "1,Ann,2001-01-01\n2,Bob,\n3,\"C|;,\tD\",2001-02-02\n".replace(',', delimiter);

        // When
        char found = delimiter(text, PEOPLE);

        // Then
        assertThat(found).isEqualTo(delimiter);
    }

    @Test
    void commasInNumbersDoNotHideTheSemicolon() throws IOException {
        // Given
        String text = "1;1,5;2,5\n2;0,1;0,2\n3;7;8\n";

        // When
        char found = delimiter(text, PEOPLE);

        // Then
        assertThat(found).isEqualTo(';');
    }

    @Test
    void aTableOfOneColumnTakesWholeLines() throws IOException {
        // Given
        Table lines = HandMade.textTable("lines", "line");

        // When
        char found = delimiter("line\nDoe, John\nRoe, Jane\nPoe, Jim\n", lines);

        // Then
        assertThat(found).isNotEqualTo(',');
    }

    @Test
    void aFileWithoutATableIsCutMostEvenly() throws IOException {
        // When
        char found = delimiter("a;b;c\n1;x, y;2\n3;z;4\n", null);

        // Then
        assertThat(found).isEqualTo(';');
    }

    @Test
    void anEmptyFileIsTakenForCommas() throws IOException {
        // When
        char found = delimiter("", PEOPLE);

        // Then
        assertThat(found).isEqualTo(',');
    }

    @Test
    void whatIsSaidIsNotFoundOut() throws IOException {
        // Given
        CsvOptions options = HandMade.options("delimiter", "#");

        // When
        Structure structure = sniffer("1;2;3\n", options).structure(PEOPLE);

        // Then
        assertThat(structure.delimiter()).isEqualTo("#");
    }

    @Test
    void theQuoteIsNoDelimiter() throws IOException {
        // Given
        CsvOptions options = HandMade.options("quote", "|");

        // When
        Structure structure = sniffer("|a|\t|1|\t||\n|a|\t|1|\t3\n", options).structure(PEOPLE);

        // Then
        assertThat(structure.delimiter()).isEqualTo("\t");
    }

    @Test
    void aFirstRecordWiderThanAnyTableIsRefused() throws IOException {
        // Given
        Sniffer sniffer = sniffer(",".repeat(1600) + "\n", CsvOptions.DEFAULT);

        // When
        ProblemException refusal = catchThrowableOfType(
                ProblemException.class, () -> sniffer.first(Structure.of(CsvOptions.DEFAULT, ",")));

        // Then
        assertThat(refusal.problem().detail()).contains("1601 fields");
        assertThat(refusal.problem().hint()).contains("delimiter");
    }

    @Test
    void aDelimiterThatIsNoneMayCutIntoAnyNumberOfFields() throws IOException {
        // Given
        String text = "1;" + "a,b".repeat(2000) + ";2001-01-01\n2;x;2001-01-02\n3;y;2001-01-03\n";

        // When
        char found = delimiter(text, PEOPLE);

        // Then
        assertThat(found).isEqualTo(';');
    }

    @Test
    void aFirstRecordThatIsNoTextNamesNothing() throws IOException {
        // Given
        Path path = Files.write(folder.resolve("a.csv"), new byte[] {'i', 'd', (byte) 0xFF, '\n', '1', '\n'});

        try (CsvFile file = CsvFile.open(path, null, HandMade.settings())) {
            // When
            var first = new Sniffer(file, CsvOptions.DEFAULT, 1 << 20).first(Structure.of(CsvOptions.DEFAULT, ","));

            // Then
            assertThat(first.map(Arrays::asList)).isEmpty();
        }
    }
}
