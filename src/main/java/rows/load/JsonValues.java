package rows.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import postgres.Column;

/** JSON values as the text that a column reads. */
public final class JsonValues {

    private static final Set<String> JSON = Set.of("json", "jsonb");
    private static final Set<String> INTEGERS = Set.of("int2", "int4", "int8", "oid");

    /** Beyond it a number has so many zeros that they take more room than anybody meant. */
    private static final int MOST_ZEROS = 1000;

    private JsonValues() {}

    /**
     * The value as text, null for null. A string in a JSON column is that string, numbers keep their digits, those without a
     * fraction go into integers however they are written, arrays become PostgreSQL arrays where the column is one.
     */
    public static String text(JsonNode value, Column column) {
        if (value == null || value.isNull()) {
            return null;
        }
        if (value.isArray() && column.baseType().startsWith("_")) {
            return array(value, column.baseType().substring(1));
        }
        return scalar(value, column.baseType());
    }

    private static String scalar(JsonNode value, String type) {
        if (JSON.contains(type)) {
            return value.toString();
        }
        if (value.isBigDecimal()) {
            return number(value.decimalValue(), type);
        }
        return value.isContainerNode() ? value.toString() : value.asText();
    }

    private static String number(BigDecimal number, String type) {
        if (Math.abs((long) number.scale()) > MOST_ZEROS) {
            return number.toString();
        }
        BigDecimal bare = number.stripTrailingZeros();
        return INTEGERS.contains(type) && bare.scale() <= 0
                ? bare.toBigIntegerExact().toString()
                : number.toPlainString();
    }

    private static String array(JsonNode array, String type) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(element -> element(element, type))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String element(JsonNode element, String type) {
        if (element.isNull()) {
            return "NULL";
        }
        if (element.isArray() && !JSON.contains(type)) {
            return array(element, type);
        }
        return '"' + scalar(element, type).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
