package console;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.qute.RawString;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/**
 * The window of recovery, drawn: what can be gone back to, where it has holes, the base backups it begins with, and what
 * destroyed rows. Every incident on it leads to its row in the list below.
 *
 * @param window as the API tells it
 * @param incidents as the API lists them
 */
public record TimeLine(JsonNode window, JsonNode incidents, JsonNode backups) {

    private static final double LEFT = 20;
    private static final double WIDTH = 960;
    private static final int TICKS = 6;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("MMM d, HH:mm", Locale.ENGLISH);
    private static final Map<String, String> MARKS = Map.of("open", "lost", "put-back", "healed");

    /** Whether there is a window. */
    public boolean drawn() {
        return window.path("from").hasNonNull("time") && window.path("to").hasNonNull("time");
    }

    private Instant from() {
        return Instant.parse(window.path("from").path("time").asText());
    }

    private Instant to() {
        return Instant.parse(window.path("to").path("time").asText());
    }

    private double place(Instant moment) {
        double span = Math.max(1, Duration.between(from(), to()).toMillis());
        double place = Duration.between(from(), moment).toMillis() / span;
        return LEFT + WIDTH * Math.max(0, Math.min(1, place));
    }

    /** The drawing. */
    public RawString svg() {
        StringBuilder svg = new StringBuilder(
                "<svg viewBox=\"0 0 1000 92\" role=\"group\" aria-label=\"The window of recovery, with what destroyed rows\">");
        DateTimeFormatter form = Duration.between(from(), to()).toHours() < 20 ? TIME : DAY;
        for (int tick = 0; tick <= TICKS; tick++) {
            double x = LEFT + WIDTH * tick / TICKS;
            Instant moment = from().plusMillis(Duration.between(from(), to()).toMillis() * tick / TICKS);
            svg.append(format(
                    "<path class=\"axis\" d=\"M%.1f 60v10\"/><text x=\"%.1f\" y=\"84\" text-anchor=\"%s\">%s</text>",
                    x,
                    x,
                    tick == 0 ? "start" : tick == TICKS ? "end" : "middle",
                    form.format(moment.atOffset(ZoneOffset.UTC))));
        }
        for (JsonNode span : window.path("spans")) {
            if (span.path("from").hasNonNull("time") && span.path("to").hasNonNull("time")) {
                double begin =
                        place(Instant.parse(span.path("from").path("time").asText()));
                double end = place(Instant.parse(span.path("to").path("time").asText()));
                svg.append(format(
                        "<rect class=\"wal\" x=\"%.1f\" y=\"36\" width=\"%.1f\" height=\"18\" rx=\"3\"/>",
                        begin, Math.max(2, end - begin)));
            }
        }
        for (JsonNode backup : backups) {
            if (backup.hasNonNull("ended")) {
                double x = place(Instant.parse(backup.path("ended").asText()));
                svg.append(format(
                        "<path class=\"base\" d=\"M%.1f 36v-8a5 5 0 0 1 10 0v8z\"><title>base backup %s</title></path>",
                        x - 5, JsonText.escaped(backup.path("id").asText())));
            }
        }
        for (JsonNode incident : incidents) {
            if (incident.hasNonNull("committedAt")) {
                Instant when = Instant.parse(incident.path("committedAt").asText());
                if (!when.isBefore(from())) {
                    svg.append(mark(incident, when));
                }
            }
        }
        svg.append(format(
                "<path class=\"now-mark\" d=\"M%.1f 30v30\"/><text class=\"strong\" x=\"%.1f\" y=\"20\" text-anchor=\"end\">%s</text></svg>",
                LEFT + WIDTH,
                LEFT + WIDTH,
                Duration.between(to(), Instant.now()).toSeconds() < 60 ? "now" : "log ends"));
        return new RawString(svg.toString());
    }

    private String mark(JsonNode incident, Instant when) {
        double x = place(when);
        String words = JsonText.escaped(incident.path("kind").asText() + " of "
                + incident.path("table").asText(incident.path("database").asText()) + ", "
                + incident.path("state").asText().replace('-', ' '));
        String shape =
                switch (MARKS.getOrDefault(incident.path("state").asText(), "seen")) {
                    case "lost" ->
                        format(
                                "<path class=\"lost\" d=\"M%.1f 34l10 11-10 11-10-11z\"><title>%s</title></path>",
                                x, words);
                    case "healed" ->
                        format(
                                "<circle class=\"healed\" cx=\"%.1f\" cy=\"45\" r=\"7\"><title>%s</title></circle>",
                                x, words);
                    default ->
                        format(
                                "<rect class=\"seen\" x=\"%.1f\" y=\"39\" width=\"12\" height=\"12\"><title>%s</title></rect>",
                                x - 6, words);
                };
        return "<a href=\"#incident-" + incident.path("id").asLong() + "\" aria-label=\"" + words + "\">" + shape
                + "</a>";
    }

    private static String format(String text, Object... values) {
        return String.format(Locale.ROOT, text, values);
    }
}
