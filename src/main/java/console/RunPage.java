package console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What became of the rows of one run.
 *
 * @param sentences the answer
 * @param undoable whether it may be that it can be taken back; an undo that is tried tells for sure
 * @param steps what it did, one after the other
 * @param tables what became of each table, in the API's words
 */
public record RunPage(List<String> sentences, boolean undoable, List<Step> steps, List<Told> tables) {

    private static final int MOST_TABLES = 200;

    /**
     * Something it did.
     *
     * @param mark {@code now}, {@code care} or empty
     * @param at how long it took, or empty
     */
    public record Step(String mark, String at, String title, String text) {}

    /** A table, and what became of it. */
    public record Told(String name, String text) {}

    /** Of a run as the API shows it. */
    public static RunPage of(JsonNode run) {
        Words say = new Words(Instant.now());
        JsonNode rows = run.path("rows");
        long in = rows.path("in").asLong();
        long loaded = rows.path("loaded").asLong();
        long rejected = rows.path("rejected").asLong();
        List<String> sentences = new ArrayList<>();
        switch (run.path("state").asText()) {
            case "running" ->
                sentences.add(
                        "At work since " + say.duration(run.path("seconds").asDouble()) + ".");
            case "failed", "refused" ->
                sentences.add(
                        run.path("state").asText().equals("failed")
                                ? "It failed, and nothing of it stands."
                                : "It was refused. Nothing was changed.");
            case "cancelled" -> sentences.add("It was cancelled. Nothing of it stands.");
            case "undone" -> sentences.add("It was taken back.");
            case "already-done" -> sentences.add("These bytes were loaded before.");
            default -> {
                if (run.path("detail").path("dryRun").asBoolean()) {
                    sentences.add("It was only tried. Nothing was changed.");
                } else if (in == 0) {
                    sentences.add("It is done.");
                } else if (rejected > 0) {
                    sentences.add(say.rows(loaded) + " of " + say.count(in, "row") + " are in.");
                    sentences.add(
                            say.rows(rejected) + (rejected == 1 ? " was" : " were") + " set aside as dead letters.");
                } else {
                    sentences.add(
                            in == 1
                                    ? "The one row is accounted for."
                                    : "All " + say.rows(in) + " rows are accounted for.");
                }
            }
        }
        return new RunPage(sentences, undoable(run), steps(run), tables(run.path("detail"), say));
    }

    /** Loads say until when; restores, rows put back and repairs keep what they overwrite until rules of keeping say otherwise. */
    private static boolean undoable(JsonNode run) {
        JsonNode detail = run.path("detail");
        if (!run.path("state").asText().startsWith("done")
                || detail.path("dryRun").asBoolean()) {
            return false;
        }
        return switch (run.path("kind").asText()) {
            case "restore" -> detail.path("into").asText().equals("original");
            case "put-back" -> true;
            case "compare" -> detail.path("repair").asBoolean();
            default -> detail.hasNonNull("undoUntil");
        };
    }

    private static List<Step> steps(JsonNode run) {
        Words say = new Words(Instant.now());
        JsonNode detail = run.path("detail");
        boolean running = run.path("state").asText().equals("running");
        List<Step> steps = new ArrayList<>();
        for (JsonNode step : detail.path("steps")) {
            steps.add(new Step(
                    step.path("seconds").isNumber() || !running ? "" : "now",
                    step.path("seconds").isNumber()
                            ? say.duration(step.path("seconds").asDouble())
                            : "",
                    step.path("title").asText(step.path("name").asText()),
                    joined(step.path("saw"))));
        }
        detail.path("story").forEach(told -> steps.add(new Step("", "", told.asText(), "")));
        if (detail.hasNonNull("verdict")) {
            steps.add(new Step("", "", "The verdict", detail.path("verdict").asText()));
        }
        return steps;
    }

    private static String joined(JsonNode texts) {
        List<String> all = new ArrayList<>();
        texts.forEach(text -> all.add(text.asText()));
        return String.join("; ", all);
    }

    private static List<Told> tables(JsonNode detail, Words say) {
        List<Told> tables = new ArrayList<>();
        for (JsonNode table : detail.path("tables")) {
            if (!table.isObject() || tables.size() == MOST_TABLES) {
                continue;
            }
            List<String> told = new ArrayList<>();
            table.properties().forEach(member -> {
                if (member.getValue().isIntegralNumber() && member.getValue().asLong() != 0) {
                    told.add(member.getKey().replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT) + " "
                            + say.rows(member.getValue().asLong()));
                }
            });
            if (table.path("equal").isBoolean()) {
                told.add(table.path("equal").asBoolean() ? "equal" : "not equal");
            }
            if (table.hasNonNull("note")) {
                told.add(table.path("note").asText());
            }
            tables.add(
                    new Told(table.path("table").asText(), told.isEmpty() ? "nothing to do" : String.join(", ", told)));
        }
        return tables;
    }
}
