package console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an archive of old dumps says of itself.
 *
 * @param sentences the answer
 * @param files in the order found, the earliest first
 * @param drift how definitions changed on the way
 * @param aside files that are not part of the state, and why
 */
public record DumpsPage(List<String> sentences, long rows, List<File> files, List<Change> drift, List<Change> aside) {

    private static final int WIDEST = 80;

    /**
     * A file in its place.
     *
     * @param tables what it has of each
     * @param says why it comes behind the one before
     */
    public record File(
            long place, String name, String dialect, boolean complete, long rows, String tables, List<Said> says) {}

    /** A reason; {@code care} where it speaks against the order, or nothing speaks for it. */
    public record Said(String tone, String text) {}

    /** Something of which more is told. */
    public record Change(String name, String text) {}

    /** Of the manifest that the API shows. */
    public static DumpsPage of(JsonNode archive) {
        Words say = new Words(Instant.now());
        Map<String, List<Said>> why = new HashMap<>();
        for (JsonNode step : archive.path("order")) {
            why.put(step.path("later").asText(), evidence(step));
        }
        List<File> files = new ArrayList<>();
        for (JsonNode file : archive.path("files")) {
            files.add(file(file, why.getOrDefault(file.path("name").asText(), List.of()), say));
        }
        List<Change> drift = new ArrayList<>();
        archive.path("drift").forEach(one -> drift.add(drift(one)));
        List<Change> aside = new ArrayList<>();
        archive.path("refused")
                .properties()
                .forEach(one -> aside.add(new Change(one.getKey(), "cannot be read: " + told(one.getValue()))));
        archive.path("duplicates")
                .forEach(one -> aside.add(new Change(
                        one.path("file").asText(),
                        "the same bytes as " + one.path("sameAs").asText())));
        long rows = 0;
        for (JsonNode table : archive.path("tables")) {
            rows += table.path("rows").asLong();
        }
        return new DumpsPage(sentences(archive, rows, say), rows, files, drift, aside);
    }

    private static List<String> sentences(JsonNode archive, long rows, Words say) {
        List<String> sentences = new ArrayList<>();
        sentences.add(say.count(archive.path("files").size(), "file") + " make one state of "
                + say.count(archive.path("tables").size(), "table") + " and " + say.count(rows, "row") + ".");
        long ties = 0;
        for (JsonNode step : archive.path("order")) {
            ties += step.path("tie").asBoolean() ? 1 : 0;
        }
        if (ties > 0) {
            sentences.add("Of " + say.count(ties, "pair") + " nothing says which is the later one.");
        }
        int refused = archive.path("refused").size();
        if (refused > 0) {
            sentences.add(say.count(refused, "file") + " could not be read.");
        }
        return sentences;
    }

    private static File file(JsonNode file, List<Said> says, Words say) {
        List<String> tables = new ArrayList<>();
        long rows = 0;
        for (JsonNode table : file.path("tables")) {
            rows += table.path("rows").asLong();
            tables.add(table.path("table").asText() + " "
                    + say.rows(table.path("rows").asLong()));
        }
        return new File(
                file.path("place").asLong(),
                file.path("name").asText(),
                file.path("dialect").asText("–"),
                file.path("complete").asBoolean(),
                rows,
                shortened(String.join(", ", tables)),
                says);
    }

    private static List<Said> evidence(JsonNode step) {
        List<Said> said = new ArrayList<>();
        step.path("evidence").forEach(one -> said.add(new Said("", told(one))));
        step.path("against").forEach(one -> said.add(new Said("care", "against it: " + told(one))));
        if (step.path("tie").asBoolean()) {
            said.add(new Said("care", "nothing says that it is the later one"));
        }
        return said;
    }

    private static String told(JsonNode one) {
        if (one.has("kind")) {
            return words(one.path("kind"))
                    + (one.hasNonNull("table") ? " of " + one.path("table").asText() : "") + ", "
                    + one.path("earlier").asText("–") + " → "
                    + one.path("later").asText("–");
        }
        return one.isValueNode()
                ? one.asText()
                : one.path("detail").asText(one.path("reason").asText(one.toString()));
    }

    private static Change drift(JsonNode one) {
        String what = one.path("table").asText()
                + (one.hasNonNull("column") ? "." + one.path("column").asText() : "");
        String change = one.hasNonNull("from") || one.hasNonNull("to")
                ? " (" + (one.hasNonNull("from") ? one.path("from").asText() + " → " : "")
                        + one.path("to").asText("–") + ")"
                : "";
        return new Change(
                what,
                words(one.path("what")) + change + ", first in "
                        + one.path("file").asText());
    }

    private static String words(JsonNode text) {
        return text.asText().replace('-', ' ');
    }

    static String shortened(String text) {
        return text.length() <= WIDEST ? text : text.substring(0, WIDEST - 1) + "…";
    }
}
