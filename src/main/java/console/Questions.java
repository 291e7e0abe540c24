package console;

import com.fasterxml.jackson.databind.JsonNode;
import console.Question.Line;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Questions that no dry run answers: what is known says what will change. */
public final class Questions {

    private static final int MOST_LINES = 10;

    private Questions() {}

    private static Words say() {
        return new Words(Instant.now());
    }

    /**
     * Whether a loss is to be rehearsed.
     *
     * @param table its account
     */
    public static Question drill(JsonNode table, String rows) {
        String name = table.path("table").asText();
        String many = rows.equals("all") ? "all rows" : rows.equals("1") ? "1 row" : rows + " rows";
        List<Line> lines = new ArrayList<>();
        lines.add(Line.lost("It deletes " + many
                + " of the live table, as a real loss would; until they are back, readers miss" + " them."));
        lines.add(
                Line.same(name + " has about " + say().count(table.path("rows").asLong(), "row") + "."));
        lines.add(Line.change(
                "A copy is made just before, they are brought back from it, and both hashes are compared."));
        lines.add(Line.care("Rows that refer to them go and come back too; a writer may have to wait."));
        lines.add(Line.undo("If it breaks off, the next start of the service finishes it from the copy."));
        return Question.of(
                "Rehearse the loss of " + many + " of " + name + "?",
                lines,
                "/drills",
                Map.of("table", name, "rows", rows),
                "Delete " + many + " and bring them back",
                "/drills");
    }

    /** Whether these letters are to be given up. */
    public static Question discard(JsonNode letters, Map<String, String> chosen, String back) {
        List<Line> lines = new ArrayList<>();
        for (JsonNode letter : letters) {
            if (lines.size() == MOST_LINES) {
                lines.add(Line.same("And " + say().rows(letters.size() - MOST_LINES) + " more."));
                break;
            }
            lines.add(Line.same((letter.path("line").isNumber()
                            ? "Line " + letter.path("line").asText() + " of "
                            : "Of ")
                    + letter.path("file").asText(letter.path("table").asText()) + ": "
                    + letter.path("reason").asText()));
        }
        if (letters.isEmpty()) {
            lines.add(Line.same("None is chosen."));
        }
        lines.add(Line.undo(
                "They will not be loaded. They stay in the ledger as discarded, and can still be downloaded."));
        String many = say().count(letters.size(), "dead letter");
        return Question.of(
                "Discard " + many + "?",
                lines,
                letters.isEmpty() ? null : "/letters",
                chosen,
                "Discard " + many,
                "/letters?" + back);
    }

    /** Whether a set is to be deleted. */
    public static Question deletion(JsonNode set) {
        List<Line> lines = new ArrayList<>();
        lines.add(Line.lost("This cannot be undone: its files are removed from the disk."));
        lines.add(Line.care(
                set.hasNonNull("provenAt")
                        ? "It was proven restorable "
                                + say().ago(set.path("provenAt").asText()) + "."
                        : "It was never proven restorable."));
        lines.add(Line.same(say().count(set.path("tables").size(), "table") + " and "
                + say().count(set.path("rows").asLong(), "row") + " as they were "
                + say().ago(set.path("made").asText()) + ", "
                + say().bytes(set.path("bytes").asLong()) + "."));
        String id = set.path("id").asText();
        return Question.of(
                        "Delete the snapshot " + id + "?",
                        lines,
                        "/snapshots/" + say().url(id) + "/delete",
                        Map.of(),
                        "Delete it",
                        "/snapshots/" + say().url(id))
                .typing(id);
    }

    /** Whether what the rules of retention say is to be done. */
    public static Question retention(JsonNode plan) {
        List<Line> lines = new ArrayList<>();
        long bytes = 0;
        int going = 0;
        for (String kind : List.of("sets", "tables")) {
            for (JsonNode set : plan.path(kind)) {
                if (!set.path("keep").asBoolean()) {
                    going++;
                    bytes += set.path("bytes").asLong();
                    if (going <= MOST_LINES) {
                        lines.add(Line.lost(set.path("id").asText() + " goes: "
                                + set.path("reason").asText() + "."));
                    }
                }
            }
        }
        if (going == 0) {
            lines.add(Line.change(
                    plan.path("rules").isEmpty()
                            ? "No rule is set, so nothing goes."
                            : "Nothing goes by the rules now."));
        } else {
            lines.add(Line.same("That is " + say().bytes(bytes) + ". The last proven set never goes."));
        }
        String many = say().count(going, "set");
        return Question.of(
                "Delete " + many + " by the rules of retention?",
                lines,
                going == 0 ? null : "/snapshots/retention",
                Map.of(),
                "Delete " + many,
                "/snapshots");
    }

    /** Whether a recovered server is to go. */
    public static Question removal(JsonNode server) {
        String id = server.path("id").asText();
        return Question.of(
                        "Remove the recovered server " + id + "?",
                        List.of(
                                Line.lost("Its files go, and what was written into it is lost with them."),
                                Line.same(
                                        "The live server and the window are not touched: it can be recovered again.")),
                        "/recoveries/" + say().url(id) + "/delete",
                        Map.of(),
                        "Remove it",
                        "/recoveries/" + say().url(id))
                .typing(id);
    }

    /** Whether a flow is to be copied anew. */
    public static Question copy(JsonNode flow) {
        String name = flow.path("name").asText();
        String to = flow.path("to").asText();
        return Question.of(
                "Copy " + name + " into " + to + " anew?",
                List.of(
                        Line.lost("Rows that only " + to
                                + " has are gone afterwards: each copied table takes the place of the one" + " there."),
                        Line.same("Readers of " + to + " see the old rows until all tables are in place, at once."),
                        Line.same("Where it cannot be placed whole, nothing is changed.")),
                "/flows/" + say().url(name) + "/copy",
                Map.of(),
                "Copy " + name,
                "/flows");
    }

    /**
     * Whether the target of a flow is to be made equal to its source.
     *
     * @param compared a run that held them against each other and changed nothing
     */
    public static Question repair(String name, JsonNode compared) {
        List<Line> lines = new ArrayList<>();
        boolean equal = compared.path("detail").path("equal").asBoolean();
        for (JsonNode table : compared.path("detail").path("tables")) {
            if (!table.path("equal").asBoolean(true)) {
                lines.add(Line.care(table.path("table").asText() + ": "
                        + say().rows(table.path("missing").asLong()) + " missing, "
                        + say().rows(table.path("changed").asLong()) + " changed, "
                        + say().rows(table.path("added")
                                .asLong(table.path("onlyTarget").asLong())) + " too many"
                        + (table.hasNonNull("note") ? " (" + table.path("note").asText() + ")" : "") + "."));
            }
        }
        lines.add(
                equal
                        ? Line.change("Both sides are equal; there is nothing to repair.")
                        : Line.undo(
                                "Rows of the target become those of the source. What is overwritten is kept: this can be"
                                        + " undone."));
        return new Question(
                equal ? name + " needs no repair." : "Repair " + name + "?",
                "Both sides were just compared. Nothing is changed yet.",
                null,
                lines,
                compared.path("problem").isObject() ? compared.path("problem") : null,
                equal || compared.path("problem").isObject() ? null : "/flows/" + say().url(name) + "/repair",
                Map.of(),
                "Repair " + name,
                true,
                null,
                "/flows");
    }
}
