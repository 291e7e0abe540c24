package snapshot.drill;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import ledger.Run;

/** A drill for people: what was done, which keys went and came back, whether all is equal, and how long it took. */
final class DrillStory {

    /** As many keys as are worth reading. */
    private static final int KEYS = 20;

    /** In the order in which they are done, and what people call them. */
    private static final Map<String, String> STEPS = steps("backup", "files", "delete", "restore");

    private DrillStory() {}

    private static Map<String, String> steps(String... names) {
        Map<String, String> steps = new LinkedHashMap<>();
        for (String name : names) {
            steps.put(name, name);
        }
        steps.put("rto", "rows gone");
        return steps;
    }

    static Optional<String> of(Run run) {
        JsonNode detail = run.detail();
        if (!detail.has("story")) {
            return Optional.empty();
        }
        List<String> lines = new ArrayList<>();
        detail.get("story").forEach(line -> lines.add(line.asText()));
        lines.add("backup: " + detail.path("snapshot").asText());
        lines.add((detail.has("equal") ? "keys lost and back: " : "keys: ") + keys(detail.path("keys")));
        if (detail.has("equal")) {
            lines.add("equal: " + (detail.get("equal").asBoolean() ? "yes" : "no"));
        }
        lines.add("seconds: "
                + STEPS.entrySet().stream()
                        .filter(step -> detail.path("seconds").has(step.getKey()))
                        .map(step -> step.getValue() + " "
                                + detail.path("seconds").get(step.getKey()).asText())
                        .collect(Collectors.joining(", ")));
        return Optional.of("  " + String.join("\n  ", lines));
    }

    private static String keys(JsonNode keys) {
        String first = StreamSupport.stream(keys.spliterator(), false)
                .limit(KEYS)
                .map(DrillStory::key)
                .collect(Collectors.joining(", "));
        return keys.size() > KEYS ? first + ", … (" + keys.size() + ")" : first;
    }

    private static String key(JsonNode key) {
        return key.size() == 1
                ? key.elements().next().asText()
                : StreamSupport.stream(key.spliterator(), false)
                        .map(JsonNode::asText)
                        .collect(Collectors.joining(" ", "(", ")"));
    }
}
