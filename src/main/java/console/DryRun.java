package console;

import com.fasterxml.jackson.databind.JsonNode;
import console.Question.Line;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import ledger.Json;

/** Questions that a dry run answers: what an undo, a restore or a put-back would change. */
public final class DryRun {

    private static final String TRIED = "A dry run has just tried it. Nothing is changed yet.";
    private static final int MOST_LINES = 10;

    private final JsonNode run;
    private final Words say = new Words(Instant.now());
    private final List<Line> lines = new ArrayList<>();

    private DryRun(JsonNode run) {
        this.run = run;
    }

    private long sum(String... members) {
        long sum = 0;
        for (JsonNode table : run.path("detail").path("tables")) {
            for (String member : members) {
                sum += table.path(member).asLong();
            }
        }
        return sum;
    }

    private void tell(long rows, Line one, Line many) {
        if (rows > 0) {
            lines.add(rows == 1 ? one : many);
        }
    }

    private Question ask(
            long rows, String title, String deed, Map<String, String> fields, String verb, boolean end, String back) {
        JsonNode problem = run.path("problem").isObject() ? run.path("problem") : null;
        if (run.path("state").asText().equals("running")) {
            // What it will say is on its page; nothing is offered before.
            return new Question(
                    "A dry run is still at work.",
                    "It says what would change when it has ended. Nothing is changed yet.",
                    null,
                    List.of(Line.same("Its page is /runs/" + run.path("id").asText() + "; ask again then.")),
                    null,
                    null,
                    Map.of(),
                    "",
                    false,
                    null,
                    "/runs/" + run.path("id").asText());
        }
        if (rows == 0 && problem == null && lines.isEmpty()) {
            lines.add(Line.same("Nothing would change."));
        }
        return new Question(
                title,
                TRIED,
                run.path("kind").asText().equals("undo") ? null : wouldBe(rows),
                lines,
                problem,
                problem == null && rows > 0 ? deed : null,
                fields,
                verb + " " + say.count(rows, "row"),
                end,
                null,
                back);
    }

    /** What would become of the rows: the run that only tried it says that it loaded none, and passed over those it would have. */
    private JsonNode wouldBe(long loaded) {
        JsonNode tried = run.path("rows");
        long in = tried.path("in").asLong();
        if (in == 0) {
            return null;
        }
        long rejected = sum("wouldReject");
        long unchanged = tried.path("unchanged").asLong();
        return Json.mapper()
                .createObjectNode()
                .put("in", in)
                .put("loaded", loaded)
                .put("rejected", rejected)
                .put("unchanged", unchanged)
                .put("skipped", in - loaded - rejected - unchanged);
    }

    /** Whether a run is to be taken back. */
    public static Question undo(String id, JsonNode dry) {
        DryRun tried = new DryRun(dry);
        if (!dry.path("problem").isObject()) {
            tried.lines.add(Line.lost("What is undone cannot be done again by undoing it."));
        }
        long removed = tried.sum("wouldRemove");
        long returned = tried.sum("wouldReturn");
        long changed = tried.sum("wouldChangeBack");
        long letters = dry.path("detail").path("wouldDiscardLetters").asLong();
        tried.tell(
                removed,
                Line.lost("1 row that it brought goes."),
                Line.lost(tried.say.rows(removed) + " rows that it brought go."));
        tried.tell(
                returned,
                Line.change("1 row that it took away comes back."),
                Line.change(tried.say.rows(returned) + " rows that it took away come back."));
        tried.tell(
                changed,
                Line.change("1 row becomes what it was."),
                Line.change(tried.say.rows(changed) + " rows become what they were."));
        tried.tell(
                letters,
                Line.care("1 dead letter of it is discarded."),
                Line.care(tried.say.rows(letters) + " dead letters of it are discarded."));
        long rows = removed + returned + changed;
        long spared = dry.path("rows").path("in").asLong() - rows;
        tried.tell(
                spared,
                Line.same("1 row was changed since by somebody else, and stays."),
                Line.same(tried.say.rows(spared) + " rows were changed since by somebody else, and stay."));
        return tried.ask(rows, "Undo this run?", "/runs/" + id + "/undo", Map.of(), "Undo", removed > 0, "/runs/" + id);
    }

