package ingest;

import static ingest.HandMade.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
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

    private List<String> columns(String text, LoadOptions options) throws IOException {
        Path path = Files.write(folder.resolve("a.csv"), utf8(text));
        return new TableInference(HandMade.settings())
                .infer("t", path, options.csv(), ToldSpelling.NONE).columns().stream()
                        .map(column -> column.name() + " " + column.type())
                        .toList();
    }

    private List<String> columns(String text) throws IOException {
        return columns(text, LoadOptions.DEFAULT);
    }

    private ProblemException refusal(String text, LoadOptions options) {
        return catchThrowableOfType(ProblemException.class, () -> columns(text, options));
    }

    private static Stream<Arguments> types() {
        return Stream.of(
                Arguments.of("boolean", List.of("true", "FALSE", "")),
                Arguments.of("bigint", List.of("1", "0", "-5", "9223372036854775807", "\"7\"")),
                Arguments.of("numeric", List.of("1", "1.50", "-0.1", "12345678901234567890")),
                Arguments.of("numeric", List.of("9223372036854775808")),
                Arguments.of("numeric", List.of("0.1234567890123456789")),
                Arguments.of("date", List.of("2024-02-29", "2023-12-31", "2024-01-30", "")),
                Arguments.of("timestamptz", List.of("2024-01-31T10:00:00Z", "2024-02-29 23:59:59.123+05:45")),
                Arguments.of("timestamp", List.of("2024-01-31T10:00:00", "2024-10-31 10:00")),
                Arguments.of("uuid", List.of("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")),
                Arguments.of("text", List.of("A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11")),
                Arguments.of("text", List.of("01234", "00501")),
                Arguments.of("text", List.of("+4930123456", "+33140205050")),
                Arguments.of("text", List.of("1", "+3")),
                Arguments.of("text", List.of("-0")),
                Arguments.of("text", List.of("-0.00")),
                Arguments.of("text", List.of(".5")),
                Arguments.of("text", List.of("5.")),
                Arguments.of("text", List.of(" 1")),
                Arguments.of("text", List.of("2023-02-29", "2024-01-01")),
                Arguments.of("text", List.of("2024-04-31T10:00:00Z")),
                Arguments.of("text", List.of("2024-01-31T10:00:00Z", "2024-10-31 10:00")),
                Arguments.of("text", List.of("2024-01-31 10:00:00.123456789")),
                Arguments.of("text", List.of("2024-01-31", "2024-01-31 10:00")),
                Arguments.of("text", List.of("0000-01-01")),
                Arguments.of("text", List.of("03/04/2021", "25/12/2020")),
                Arguments.of("text", List.of("1", "x")),
                Arguments.of("text", List.of("", "")),
                Arguments.of("bigint", List.of("\"\"", "1")),
                Arguments.of("text", List.of("1e5", "NaN")),
                Arguments.of("text", List.of("\u0661\u0662")));
    }

    @ParameterizedTest
    @MethodSource("types")
    void aColumnGetsTheNarrowestTypeThatGivesItsValuesBack(String type, List<String> values) throws IOException {
        // Given
        String rows = String.join(",x\n", values) + ",x\n";

        // When
        List<String> columns = columns("a,b\n" + rows);

        // Then
        assertThat(columns).containsExactly("a " + type, "b text");
    }

    @Test
    void leadingZerosFarBehindTheBeginningKeepAColumnText() throws IOException {
        // Given
        String rows = "1234567\n".repeat(90_000) + "0000001\n".repeat(10);

        // When
        List<String> columns = columns("code\n" + rows);

        // Then
        assertThat(columns).containsExactly("code text");
    }

    @Test
    void namesThatNoTableCanHaveAreMadeUsable() throws IOException {
        // When
        List<String> columns = columns("a,a,,\"\",ctid,b\n1,2,3,4,5,6\n");

        // Then
        assertThat(columns)
                .containsExactly(
                        "a bigint", "a_2 bigint", "column_3 bigint", "column_4 bigint", "ctid_2 bigint", "b bigint");
    }

    @Test
    void yearsNameColumns() throws IOException {
        // When
        List<String> columns = columns("country,2019,2020,2021\nDE,1,2,3\n");

        // Then
        assertThat(columns).containsExactly("country text", "2019 bigint", "2020 bigint", "2021 bigint");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                "1,2\n3,4\n",
                "Ada,36,170.5\nBob,41,180.2\n",
                "DE,3,1,2\nFR,4,5,6\n",
                "+4930123456,1\n+33140205050,2\n",
                "a\"x,b\nc,d\ne,f\n",
                "\"a,b\nc,d\ne,f\n"
            })
    void withoutAHeaderThatNamesColumnsThereIsNoTable(String text) {
        // When
        ProblemException refusal = refusal(text, LoadOptions.DEFAULT);

        // Then
        assertThat(refusal).isNotNull();
        assertThat(refusal.problem().status()).isEqualTo(422);
        assertThat(refusal.problem().hint()).contains("create the table first");
    }

    @Test
    void valuesAreNamesWhereTheHeaderIsSaidToBePresent() throws IOException {
        // When
        List<String> columns = columns("1,2\n3,x\n", Loads.options("header", "present"));

        // Then
        assertThat(columns).containsExactly("1 bigint", "2 text");
    }

    @Test
    void columnsOfAFileSaidToHaveNoHeaderAreCounted() throws IOException {
        // When
        List<String> columns = columns("a,b\n1,2\n", Loads.options("header", "absent"));

        // Then
        assertThat(columns).containsExactly("column_1 text", "column_2 text");
    }

    private static Stream<Arguments> rows() {
        return Stream.of(
                Arguments.of("399.2,74.4\n401.1,73.7\n403.0,72.7\n404.9,71\n", "numeric numeric"),
                Arguments.of("0,0\n0.01,0\n0.02,0.5\n0.03,1\n", "numeric numeric"),
                Arguments.of("1,di4.wav,0.9\n1,di1.wav,1.0\n1,mi2.wav,0.7\n1,ma3.wav,0.5\n", "bigint text numeric"),
                Arguments.of(
                        "2/28/2008,1:00:00,NaN\n2/28/2008,2:00:00,NaN\n2/28/2008,3:00:00,4\n2/28/2008,4:00:00,5\n",
                        "text text text"),
                Arguments.of("0.0e+00;1.0e+00\n1.0e+00;0.0e+00\n2.0e+00;1.0e+00\n0.0e+00;1.0e+00\n", "text text"),
                Arguments.of("a@x.org\nb@x.org\nc@x.org\nd@x.org\n", "text"),
                Arguments.of("22,19,20\n27,19,16\n29,19,25\n25,28,27\n", "bigint bigint bigint"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aFirstRecordThatIsARowLikeThoseBelowItNamesNothing(String text, String types) throws IOException {
        // When
        List<String> columns = columns(text);

        // Then
        assertThat(columns)
                .extracting(column -> column.substring(column.indexOf(' ') + 1))
                .containsExactly(types.split(" "));
        assertThat(columns).first().asString().startsWith("column_1 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0,1,2\n3,4,5\n6,7,8\n9,10,11\n",
                "2019,2020,2021\n3,4,5\n6,7,8\n9,10,11\n",
                "name,7.5,3.5\na,4,5\nb,7,8\n"
            })
    void whereTheFirstRecordMayBeAHeaderOrARowNothingIsGuessed(String text) {
        // When
        ProblemException refusal = refusal(text, LoadOptions.DEFAULT);

        // Then
        assertThat(refusal).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mail,n\na@x.org,1\nb@x.org,2\nc@x.org,3\nd@x.org,4\n",
                "country,2019,2020\nDE,1,2\nFR,3,4\nIT,5,6\nES,7,8\n",
                "code1,n\na1,1\nb2,2\nc3,3\nd4,4\n"
            })
    void aHeaderWithFiguresInItIsAHeader(String text) throws IOException {
        // When
        List<String> columns = columns(text);

        // Then
        assertThat(columns).first().asString().startsWith(text.substring(0, text.indexOf(',')));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"a\",\"b\"\n\"one\",1,2\n\"two\",3,NA\n",
                "\"a\" \"b\"\n\"one\" 1 \"x\"\n\"two\" 2 NA\n\"three\" 3 \"y\"\n",
                "\"x\";\"x\"\n\"one\";\"1\";\"2\"\n\"two\";\"3\";\"4\"\n"
            })
    void theNamesOfRowsThatRWritesComeFirst(String text) throws IOException {
        // When
        List<String> columns = columns(text);

        // Then
        assertThat(columns).hasSize(3);
        assertThat(columns).first().isEqualTo("column_1 text");
    }

    @Test
    void aBlankFieldThatEveryRecordEndsInIsTheOneThatTheHeaderDoesNotName() throws IOException {
        // When
        List<String> columns = columns("\"a\";\"b\"\n\"1\";\"2\";\"\n\"\n");

        // Then
        assertThat(columns).containsExactly("a bigint", "b bigint", "column_3 text");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a,b\n1,2,3\n4,5,6\n",
                "\"a\",\"b\"\n\"one\",\"1\",\"2\"\n\"two\",\"3\",\"4\"\n",
                "\"a\",\"b\"\n\"one\",1,2\n\"one\",3,4\n"
            })
    void aHeaderThatIsShortForNoReasonThatIsKnownIsNotGuessedAt(String text) throws IOException {
        // When
        Throwable refusal = catchThrowable(() -> assertThat(columns(text)).hasSize(2));

        // Then
        assertThat(refusal == null || refusal instanceof ProblemException).isTrue();
    }

    @Test
    void moreColumnsThanAnyTableHasAreRefused() {
        // Given
        StringBuilder header = new StringBuilder("c0");
        for (int i = 1; i <= 1600; i++) {
            header.append(",c").append(i);
        }

        // When
        ProblemException refusal = refusal(header + "\n", LoadOptions.DEFAULT);

        // Then
        assertThat(refusal.problem().detail()).contains("1601 fields");
    }

    @Test
    void rowsOfTheWrongShapeDoNotCount() throws IOException {
        // When
        List<String> columns = columns("a;b\n1;2\n3\n\"4\"x;5\n5;6;7\n");

        // Then
        assertThat(columns).containsExactly("a bigint", "b bigint");
    }
}
