package routes.http;

import static routes.http.ConsoleCall.encoded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import ledger.Json;
import org.apache.camel.Exchange;

/** The desk of dead letters: what it shows, and what the form that it sends back asks for. */
final class ConsoleLetters {

    private static final List<String> STATES = List.of("open", "redriven", "discarded");
    private static final int FULL = 100;
    private static final int MOST_GROUPED = 100_000;
    private static final int LONGEST_VALUE = 300;
    private static final int LONGEST_ROW = 1_000;

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
        page.put("sqlstate", asked.said("sqlstate"));
        page.put("kept", asked.said("kept"));
        page.put("back", asked.without("kept").queryWith("state", state));
        JsonNode all = asked.answer("letters").path("deadLetters");
        List<Map<String, Object>> letters = new ArrayList<>();
        Set<String> columns = new LinkedHashSet<>();
        for (JsonNode letter : all) {
            letters.add(letter(letter));
            letter.path("values").fieldNames().forEachRemaining(columns::add);
        }
        page.put("letters", letters);
        page.put("columns", columns);
        page.put(
                "older",
                all.size() < FULL
                        ? ""
                        : asked.without("kept")
                                .queryWith(
                                        "before",
                                        all.get(all.size() - 1).path("id").asText()));
        long many = 0;
        for (JsonNode group : asked.answer("groups").path("groups")) {
            many += !column.isEmpty() && isChosen(asked, group)
                    ? group.path("count").asLong()
                    : 0;
        }
        long grouped = asked.answer("groups").path("grouped").asLong();
        page.put("grouped", grouped);
        // How many there are behind the latest nobody has counted.
        page.put("many", grouped < MOST_GROUPED ? many : 0);
        page.put("setsAll", many > 0);
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
            shown.put("chosen", isChosen(asked, group));
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

    private static boolean isChosen(ConsoleCall asked, JsonNode group) {
        return group.path("column").asText("").equals(asked.said("column"))
                && group.path("sqlstate").asText().equals(asked.said("sqlstate"))
                && (asked.said("table").isEmpty()
                        || group.path("table").asText().equals(asked.said("table")));
    }

    private static Map<String, Object> letter(JsonNode letter) {
        Map<String, Object> shown = new HashMap<>();
        String column =
                letter.path("column").isTextual() ? letter.path("column").asText() : null;
        JsonNode value = column == null ? null : letter.path("values").path(column);
        shown.put("id", letter.path("id").asLong());
        shown.put(
                "line", letter.path("line").isNull() ? "–" : letter.path("line").asText());
        shown.put("reason", letter.path("reason").asText());
        shown.put("state", letter.path("state").asText());
        shown.put("column", column);
        String text = value == null || value.isNull() || value.isMissingNode()
                ? ""
                : value.isValueNode() ? value.asText() : value.toString();
        // What has several lines, or is longer than a field on this page, is edited with all columns.
        shown.put("fits", text.length() <= LONGEST_VALUE && !text.contains("\n") && !text.contains("\r"));
        shown.put("value", shortened(text, LONGEST_VALUE));
        mark(letter.path("raw").asText(), text, shown);
        return shown;
    }

    /** The row as it came, with the fault marked where it stands there once. */
    private static void mark(String raw, String fault, Map<String, Object> shown) {
        int at = fault.isEmpty() || fault.length() > LONGEST_VALUE ? -1 : raw.indexOf(fault);
        boolean marked = at >= 0 && raw.indexOf(fault, at + 1) < 0;
        shown.put("raw", shortened(marked ? raw.substring(0, at) : raw, LONGEST_ROW));
        shown.put("fault", marked ? fault : "");
        shown.put("behind", marked ? shortened(raw.substring(at + fault.length()), LONGEST_ROW) : "");
    }

    private static String shortened(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "…";
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
