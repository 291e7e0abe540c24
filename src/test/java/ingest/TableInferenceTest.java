package ingest;

import static ingest.HandMade.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import ledger.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableInferenceTest {

    @TempDir
    private Path folder;

    private String createTable(String table, String text, CsvOptions options) throws IOException {
        Path path = Files.write(folder.resolve("a.csv"), utf8(text));
        try (CsvFile file = CsvFile.open(path, null, HandMade.settings())) {
            return new TableInference(HandMade.settings()).createTable(table, file, options);
        }
    }

    private String createTable(String text) throws IOException {
        return createTable("t", text, CsvOptions.DEFAULT);
    }

    private ProblemException refusal(String text, CsvOptions options) {
        return catchThrowableOfType(ProblemException.class, () -> createTable("t", text, options));
    }

    private static Stream<Arguments> columns() {
        return Stream.of(
                Arguments.of("boolean", List.of("true", "FALSE", "")),
                Arguments.of("bigint", List.of("1", "0", "-5", "+3", "999999999999999999")),
                Arguments.of("numeric", List.of("1", "1.50", "-0.1", "12345678901234567890")),
                Arguments.of("date", List.of("2024-02-29", "2023-12-31", "2024-01-30", "")),
                Arguments.of(
                        "timestamptz",
                        List.of("2024-01-31T10:00:00Z", "2024-02-29 23:59:59.123+05:45", "2024-10-31 10:00")),
                Arguments.of("uuid", List.of("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")),
                Arguments.of("text", List.of("01234", "00501")),
                Arguments.of("text", List.of("2023-02-29", "2024-01-01")),
                Arguments.of("text", List.of("2024-04-31T10:00:00Z")),
                Arguments.of("text", List.of("0000-01-01")),
                Arguments.of("text", List.of("1", "x")),
                Arguments.of("text", List.of("\"\"", "1")),
                Arguments.of("text", List.of("", "")),
                Arguments.of("text", List.of("1e5", "NaN")));
    }

    @ParameterizedTest
    @MethodSource("columns")
    void aColumnGetsTheNarrowestTypeThatTakesItsValues(String type, List<String> values) throws IOException {
        // Given
        String rows = String.join(",x\n", values) + ",x\n";

        // When
        String statement = createTable("a,b\n" + rows);

        // Then
        assertThat(statement).isEqualTo("create table \"t\" (\"a\" " + type + ", \"b\" text)");
    }

    @Test
    void namesAreQuotedWhateverTheyHold() throws IOException {
        // When
        String statement =
                createTable("my \"t\"", "\"a\"\"b\"; select ;Größe; drop table x--\n1;2;3;4\n", CsvOptions.DEFAULT);

        // Then
        assertThat(statement)
                .isEqualTo("create table \"my \"\"t\"\"\" (\"a\"\"b\" bigint, \"select\" bigint, \"Größe\" bigint,"
                        + " \"drop table x--\" bigint)");
    }

    @Test
    void aTableMayNameItsSchema() throws IOException {
        // When
        String statement = createTable("raw.t", "a,b\n", CsvOptions.DEFAULT);

        // Then
        assertThat(statement).isEqualTo("create table \"raw\".\"t\" (\"a\" text, \"b\" text)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                "1,2\n3,4\n",
                "a,a\n1,2\n",
                "a, a\n1,2\n",
                "a,\n1,2\n",
                "a,\"\"\n1,2\n",
                "a, \n1,2\n",
                "a,b\0\n1,2\n",
                "ctid,b\n1,2\n",
                "a,xmin\n1,2\n",
                "a\"x,b\nc,d\ne,f\n",
                "\"a,b\nc,d\ne,f\n"
            })
    void withoutAHeaderThatNamesColumnsThereIsNoTable(String text) {
        // When
        ProblemException refusal = refusal(text, CsvOptions.DEFAULT);

        // Then
        assertThat(refusal).isNotNull();
        assertThat(refusal.problem().status()).isEqualTo(422);
        assertThat(refusal.problem().hint()).contains("create the table first");
    }

    @Test
    void aNameLongerThanPostgresKeepsIsNotCutOff() throws IOException {
        // Given
        String longest = "ä".repeat(31) + "x";

        // When
        String statement = createTable(longest + ",b\n");
        ProblemException tooLong = refusal(longest + "y,b\n", CsvOptions.DEFAULT);

        // Then
        assertThat(statement).contains(longest);
        assertThat(tooLong.problem().status()).isEqualTo(422);
    }

    @Test
    void aFileSaidToHaveNoHeaderMakesNoTable() {
        // When
        ProblemException refusal = refusal("a,b\n1,2\n", new CsvOptions(CsvOptions.Header.ABSENT, null, '"', null, ""));

        // Then
        assertThat(refusal.problem().detail()).contains("no header");
    }

    @Test
    void moreColumnsThanAnyTableHasAreRefused() {
        // Given
        StringBuilder header = new StringBuilder("c0");
        for (int i = 1; i <= 1600; i++) {
            header.append(",c").append(i);
        }

        // When
        ProblemException refusal = refusal(header + "\n", CsvOptions.DEFAULT);

        // Then
        assertThat(refusal.problem().detail()).contains("1601 fields");
    }

    @Test
    void rowsOfTheWrongShapeDoNotCount() throws IOException {
        // When
        String statement = createTable("a;b\n1;2\n3\n\"4\"x;5\n5;6;7\n");

        // Then
        assertThat(statement).isEqualTo("create table \"t\" (\"a\" bigint, \"b\" bigint)");
    }
}
