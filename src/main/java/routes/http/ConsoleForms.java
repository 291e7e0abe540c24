package routes.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import org.apache.camel.Exchange;

/** What a form of the console says, as the body that the API wants; the same before it is asked and after. */
final class ConsoleForms {

    /** A row that was chosen, its key as JSON behind it. */
    private static final String KEY = "key-";

    /** A table that was chosen. */
    private static final String TABLE = "table-";

    private ConsoleForms() {}

    static String nothing(Exchange exchange) {
        return "{}";
    }

    static String empty(Exchange exchange) {
        return "";
    }

    /** Only tried, of a body that asks for it. */
    static String tried(String body) {
        ObjectNode asked = (ObjectNode) Json.read(body);
        return asked.put("dryRun", true).toString();
    }

    static ObjectNode fields(Exchange exchange, String... names) {
        ObjectNode fields = Json.mapper().createObjectNode();
        Map<String, String> said = ConsoleCall.of(exchange).said();
        List.of(names).stream().filter(said::containsKey).forEach(name -> fields.put(name, said.get(name)));
        return fields;
    }

    /** Rows that were chosen one by one, or all that are missing, changed, or both. */
    static String restore(Exchange exchange) {
        ObjectNode body = fields(exchange, "tables", "into", "rows");
        ArrayNode keys = Json.mapper().createArrayNode();
        ConsoleCall.of(exchange).said().forEach((name, value) -> {
            if (name.startsWith(KEY)) {
                keys.add(Json.read(value));
            }
        });
        return (keys.isEmpty() ? body : body.set("keys", keys)).toString();
    }

    static String putBack(Exchange exchange) {
        ObjectNode body = fields(exchange, "rows");
        ArrayNode tables = Json.mapper().createArrayNode();
        ConsoleCall.of(exchange).said().keySet().stream()
                .filter(name -> name.startsWith(TABLE))
                .forEach(name -> tables.add(name.substring(TABLE.length())));
        return (tables.isEmpty() ? body : body.set("tables", tables)).toString();
    }

    static String drill(Exchange exchange) {
        ConsoleCall asked = ConsoleCall.of(exchange);
        ObjectNode body = Json.mapper().createObjectNode().put("table", asked.said("table"));
        String rows = asked.said("rows");
        if (rows.matches("[0-9]{1,9}")) {
            body.put("rows", Integer.parseInt(rows));
        } else {
            body.put("rows", rows);
        }
        return body.toString();
    }

    static String dumps(Exchange exchange) {
        ObjectNode body = Json.mapper().createObjectNode();
        Map<String, String> said = ConsoleCall.of(exchange).said();
        for (String name : List.of("database", "schema", "asOf", "as")) {
            if (!said.getOrDefault(name, "").isEmpty()) {
                body.put(name, said.get(name));
            }
        }
        return body.put("replace", said.containsKey("replace")).toString();
    }

    static String target(Exchange exchange) {
        ObjectNode body = Json.mapper().createObjectNode();
        return body.set("target", fields(exchange, "before", "time")).toString();
    }

    /** All that a form says, to be sent again once the question is answered. */
    static Map<String, String> again(ConsoleCall asked) {
        return new TreeMap<>(asked.said());
    }

    /** What cannot be made again goes only if its name was typed. */
    static void requireTyped(Exchange exchange) {
        ConsoleCall asked = ConsoleCall.of(exchange);
        String name = asked.path().get("id");
        if (!asked.said("typed").strip().equals(name)) {
            throw new ProblemException(Problem.refused(
                    "\"" + asked.said("typed") + "\" is not its name", "type " + name + " to have it removed"));
        }
    }
}
