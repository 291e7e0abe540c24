package notify;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import ledger.Json;

/**
 * Something that somebody may want to be told.
 *
 * @param about {@code run}, or as an event is called
 * @param subject what it is about: a table, a flow, a report
 */
public record Notice(long id, String about, String subject, JsonNode detail, Instant at) {

    private static final String RUN = "run";
    private static final Set<String> PROOFS = Set.of("verify", "drill");

    public Notice {
        Objects.requireNonNull(about, "about");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(detail, "detail");
        Objects.requireNonNull(at, "at");
    }

    /** A row of the ledger's notices. */
    public static Notice of(ResultSet row) throws SQLException {
        return new Notice(
                row.getLong("id"),
                row.getString("event"),
                row.getString("subject"),
                Json.read(row.getString("detail")),
                row.getObject("made_at", OffsetDateTime.class).toInstant());
    }

    /** The kind of the run that it is about, if it is about one. */
    public Optional<String> kind() {
        return Optional.ofNullable(detail.path("kind").textValue())
                .filter(kind -> about.equals(RUN) || is(Event.OVERDUE));
    }

    private boolean is(Event event) {
        return about.equals(event.text());
    }

    /** What it is to rules. */
    public Set<Event> events() {
        if (!about.equals(RUN)) {
            return EnumSet.of(Event.valueOf(about.toUpperCase(Locale.ROOT)));
        }
        Set<Event> events =
                EnumSet.of(Event.valueOf(detail.path("state").asText().toUpperCase(Locale.ROOT)));
        if (kind().filter(PROOFS::contains).isPresent()) {
            events.add(Event.PROOF);
        }
        return events;
    }

    /** In one line, and what to do about it in a second one where that is known. */
    public String text() {
        JsonNode problem = detail.path("problem");
        String what = about.equals(RUN)
                ? detail.path("kind").asText() + " of " + subject + " "
                        + detail.path("state").asText()
                : about + " " + subject;
        String why = problem.isObject() ? problem.path("detail").asText() : facts();
        String hint = problem.path("hint").isTextual()
                ? "\n    " + problem.get("hint").asText()
                : "";
        return at + "  " + what + (why.isEmpty() ? "" : ": " + why) + hint;
    }

    /** What is known beside, but for what is long. */
    private String facts() {
        StringBuilder facts = new StringBuilder();
        detail.properties().forEach(fact -> {
            if (fact.getValue().isValueNode() && !fact.getKey().equals("csv")) {
                facts.append(facts.isEmpty() ? "" : ", ")
                        .append(fact.getKey())
                        .append(' ')
                        .append(fact.getValue().asText());
            }
        });
        return facts.toString();
    }
}
