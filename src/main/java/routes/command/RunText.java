package routes.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.StringJoiner;
import ledger.Run;
import ledger.RunKind;

/** What became of a run, for people: its counts, its tables, and what went wrong. */
final class RunText {

    private RunText() {}

    static String of(RunKind kind, Run run) {
        StringJoiner text = new StringJoiner("\n");
        text.add("%s %s: %s, in %d = loaded %d + rejected %d + unchanged %d + skipped %d, %.3f s"
                .formatted(
                        run.kind(),
                        run.subject(),
                        run.state().text(),
                        run.rows().in(),
                        run.rows().loaded(),
                        run.rows().rejected(),
                        run.rows().unchanged(),
                        run.rows().skipped(),
                        run.seconds()));
        if (run.detail() != null) {
            kind.remark().apply(run).ifPresent(text::add);
            run.detail().path("tables").forEach(table -> text.add(table(table)));
            run.detail().path("dependents").forEach(one -> text.add(dependent(one)));
            run.detail().path("notBrought").forEach(one -> text.add("  not brought: " + one.asText()));
            run.detail().path("notes").forEach(note -> text.add("  " + note.asText()));
            if (run.detail().hasNonNull("note")) {
                text.add(run.detail().get("note").asText());
            }
        }
        if (run.problem() != null) {
            text.add(run.problem().text());
        }
        return text.toString();
    }

    /** A table with all that is counted of it: {@code customers: missing 3, changed 0}. */
    private static String table(JsonNode table) {
        StringJoiner counts = new StringJoiner(", ");
        table.properties().forEach(member -> {
            if (member.getValue().isNumber() || member.getValue().isBoolean()) {
                counts.add(words(member.getKey()) + " " + member.getValue().asText());
            }
        });
        return "  " + table.path("table").asText() + ": " + counts;
    }

    /** Something that stands on tables: {@code view public.v: left-out, relation "t" does not exist}. */
    private static String dependent(JsonNode one) {
        return "  " + one.path("kind").asText() + " " + one.path("name").asText() + ": "
                + one.path("state").asText()
                + (one.has("problem") ? ", " + one.get("problem").asText() : "");
    }

    /** {@code wouldInsert} is "would insert". */
    private static String words(String name) {
        return name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    }
}