    /**
     * Whether rows of a snapshot are to be restored into their tables.
     *
     * @param fields what the form said, which is sent again
     */
    public static Question restore(String set, String table, JsonNode dry, Map<String, String> fields) {
        DryRun tried = new DryRun(dry);
        long rows = tried.brings();
        return tried.ask(
                rows,
                "Restore " + tried.say.count(rows, "row") + " of " + table + "?",
                "/snapshots/" + tried.say.url(set) + "/restore",
                fields,
                "Restore",
                tried.sum("wouldDelete") > 0,
                "/snapshots/" + tried.say.url(set) + "?table=" + tried.say.url(table));
    }

    /** Whether lost rows are to be put back into the live server. */
    public static Question putBack(String server, JsonNode dry, Map<String, String> fields) {
        DryRun tried = new DryRun(dry);
        long rows = tried.brings();
        return tried.ask(
                rows,
                "Put back " + tried.say.count(rows, "row") + "?",
                "/recoveries/" + tried.say.url(server) + "/put-back",
                fields,
                "Put back",
                false,
                "/recoveries/" + tried.say.url(server));
    }

    /** Whether the state of old dumps is to be put into a database. */
    public static Question dumps(String archive, JsonNode dry, Map<String, String> fields) {
        DryRun tried = new DryRun(dry);
        JsonNode detail = dry.path("detail");
        for (JsonNode table : detail.path("tables")) {
            long rejected = table.path("wouldReject").asLong();
            String into = table.path("table").asText() + ": "
                    + tried.say.count(table.path("wouldLoad").asLong(), "row");
            if (tried.lines.size() < MOST_LINES) {
                tried.lines.add(
                        rejected == 0
                                ? Line.change(into + ".")
                                : Line.care(into + ", and " + tried.say.count(rejected, "dead letter") + "."));
            }
        }
        for (JsonNode letter : detail.path("letters")) {
            tried.lines.add(Line.care(letter.path("table").asText()
                    + (letter.hasNonNull("column") ? "." + letter.path("column").asText() : "") + ", from "
                    + letter.path("file").asText("its files") + ": "
                    + letter.path("reason").asText()));
        }
        long replaced = detail.path("wouldReplace").size();
        tried.tell(
                replaced,
                Line.lost("1 table that is there is moved into a schema of backups."),
                Line.lost(tried.say.rows(replaced) + " tables that are there are moved into a schema of backups."));
        detail.path("notes").forEach(note -> tried.lines.add(Line.same(note.asText())));
        long rows = tried.sum("wouldLoad");
        return tried.ask(
                rows,
                "Load " + tried.say.count(rows, "row") + " of " + archive + "?",
                "/dumps/" + tried.say.url(archive) + "/load",
                fields,
                "Load",
                replaced > 0,
                "/dumps/" + tried.say.url(archive));
    }

    /** How many rows come back, are changed or go; each is told. */
    private long brings() {
        long inserted = sum("wouldInsert");
        long updated = sum("wouldUpdate");
        long deleted = sum("wouldDelete");
        long rejected = sum("wouldReject");
        tell(
                deleted,
                Line.lost("1 row that was added since goes."),
                Line.lost(say.rows(deleted) + " rows that were added since go."));
        tell(inserted, Line.change("1 row comes back."), Line.change(say.rows(inserted) + " rows come back."));
        tell(
                updated,
                Line.change("1 row is changed to what it was."),
                Line.change(say.rows(updated) + " rows are changed to what they were."));
        tell(
                rejected,
                Line.care("1 row does not fit any more, and becomes a dead letter with its reason."),
                Line.care(
                        say.rows(rejected) + " rows do not fit any more, and become dead letters with their reasons."));
        long same = sum("same");
        long added = sum("added") - deleted;
        if (same + added > 0) {
            lines.add(Line.same("Not touched: " + say.count(same, "equal row")
                    + (added > 0 ? ", and " + say.rows(added) + " added since." : ".")));
        }
        if (inserted + updated + deleted > 0) {
            lines.add(Line.undo("What is overwritten is kept: this can be undone, also days later."));
        }
        return inserted + updated + deleted - rejected;
    }
}
