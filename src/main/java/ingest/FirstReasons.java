package ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import ledger.DeadLetter;
import ledger.Json;
import ledger.Run;

/** Why rows of a run were rejected: each kind of reason with its first row, so that nobody has to ask for the letters. */
final class FirstReasons {

    /** The member of a run's detail that they are. */
    private static final String NAME = "reasons";

    private static final int MOST_KINDS = 20;
    private static final int MOST_EXAMPLES = 3;

    /** Reasons that differ in it alone are of one kind. */
    private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"");

    private final Map<Kind, Found> kinds = new LinkedHashMap<>();
    private long others;

    private record Kind(String table, String column, String sqlstate, String reason) {}

    private static final class Found {
        private final DeadLetter first;
        private long count;

        private Found(DeadLetter first) {
            this.first = first;
        }
    }

    void add(List<DeadLetter> letters) {
        for (DeadLetter letter : letters) {
            Kind kind = new Kind(
                    letter.table(),
                    letter.column(),
                    letter.sqlstate(),
                    QUOTED.matcher(letter.reason()).replaceAll("\u2026"));
            if (kinds.containsKey(kind) || kinds.size() < MOST_KINDS) {
                kinds.computeIfAbsent(kind, absent -> new Found(letter)).count++;
            } else {
                others++;
            }
        }
    }

    /** The first of them all, or null. */
    DeadLetter first() {
        return kinds.values().stream().map(found -> found.first).findFirst().orElse(null);
    }

    /** Some of them as the end of a sentence: {@code ; such as line 7: name is required; line 9: …}. */
    String suchAs() {
        return kinds.isEmpty()
                ? ""
                : "; such as "
                        + kinds.values().stream()
                                .limit(MOST_EXAMPLES)
                                .map(found -> line(found.first.line()) + found.first.reason())
                                .collect(Collectors.joining("; "));
    }

    /** Puts them into the detail of a run. */
    void tell(ObjectNode detail) {
        if (kinds.isEmpty()) {
            return;
        }
        ArrayNode told = detail.putArray(NAME);
        kinds.forEach((kind, found) -> {
            ObjectNode one = told.addObject();
            one.put("table", kind.table);
            one.put("column", kind.column);
            one.put("sqlstate", kind.sqlstate);
            one.put("reason", storable(kind.reason));
            one.put("count", found.count);
            one.put("line", found.first.line());
            one.put("example", storable(found.first.reason()));
        });
        if (others > 0) {
            told.addObject().put("reason", "others").put("count", others);
        }
    }

    /** The ledger's jsonb holds no NUL. */
    private static String storable(String reason) {
        return reason.replace('\0', '\uFFFD');
    }

    /** As people are told of them, a kind a line. */
    static Optional<String> told(Run run) {
        JsonNode reasons = run.detail() == null
                ? Json.mapper().missingNode()
                : run.detail().path(NAME);
        StringJoiner text = new StringJoiner("\n");
        for (JsonNode kind : reasons) {
            String example = kind.hasNonNull("example")
                    ? kind.get("example").asText()
                    : kind.path("reason").asText();
            text.add("  " + kind.path("count").asLong() + " x "
                    + line(kind.hasNonNull("line") ? kind.get("line").asLong() : null) + example);
        }
        return text.length() == 0 ? Optional.empty() : Optional.of(text.toString());
    }

    private static String line(Long line) {
        return line == null ? "" : "line " + line + ": ";
    }
}
