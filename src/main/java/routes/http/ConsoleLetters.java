package routes.http;

import static routes.http.ConsoleCall.encoded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ledger.Json;
import org.apache.camel.Exchange;

/** The desk of dead letters: what it shows, and what the form that it sends back asks for. */
final class ConsoleLetters {

    private static final List<String> STATES = List.of("open", "redriven", "discarded");

    private ConsoleLetters() {}

    /** What the page shows. */
    static Map<String, Object> page(ConsoleCall asked) {
        Map<String, Object> page = new HashMap<>();
        String state = asked.said("state").isEmpty() ? "open" : asked.said("state");
        String column = asked.said("column");
        page.put("filter", Map.of("table", asked.said("table"), "run", asked.said("run")));
        page.put("states", STATES);
        page.put("state", state);
        page.put("column", column.isEmpty() ? null : column);
        page.put("groups", groups(asked));
        page.put("heading", column.isEmpty() ? "All that wait" : column + ", SQLSTATE " + asked.said("sqlstate"));
        page.put("back", asked.queryWith("state", state));
        List<Map<String, Object>> letters = new ArrayList<>();
        for (JsonNode letter : asked.answer("letters").path("deadLetters")) {
            letters.add(letter(letter));
        }
        page.put("letters", letters);
        return page;
    }

    private static List<Map<String, Object>> groups(ConsoleCall asked) {
        List<Map<String, Object>> groups = new ArrayList<>();
        for (JsonNode group : asked.answer("groups").path("groups")) {
            Map<String, Object> shown = new HashMap<>();
            String column = group.path("column").asText("");
            String sqlstate = group.path("sqlstate").asText();
            shown.put("reason", group.path("reason").asText());
            shown.put("table", group.path("table").asText());
            shown.put("column", column.isEmpty() || group.path("column").isNull() ? null : column);
            shown.put("sqlstate", sqlstate);
            shown.put("count", group.path("count").asLong());
            shown.put("chosen", column.equals(asked.said("column")) && sqlstate.equals(asked.said("sqlstate")));
            shown.put(
                    "query",
                    "table=" + encoded(group.path("table").asText())
                            + (asked.said("run").isEmpty() ? "" : "&run=" + encoded(asked.said("run")))
                            + "&sqlstate=" + encoded(sqlstate)
                            + (shown.get("column") == null ? "" : "&column=" + encoded(column)));
            groups.add(shown);
        }
        return groups;
    }

    private static Map<String, Object> letter(JsonNode letter) {
        Map<String, Object> shown = new HashMap<>();
        String column =
                letter.path("column").isTextual() ? letter.path("column").asText() : null;
        JsonNode value = column == null ? null : letter.path("values").path(column);
        shown.put("id", letter.path("id").asLong());
        shown.put(
                "line", letter.path("line").isNull() ? "–" : letter.path("line").asText());
        shown.put("raw", letter.path("raw").asText());
        shown.put("reason", letter.path("reason").asText());
        shown.put("state", letter.path("state").asText());
        shown.put("column", column);
        shown.put("value", value == null || value.isNull() || value.isMissingNode() ? "" : value.asText());
        return shown;
    }

    /** A letter whose value was changed in the form. */
    record Correction(String id, String body) {
        Map<String, String> path() {
            return Map.of("id", id);
        }
    }

    /** All of them. */
    static List<Correction> corrections(Exchange exchange) {
        ConsoleCall asked = ConsoleCall.of(exchange);
        List<Correction> corrections = new ArrayList<>();
        asked.said().forEach((name, value) -> {
            if (name.startsWith("value-")) {
                String id = name.substring("value-".length());
                if (!value.equals(asked.said("was-" + id))) {
                    ObjectNode body = Json.mapper().createObjectNode();
                    body.putObject("values").put(asked.said("column-" + id), value);
                    corrections.add(new Correction(id, body.toString()));
                }
            }
        });
        return corrections;
    }

    /** The letters that were chosen, as the API wants them. */
    static String chosen(Exchange exchange) {
        ObjectNode body = Json.mapper().createObjectNode();
        ArrayNode ids = body.putArray("ids");
        chosenIds(ConsoleCall.of(exchange)).forEach(ids::add);
        return body.toString();
    }

    /** Their numbers. */
    static List<Long> chosenIds(ConsoleCall asked) {
        return asked.said().keySet().stream()
                .filter(name -> name.matches("chosen-[0-9]{1,18}"))
                .map(name -> Long.parseLong(name.substring("chosen-".length())))
                .toList();
    }
}
