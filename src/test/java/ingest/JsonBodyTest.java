package ingest;

import static ingest.HandMade.column;
import static ingest.HandMade.generated;
import static ingest.HandMade.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import ledger.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postgres.Table;
import rows.load.JsonValues;
import rows.load.NamedRows;

class JsonBodyTest {

    private static final Table PRICES =
            HandMade.table("prices", column("id", "int4"), column("price", "numeric"), generated("gross", "numeric"));

    @TempDir
    private Path folder;

    private List<NamedRows.NamedRow> read(byte[] body) throws IOException {
        return JsonBody.read(Files.write(folder.resolve("body"), body), PRICES, ColumnOptions.DEFAULT);
    }

    private List<NamedRows.NamedRow> read(String body) throws IOException {
        return read(utf8(body));
    }

    private ProblemException problem(byte[] body) {
        return catchThrowableOfType(ProblemException.class, () -> read(body));
    }

    private ProblemException problem(String body) {
        return problem(utf8(body));
    }

    private static String rows(int count) {
        return "[" + "{\"id\":1},".repeat(count - 1) + "{\"id\":1}]";
    }

    @Test
    void rowsAreObjectsByNameOrArraysInTableOrder() throws IOException {
        // When
        List<NamedRows.NamedRow> rows = read("[{\"price\":1.5,\"id\":1},[2,null]]");

        // Then
        assertThat(rows).extracting(NamedRows.NamedRow::line).containsExactly(1L, 2L);
        assertThat(rows)
                .extracting(row -> row.values().toString())
                .containsExactly("{\"price\":1.5,\"id\":1}", "{\"id\":2,\"price\":null}");
    }

    @Test
    void aThousandRowsAreTakenAndOneMoreIsRefused() throws IOException {
        // When
        List<NamedRows.NamedRow> rows = read(rows(1000));
        ProblemException oneMore = problem(rows(1001));

        // Then
        assertThat(rows).hasSize(1000);
        assertThat(oneMore.problem().status()).isEqualTo(422);
        assertThat(oneMore.problem().detail()).contains("more than 1000 rows");
    }

