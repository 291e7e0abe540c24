package console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of the rows of one run.
 *
 * @param sentences the answer
 */
public record RunPage(List<String> sentences) {

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
                if (in == 0) {
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
        return new RunPage(sentences);
    }
}
