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
import rows.load.Dialect;

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
        return sniffer(text, CsvOptions.DEFAULT).dialect(table).delimiter();
    }

    private boolean header(String text, Table table) throws IOException {
        Sniffer sniffer = sniffer(text, CsvOptions.DEFAULT);
        return sniffer.hasHeader(sniffer.dialect(table), table);
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
        CsvOptions options = new CsvOptions(CsvOptions.Header.AUTO, '#', '"', null, "");

        // When
        Dialect dialect = sniffer("1;2;3\n", options).dialect(PEOPLE);

        // Then
        assertThat(dialect.delimiter()).isEqualTo('#');
    }

    @Test
    void theQuoteAndTheNullTextAreNoDelimiters() throws IOException {
        // Given
        CsvOptions options = new CsvOptions(CsvOptions.Header.AUTO, null, '|', null, ",;");

        // When
        Dialect dialect =
                sniffer("|a,1|\t|b;1|\t,;\n|a,1|\t|b;1|\t3\n", options).dialect(PEOPLE);

        // Then
        assertThat(dialect.delimiter()).isEqualTo('\t');
    }

    @Test
    void whenNoDelimiterIsLeftItHasToBeSaid() throws IOException {
        // Given
        CsvOptions options = new CsvOptions(CsvOptions.Header.AUTO, null, '|', null, ",;\t");
        Sniffer sniffer = sniffer("1,2\n", options);

        // When
        ProblemException refusal = catchThrowableOfType(ProblemException.class, () -> sniffer.dialect(PEOPLE));

        // Then
        assertThat(refusal.problem().hint()).contains("delimiter");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id,name,born\n",
                "born,id,name\n1,2,3",
                "ID,Name,BORN\n",
                "name\n",
                " id ,\"name\", born\n",
                "\"id\",\"name\"\n1,2"
            })
    void aFirstRecordThatNamesColumnsOnlyIsAHeader(String text) throws IOException {
        // When
        boolean header = header(text, PEOPLE);

        // Then
        assertThat(header).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1,Ann,2001-01-01\n", "", "\n\n", "x\n", "id,x,y\n", "\"id\n", "id\",name,born\n", ",,\n"})
    void otherFirstRecordsAreRows(String text) throws IOException {
        // When
        boolean header = header(text, PEOPLE);

        // Then
        assertThat(header).isFalse();
    }

    @Test
    void aHeaderWithOneWrongNameIsRefusedWithTheRightOnes() throws IOException {
        // Given
        Sniffer sniffer = sniffer("id,nmae,born\n1,Ann,2001-01-01\n", CsvOptions.DEFAULT);

        // When
        ProblemException refusal =
                catchThrowableOfType(ProblemException.class, () -> sniffer.hasHeader(Dialect.OURS, PEOPLE));

        // Then
        assertThat(refusal.problem().status()).isEqualTo(422);
        assertThat(refusal.problem().detail()).contains("\"nmae\" is no column of people");
        assertThat(refusal.problem().hint()).contains("id, name, born", "header=absent");
    }

    @Test
    void aWrongNameIsQuotedWithoutItsNulAndNotAtLength() throws IOException {
        // Given
        Sniffer sniffer = sniffer("id,name,\0" + "x".repeat(200) + "\n1,2,3,4,5,6,7,8,9\n", CsvOptions.DEFAULT);

        // When
        ProblemException refusal =
                catchThrowableOfType(ProblemException.class, () -> sniffer.hasHeader(Dialect.OURS, PEOPLE));

        // Then
        assertThat(refusal.problem().detail()).doesNotContain("\0").hasSizeLessThan(200);
    }

    @Test
    void saidIsSaid() throws IOException {
        // Given
        CsvOptions present = new CsvOptions(CsvOptions.Header.PRESENT, null, '"', null, "");
        CsvOptions absent = new CsvOptions(CsvOptions.Header.ABSENT, null, '"', null, "");

        // When
        boolean saidPresent = sniffer("1,2,3\n", present).hasHeader(Dialect.OURS, PEOPLE);
        boolean saidAbsent = sniffer("id,name,born\n", absent).hasHeader(Dialect.OURS, PEOPLE);

        // Then
        assertThat(saidPresent).isTrue();
        assertThat(saidAbsent).isFalse();
    }

    @Test
    void aFirstRecordWiderThanAnyTableIsRefused() throws IOException {
        // Given
        Sniffer sniffer = sniffer(",".repeat(1600) + "\n", CsvOptions.DEFAULT);

        // When
        ProblemException refusal = catchThrowableOfType(ProblemException.class, () -> sniffer.first(Dialect.OURS));

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
        boolean header = header(text, PEOPLE);

        // Then
        assertThat(found).isEqualTo(';');
        assertThat(header).isFalse();
    }

    @Test
    void aFirstRecordThatIsNoTextNamesNothing() throws IOException {
        // Given
        Path path = Files.write(folder.resolve("a.csv"), new byte[] {'i', 'd', (byte) 0xFF, '\n', '1', '\n'});

        try (CsvFile file = CsvFile.open(path, null, HandMade.settings())) {
            // When
            var first = new Sniffer(file, CsvOptions.DEFAULT, 1 << 20).first(Dialect.OURS);

            // Then
            assertThat(first.map(Arrays::asList)).isEmpty();
        }
    }
}
