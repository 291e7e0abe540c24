package rows.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import postgres.Column;

/** JSON values as the text that a column reads. */
public final class JsonValues {

    private JsonValues() {}

    /** The value as text, null for null; numbers keep their digits, arrays become PostgreSQL arrays where the column is one. */
    public static String text(JsonNode value, Column column) {
        if (value == null || value.isNull()) {
            return null;
        }
        boolean json = column.baseType().equals("json") || column.baseType().equals("jsonb");
        if (json) {
            // A string that is JSON itself is taken as that JSON: so a letter's text and a plain value both work.
            return value.isTextual() ? value.textValue() : value.toString();
        }
        if (value.isArray() && column.baseType().startsWith("_")) {
            return array(value);
        }
        return scalar(value);
    }

    private static String scalar(JsonNode value) {
        if (value.isBigDecimal()) {
            BigDecimal number = value.decimalValue();
            return Math.abs((long) number.scale()) > 1000 ? number.toString() : number.toPlainString();
        }
        return value.isContainerNode() ? value.toString() : value.asText();
    }

    private static String array(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonValues::element)
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String element(JsonNode element) {
        if (element.isNull()) {
            return "NULL";
        }
        if (element.isArray()) {
            return array(element);
        }
        return '"' + scalar(element).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
