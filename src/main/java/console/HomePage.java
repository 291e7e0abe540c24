package console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Whether everything is safe, and what wants somebody.
 *
 * @param sentences the answer, in one or two
 * @param wants the worst first
 * @param nights the last fourteen on which a snapshot was made
 * @param slowest the flow that lags most, or null
 */
public record HomePage(
        List<String> sentences,
        List<Want> wants,
        List<Night> nights,
        JsonNode slowest,
        JsonNode tables,
        JsonNode runs,
        long rows,
        String windowLength) {

    private static final int NIGHTS = 14;
    private static final int TABLES = 10;
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("MMM d", Locale.ENGLISH);

    /**
     * Something that wants somebody.
     *
     * @param tone {@code bad} for what is lost or failed, {@code care} for what waits
     * @param link where it is seen to
     * @param deed what the button says
     */
    public record Want(String tone, String icon, String title, String text, String link, String deed) {}

    /**
     * A night with a snapshot.
     *
     * @param mark empty where it is proven
     */
    public record Night(String mark, String words) {}

    /** Of what the API says of status, tables, snapshots and the last runs. */
    public static HomePage of(JsonNode status, JsonNode tables, JsonNode snapshots, JsonNode runs) {
        Words say = new Words(Instant.now());
        List<Want> wants = wants(status, say);
        return new HomePage(
                sentences(status, wants, say),
                wants,
                nights(snapshots),
                slowest(status),
                tables,
                runs,
                stream(tables).mapToLong(table -> table.path("rows").asLong()).sum(),
                windowLength(status, say));
    }

    /** Those that a home page has room for. */
    public List<JsonNode> firstTables() {
        return stream(tables).limit(TABLES).toList();
    }

    private static List<Want> wants(JsonNode status, Words say) {
        List<Want> wants = new ArrayList<>();
        for (JsonNode incident : status.path("incidents")) {
            String what =
                    incident.path("table").asText(incident.path("database").asText());
            wants.add(new Want(
                    "bad",
                    "i-lost",
                    what + " lost "
                            + (incident.path("rows").isNull()
                                    ? "rows"
                                    : say.count(incident.path("rows").asLong(), "row")),
                    "By " + incident.path("kind").asText() + ", "
                            + say.ago(incident.path("committedAt").asText())
                            + ". A server of its own can be recovered to just before.",
                    "/recovery",
                    "See and put back"));
        }
        for (JsonNode run : status.path("failed")) {
            JsonNode problem = run.path("problem");
            wants.add(new Want(
                    "care",
                    "i-warn",
                    run.path("kind").asText() + " " + run.path("subject").asText() + " was "
                            + say.state(run.path("state").asText()),
                    problem.path("detail").asText("no reason is known") + "."
                            + (problem.hasNonNull("hint")
                                    ? " What to do: " + problem.path("hint").asText() + "."
                                    : ""),
                    "/runs/" + run.path("id").asText(),
                    "Open run"));
        }
        long letters = status.path("letters").path("open").asLong();
        if (letters > 0) {
            wants.add(new Want(
                    "care",
                    "i-letters",
                    say.count(letters, "row") + (letters == 1 ? " waits as a dead letter" : " wait as dead letters"),
                    "In " + say.count(status.path("letters").path("tables").asLong(), "table")
                            + ". They are kept as they came.",
                    "/letters",
                    "Correct them"));
        }
        if (status.path("lastProven").isNull()) {
            boolean made = status.path("lastSnapshot").isObject();
            wants.add(new Want(
                    "care",
                    "i-snapshots",
                    made ? "No snapshot was ever proven" : "There is no snapshot yet",
                    made
                            ? "Whether what is kept can be restored is not known until it was restored once."
                            : "Rows that are lost now can only be had back by recovery.",
                    "/snapshots",
                    made ? "Prove one" : "Make one"));
        }
        return wants;
    }

    private static List<String> sentences(JsonNode status, List<Want> wants, Words say) {
        int lost = status.path("incidents").size();
        if (lost > 0) {
            return List.of(
                    (lost == 1 ? "A table lost rows." : lost + " tables lost rows."), "See what can be brought back.");
        }
        int failed = status.path("failed").size();
        if (failed > 0) {
            return List.of(
                    failed == 1 ? "One run did not do what was asked." : failed + " runs did not do what was asked.");
        }
        long letters = status.path("letters").path("open").asLong();
        if (letters > 0) {
            return List.of(
                    say.count(letters, "row") + (letters == 1 ? " waits" : " wait") + " to be corrected.",
                    "All other rows are where they should be.");
        }
        return wants.isEmpty()
                ? List.of("Everything is safe.", "Nothing wants you.")
                : List.of("Every row is where it should be.", "Nothing is proven restorable yet.");
    }

    private static List<Night> nights(JsonNode snapshots) {
        Map<LocalDate, Boolean> proven = new TreeMap<>(Comparator.reverseOrder());
        for (JsonNode set : snapshots) {
            if (!set.path("as").asText().equals("table")) {
                LocalDate day = Instant.parse(set.path("made").asText())
                        .atOffset(ZoneOffset.UTC)
                        .toLocalDate();
                proven.merge(day, set.hasNonNull("provenAt"), Boolean::logicalOr);
            }
        }
        List<Night> nights = new ArrayList<>();
        proven.entrySet().stream()
                .limit(NIGHTS)
                .forEach(night -> nights.add(
                        0,
                        new Night(
                                night.getValue() ? "" : "dim",
                                DAY.format(night.getKey()) + (night.getValue() ? ": proven" : ": made, not proven"))));
        return nights;
    }

    private static JsonNode slowest(JsonNode status) {
        return stream(status.path("flows"))
                .filter(flow -> flow.hasNonNull("lagSeconds"))
                .max(Comparator.comparingLong(flow -> flow.path("lagSeconds").asLong()))
                .orElse(null);
    }

    private static String windowLength(JsonNode status, Words say) {
        JsonNode from = status.path("window").path("from").path("time");
        JsonNode to = status.path("window").path("to").path("time");
        return from.isTextual() && to.isTextual()
                ? say.duration(Duration.between(Instant.parse(from.asText()), Instant.parse(to.asText()))
                        .toSeconds())
                : "–";
    }

    private static Stream<JsonNode> stream(JsonNode all) {
        return StreamSupport.stream(all.spliterator(), false);
    }
}