    @Test
    void noRowsAreRefused() {
        // When
        ProblemException problem = problem(" [ ] ");

        // Then
        assertThat(problem.problem().status()).isEqualTo(422);
        assertThat(problem.problem().detail()).contains("no rows");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{}",
                "{\"id\":1}",
                "null",
                "1",
                "\"[]\"",
                "id,price\n1,2\n",
                "[",
                "[{\"id\":1}",
                "[{\"id\":1},",
                "[{\"id\":1},]",
                "[{\"id\":",
                "[[1,2]] x",
                "[[1,2]][[3,4]]",
                "[[1,2]]}",
                "[1]",
                "[null]",
                "[\"a\"]",
                "[{\"id\":1}, null]",
                "[{id:1}]",
                "[{'id':1}]",
                "[{\"id\":NaN}]",
                "[{\"id\":01}]",
                "[{\"id\":1e99999999999}]",
                "[{\"id\":1e-2147483648}]",
                "[{\"id\":1} {\"id\":2}]",
                "[{\"id\":\"a\nb\"}]",
                "[{\"id\":1,\"id\":2}]",
                "[[1,2] // two\n]"
            })
    void whatIsNoArrayOfRowsIsMalformed(String body) {
        // When
        ProblemException problem = problem(body);

        // Then
        assertThat(problem).isNotNull();
        assertThat(problem.problem().status()).isEqualTo(400);
        assertThat(problem.problem().detail()).doesNotContain("\n");
        assertThat(problem.problem().hint()).contains("JSON array of 1 to 1000");
    }

    @Test
    void bytesThatAreNoTextAreMalformed() {
        // When
        ProblemException latin1 = problem("[{\"id\":\"é\"}]".getBytes(StandardCharsets.ISO_8859_1));
        ProblemException noise = problem(new byte[] {0, 0, 0, '[', (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF});
        ProblemException halfUtf32 = problem(new byte[] {0, 0, 0, '[', 0, 0});

        // Then
        assertThat(latin1.problem().status()).isEqualTo(400);
        assertThat(noise.problem().status()).isEqualTo(400);
        assertThat(halfUtf32.problem().status()).isEqualTo(400);
    }

    @Test
    void utf16AndAByteOrderMarkAreRead() throws IOException {
        // When
        var utf16 = read("[{\"id\":\"é\"}]".getBytes(Charset.forName("UTF-16LE")));
        var marked = read("\uFEFF[{\"id\":\"é\"}]");

        // Then
        assertThat(utf16.get(0).values().get("id").textValue()).isEqualTo("é");
        assertThat(marked.get(0).values().get("id").textValue()).isEqualTo("é");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "[{\"id\":"})
    void nestingBombsAreMalformed(String step) {
        // When
        ProblemException bomb = problem("[" + step.repeat(2_000_000));

        // Then
        assertThat(bomb.problem().status()).isEqualTo(400);
    }

    @Test
    void deepValuesWithinReasonAreRows() throws IOException {
        // When
        List<NamedRows.NamedRow> rows = read("[{\"id\":" + "[".repeat(900) + "]".repeat(900) + "}]");

        // Then
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).received()).hasSizeGreaterThan(1800);
    }

    @Test
    void aBodyThatWouldFillTheMemoryIsTooLarge() {
        // Given
        String large = "[{\"id\":\"" + "x".repeat(JsonBody.MOST_BYTES) + "\"}]";

        // When
        ProblemException problem = problem(large);

        // Then
        assertThat(problem.problem().status()).isEqualTo(413);
        assertThat(problem.problem().hint()).contains("text/csv");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[[1]]", "[[1,2,3]]", "[[]]"})
    void anArrayOfTheWrongLengthIsRefused(String body) {
        // When
        ProblemException problem = problem(body);

        // Then
        assertThat(problem.problem().status()).isEqualTo(422);
        assertThat(problem.problem().detail()).contains("instead of 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.50",
                "100.0",
                "0.10",
                "-0.000",
                "12345678901234567890123456789.123456789012345678901234567890",
                "123456789012345678901234567890",
                "9007199254740993",
                "0.1"
            })
    void numbersKeepTheirDigits(String number) throws IOException {
        // Given
        String body = "[{\"price\": " + number + "}]";

        // When
        NamedRows.NamedRow row = read(body).get(0);

        // Then
        assertThat(JsonValues.text(row.values().get("price"), PRICES.columns().get(1)))
                .isEqualTo(number.replace("-0.000", "0.000"));
    }

    @Test
    void theBytesOfARowAreThoseThatCame() throws IOException {
        // Given
        String first = "{ \"id\" : 1.50e2,\n \"price\":\"\\u00e9 é 😀\" }";
        String second = "[ 2 , 3.0 ]";

        // When
        List<NamedRows.NamedRow> rows = read(" [ " + first + " , " + second + " ]\n");
        List<NamedRows.NamedRow> marked = read("\uFEFF[" + first + "]");
        List<NamedRows.NamedRow> large = read("[" + (second + ",").repeat(900) + " ".repeat(100_000) + first + "]");

        // Then
        assertThat(new String(marked.get(0).received(), StandardCharsets.UTF_8)).isEqualTo(first);
        assertThat(new String(large.get(899).received(), StandardCharsets.UTF_8))
                .isEqualTo(second);
        assertThat(new String(large.get(900).received(), StandardCharsets.UTF_8))
                .isEqualTo(first);
        assertThat(new String(rows.get(0).received(), StandardCharsets.UTF_8)).isEqualTo(first);
        assertThat(new String(rows.get(1).received(), StandardCharsets.UTF_8)).isEqualTo(second);
    }
}
