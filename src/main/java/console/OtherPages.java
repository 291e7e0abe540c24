package console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The sentences that the smaller pages open with. */
public final class OtherPages {

    private OtherPages() {}

    /** How many tables were never proven restorable. */
    public static Map<String, Object> tables(JsonNode tables) {
        long unproven = 0;
        for (JsonNode table : tables) {
            unproven += table.path("lastProven").isNull() ? 1 : 0;
        }
        return Map.of("unproven", unproven);
    }

    /**
     * Whether a table is whole and how fast it is back.
     *
     * @param drills runs of drills with it, the latest first
     */
    public static Map<String, Object> table(JsonNode table, JsonNode drills) {
        Words say = new Words(Instant.now());
        Double rto = null;
        for (JsonNode drill : drills) {
            JsonNode seconds = drill.path("detail").path("seconds").path("rto");
            if (seconds.isNumber() && drill.path("state").asText().equals("done")) {
                rto = seconds.asDouble();
                break;
            }
        }
        String name = table.path("table").asText();
        List<String> sentences = new ArrayList<>();
        if (rto != null) {
            sentences.add(name + " can be brought back in " + say.duration(rto) + ".");
        } else if (table.path("lastProven").isObject()) {
            sentences.add(name + " was proven restorable "
                    + say.ago(table.path("lastProven").path("provenAt").asText()) + ".");
        } else {
            sentences.add(name + " was never proven restorable.");
        }
        long letters = table.path("openLetters").asLong();
        if (letters > 0) {
            sentences.add(say.count(letters, "row") + (letters == 1 ? " waits" : " wait") + " outside.");
        }
        Map<String, Object> page = new HashMap<>();
        page.put("sentences", sentences);
        page.put("rto", rto);
        page.put("rows", table.path("rows").asLong());
        return page;
    }

    /** When all was last proven. */
    public static Map<String, Object> snapshots(JsonNode snapshots) {
        Words say = new Words(Instant.now());
        for (JsonNode set : snapshots) {
            if (set.hasNonNull("provenAt")) {
                return Map.of(
                        "sentence",
                        say.count(set.path("tables").size(), "table") + " proven restorable "
                                + say.ago(set.path("provenAt").asText()) + ".");
            }
        }
        return Map.of("sentence", snapshots.isEmpty() ? "There is no snapshot yet." : "No snapshot was proven yet.");
    }

    /** Which flow is late. */
    public static Map<String, Object> flows(JsonNode flows) {
        List<String> failing = new ArrayList<>();
        for (JsonNode flow : flows) {
            if (List.of("failed", "refused")
                    .contains(flow.path("last").path("state").asText())) {
                failing.add(flow.path("name").asText());
            }
        }
        if (flows.isEmpty()) {
            return Map.of("sentence", "No flow is configured.");
        }
        return Map.of(
                "sentence",
                failing.isEmpty()
                        ? flows.size() == 1
                                ? "The flow did what was asked."
                                : "All " + flows.size() + " flows did what was asked."
                        : String.join(", ", failing) + (failing.size() == 1 ? " is failing." : " are failing."));
    }

    /** What is lost and whether it is back. */
    public static Map<String, Object> recovery(JsonNode status) {
        int open = status.path("incidents").size();
        List<String> sentences = new ArrayList<>();
        sentences.add(
                open == 0 ? "No table lost rows." : open == 1 ? "One table lost rows." : open + " tables lost rows.");
        if (status.path("window").path("to").isNull()) {
            sentences.add("The server cannot be rewound yet.");
        }
        return Map.of("sentences", sentences);
    }

    /**
     * How many rows the recovered server has that the live one lacks.
     *
     * @param tables null where nobody said which are meant
     */
    public static Map<String, Object> recovered(JsonNode tables) {
        if (tables == null) {
            return Map.of("sentence", "The server stands as it was.");
        }
        long missing = 0;
        for (JsonNode table : tables) {
            missing += table.path("missing").asLong();
        }
        return Map.of(
                "sentence",
                missing == 0
                        ? "No row is missing any more."
                        : new Words(Instant.now()).count(missing, "row") + " can be put back.");
    }

    /** Whether a standby may take the server's place. */
    public static Map<String, Object> replication(JsonNode replication) {
        JsonNode safe = replication.path("safeToFailOver");
        if (replication.path("standbys").isEmpty()) {
            return Map.of("sentence", "No standby is known.");
        }
        return Map.of(
                "sentence",
                safe.isBoolean()
                        ? safe.asBoolean() ? "A failover would lose nothing." : "A failover would lose rows now."
                        : "Whether a failover would lose rows is not known.");
    }

    /** How often a loss was rehearsed, and how long it took to have the rows back. */
    public static Map<String, Object> drills(JsonNode runs) {
        List<Curve.Point> points = new ArrayList<>();
        for (JsonNode run : runs) {
            JsonNode rto = run.path("detail").path("seconds").path("rto");
            if (rto.isNumber() && run.path("state").asText().equals("done")) {
                points.add(new Curve.Point(Instant.parse(run.path("startedAt").asText()), rto.asDouble()));
            }
        }
        return Map.of(
                "curve",
                new Curve("From the loss until the rows were back", points),
                "sentence",
                runs.isEmpty()
                        ? "No loss was rehearsed yet."
                        : (runs.size() == 1 ? "One loss" : runs.size() + " losses") + " rehearsed.");
    }

    /**
     * The lag of each that stands by or is fed, over time.
     *
     * @param lag as the API lists it, each with whose it is under {@code name}, and how much under {@code seconds}
     */
    public static List<Curve> curves(JsonNode lag, String name, String seconds) {
        Map<String, List<Curve.Point>> points = new TreeMap<>();
        for (JsonNode one : lag) {
            if (one.path(seconds).isNumber()) {
                points.computeIfAbsent(one.path(name).asText(), whose -> new ArrayList<>())
                        .add(new Curve.Point(
                                Instant.parse(one.path("at").asText()),
                                one.path(seconds).asDouble()));
            }
        }
        List<Curve> curves = new ArrayList<>();
        points.forEach((whose, all) -> {
            if (all.size() > 1) {
                curves.add(new Curve("Lag of " + whose, all));
            }
        });
        return curves;
    }
}
