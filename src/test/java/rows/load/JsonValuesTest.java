package rows.load;

import static ingest.HandMade.column;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import ledger.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JsonValuesTest {

    private static String text(String json, String type) {
        return JsonValues.text(Json.read(json), column("c", type));
    }

    private static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of("null", "text", null),
                Arguments.of("null", "jsonb", null),
                Arguments.of("\"\"", "text", ""),
                Arguments.of("\"a, \\\"b\\\"\"", "text", "a, \"b\""),
                Arguments.of("1", "int4", "1"),
                Arguments.of("-9223372036854775808", "int8", "-9223372036854775808"),
                Arguments.of("123456789012345678901234567890", "numeric", "123456789012345678901234567890"),
                Arguments.of("1e3", "int4", "1000"),
                Arguments.of("1E+400", "numeric", "1" + "0".repeat(400)),
                Arguments.of("1e-7", "numeric", "0.0000001"),
                Arguments.of("1e100000000", "numeric", "1E+100000000"),
                Arguments.of("true", "bool", "true"),
                Arguments.of("{\"a\":[1,\"x\"]}", "text", "{\"a\":[1,\"x\"]}"),
                Arguments.of("{\"a\":[1,\"x\"]}", "jsonb", "{\"a\":[1,\"x\"]}"),
                Arguments.of("\"{\\\"a\\\":1}\"", "json", "\"{\\\"a\\\":1}\""),
                Arguments.of("\"plain text\"", "jsonb", "\"plain text\""),
                Arguments.of("[\"a\",null]", "_jsonb", "{\"\\\"a\\\"\",NULL}"),
                Arguments.of("1.0", "int4", "1"),
                Arguments.of("-2e0", "int2", "-2"),
                Arguments.of("12e2", "int8", "1200"),
                Arguments.of("1.5", "int4", "1.5"),
                Arguments.of("1.0", "numeric", "1.0"),
                Arguments.of("[1.0,2e0]", "_int4", "{\"1\",\"2\"}"),
                Arguments.of("[1,2]", "jsonb", "[1,2]"),
                Arguments.of("[1,2]", "text", "[1,2]"),
                Arguments.of("[]", "_int4", "{}"),
                Arguments.of("[1,null,3]", "_int4", "{\"1\",NULL,\"3\"}"),
                Arguments.of("[\"a\",\"NULL\",\"\",\"b,c\"]", "_text", "{\"a\",\"NULL\",\"\",\"b,c\"}"),
                Arguments.of("[\"q\\\"\",\"s\\\\\",\"{}\"]", "_text", "{\"q\\\"\",\"s\\\\\",\"{}\"}"),
                Arguments.of("[[1,2],[3,4]]", "_int4", "{{\"1\",\"2\"},{\"3\",\"4\"}}"),
                Arguments.of("[true,1.5]", "_text", "{\"true\",\"1.5\"}"),
                Arguments.of("[{\"a\":\"b\"}]", "_jsonb", "{\"{\\\"a\\\":\\\"b\\\"}\"}"),
                Arguments.of("\"{1,2}\"", "_int4", "{1,2}"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void aValueBecomesTheTextItsColumnReads(String json, String type, String expected) {
        // When
        String text = text(json, type);

        // Then
        assertThat(text).isEqualTo(expected);
    }

    @Test
    void aValueThatIsNotThereIsNull() {
        // When
        String text = JsonValues.text(null, column("c", "text"));

        // Then
        assertThat(text).isNull();
    }
}
