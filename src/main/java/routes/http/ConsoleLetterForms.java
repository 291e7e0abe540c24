package routes.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import ledger.Json;
import org.apache.camel.Exchange;

/** What the forms of one letter, and of all letters of a reason, say, as the body that the API wants. */
final class ConsoleLetterForms {

    private static final String COLUMN = "column-";

    private ConsoleLetterForms() {}

    /** Whether a value is another than the page showed. */
    static boolean changes(Exchange exchange) {
        return !changed(ConsoleCall.of(exchange)).isEmpty();
    }

    /** Those values. */
    static String correction(Exchange exchange) {
        ObjectNode body = Json.mapper().createObjectNode();
        body.set("values", changed(ConsoleCall.of(exchange)));
        return body.toString();
    }

    /** A browser sends line breaks in its own way, whatever they were. */
    private static ObjectNode changed(ConsoleCall asked) {
        ObjectNode values = Json.mapper().createObjectNode();
        Map<String, String> said = asked.said();
        said.forEach((name, column) -> {
            if (name.startsWith(COLUMN)) {
                String place = name.substring(COLUMN.length());
                boolean isNull = said.containsKey("null-" + place);
                boolean wasNull = said.containsKey("was-null-" + place);
                String value = lines(asked.said("value-" + place));
                // Who writes a value means it, though the box for none is still ticked.
                if (!value.equals(lines(asked.said("was-" + place))) || wasNull && !isNull) {
                    values.put(column, value);
                } else if (isNull && !wasNull) {
                    values.putNull(column);
                }
            }
        });
        return values;
    }

    private static String lines(String text) {
        return text.replace("\r\n", "\n");
    }

    /** The letter of the path. */
    static String alone(Exchange exchange) {
        ObjectNode body = Json.mapper().createObjectNode();
        body.putArray("ids").add(ConsoleCall.of(exchange).path().get("id"));
        return body.toString();
    }

    /** All letters of a reason that are open. */
    static String group(Exchange exchange) {
        return letters(ConsoleCall.of(exchange)).toString();
    }

    /** The same with one value for one column. */
    static String groupCorrection(Exchange exchange) {
        ConsoleCall asked = ConsoleCall.of(exchange);
        ObjectNode body = letters(asked);
        ObjectNode values = body.putObject("values");
        if (asked.said("null").isEmpty()) {
            values.put(asked.said("set"), asked.said("value"));
        } else {
            values.putNull(asked.said("set"));
        }
        return body.toString();
    }

    private static ObjectNode letters(ConsoleCall asked) {
        ObjectNode body = Json.mapper().createObjectNode().put("state", "open");
        for (String name : List.of("table", "run", "sqlstate", "column")) {
            if (!asked.said(name).isEmpty()) {
                body.put(name, asked.said(name));
            }
        }
        return body;
    }
}
