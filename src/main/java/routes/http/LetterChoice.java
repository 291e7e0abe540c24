package routes.http;

import com.fasterxml.jackson.databind.JsonNode;
import ingest.Corrections;
import ingest.Redrive;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import ledger.LetterFilter;
import ledger.Problem;
import ledger.ProblemException;

/** Reads which dead letters a call means, by its body or its query. */
final class LetterChoice {

    private static final Set<String> STATES = Set.of("open", "redriven", "discarded");

    static final Set<String> OF_A_LIST =
            Set.of("ids", "table", "run", "state", "sqlstate", "column", "limit", "before", "cut");

    static final Set<String> OF_A_DOWNLOAD = Set.of("ids", "table", "run", "state", "sqlstate", "column", "before");

    static final Set<String> OF_A_CHANGE =
            Set.of("ids", "table", "run", "state", "sqlstate", "column", "before", "all");

    private LetterChoice() {}

    /**
     * Which letters are meant.
     *
     * @param ids as numbers, or as the texts of such
     * @param all says that every letter is meant
     */
    record Letters(
            List<JsonNode> ids, String table, String run, String state, String sqlstate, String column, Boolean all) {}

    /** The same, and what each of them becomes. */
    record Corrected(
            List<JsonNode> ids,
            String table,
            String run,
            String state,
            String sqlstate,
            String column,
            Boolean all,
            JsonNode values) {

        private Letters letters() {
            return new Letters(ids, table, run, state, sqlstate, column, all);
        }
    }

    /** The letters to look at; without a filter all of them. */
    static LetterFilter toSee(HttpCall call) {
        return filter(call, new Letters(null, null, null, null, null, null, null));
    }

    /**
     * The letters to do something with: by ids, by a filter, or all of them because that is said.
     *
     * @throws ProblemException 400 if they are not
     */
    static LetterFilter toChange(HttpCall call) {
        requireIds(call);
        return toChange(call, RequestBody.read(call, Letters.class));
    }

    /** What one letter becomes. */
    record Correction(JsonNode values) {}

    /** Other values for the one letter of the path. */
    static Corrections.Correction one(HttpCall call) {
        Correction asked = RequestBody.read(call, Correction.class);
        return new Corrections.Correction(LetterFilter.one(id(call)), asked.values());
    }

    /** Other values for all letters that are meant. */
    static Corrections.Correction several(HttpCall call) {
        requireIds(call);
        Corrected asked = RequestBody.read(call, Corrected.class);
        return new Corrections.Correction(toChange(call, asked.letters()), asked.values());
    }

    /** The letter of the path. */
    static long id(HttpCall call) {
        return letterId(call.value("id").orElseThrow());
    }

    /** The redrive that a call asks for. */
    static Redrive.Request redrive(HttpCall call) {
        return new Redrive.Request(call.runHeader(), toChange(call));
    }

    /** No list of letters is not every letter there is. */
    private static void requireIds(HttpCall call) {
        if (call.json().path("ids").isNull()) {
            throw malformed("ids is a list of letters, not null", "leave it out, and say which otherwise");
        }
    }

    private static LetterFilter toChange(HttpCall call, Letters asked) {
        LetterFilter filter = filter(call, asked);
        boolean all = Boolean.TRUE.equals(asked.all()) || call.flag("all");
        if (all && filter.chooses()) {
            throw malformed("all is said beside a choice", "say all=true alone, or leave it out");
        }
        if (!all && !filter.chooses()) {
            throw malformed(
                    "it is not said which letters",
                    "choose by ids, table, run, sqlstate or column, or say all=true; state alone is no choice");
        }
        return filter;
    }

    private static LetterFilter filter(HttpCall call, Letters asked) {
        String state = either(asked.state(), call, "state");
        if (state != null && !STATES.contains(state)) {
            throw malformed("state is open, redriven or discarded, not \"" + state + '"', null);
        }
        return new LetterFilter(
                asked.ids() != null ? ids(asked.ids()) : ids(call),
                either(asked.table(), call, "table"),
                runId(either(asked.run(), call, "run")),
                state,
                either(asked.sqlstate(), call, "sqlstate"),
                either(asked.column(), call, "column"),
                call.query().value("before").map(LetterChoice::letterId).orElse(null));
    }

    private static List<Long> ids(List<JsonNode> listed) {
        return listed.stream().map(id -> letterId(id.asText())).toList();
    }

    private static List<Long> ids(HttpCall call) {
        return call.query()
                .value("ids")
                .map(text -> Arrays.stream(text.split(",", -1))
                        .map(LetterChoice::letterId)
                        .toList())
                .orElse(null);
    }

    private static String either(String asked, HttpCall call, String name) {
        return asked != null ? asked : call.query().value(name).orElse(null);
    }

    /** A dead letter's id. */
    static long letterId(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw malformed("\"" + text + "\" is no dead letter's id", null);
        }
    }

    private static UUID runId(String text) {
        try {
            return text == null ? null : UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw malformed("\"" + text + "\" is no run's id", null);
        }
    }

    private static ProblemException malformed(String detail, String hint) {
        return new ProblemException(Problem.malformed(detail, hint));
    }
}
