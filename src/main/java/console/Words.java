package console;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.qute.RawString;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How numbers, times and states are written on a page; templates know it as {@code say}. */
public final class Words {

    private static final DateTimeFormatter FULL = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("MMM d, HH:mm", Locale.ENGLISH);
    private static final String[] BYTES = {"B", "kB", "MB", "GB", "TB", "PB"};
    private static final String UNKNOWN = "–";

    private final Instant now;

    Words(Instant now) {
        this.now = now;
    }

    /** With thin grouping; what nobody knows is a dash. */
    public String rows(Object number) {
        return number == null ? UNKNOWN : String.format(Locale.ROOT, "%,d", ((Number) number).longValue());
    }

    /** {@code 1 row}, {@code 5 rows}. */
    public String count(Object number, String one) {
        long many = ((Number) number).longValue();
        return rows(many) + " " + (many == 1 ? one : one + "s");
    }

    /** In powers of 1000. */
    public String bytes(Object number) {
        if (number == null) {
            return UNKNOWN;
        }
        double left = ((Number) number).doubleValue();
        int unit = 0;
        while (left >= 999.95 && unit < BYTES.length - 1) {
            left /= 1000;
            unit++;
        }
        return unit == 0 ? (long) left + " B" : String.format(Locale.ROOT, "%.1f %s", left, BYTES[unit]);
    }

    /** Seconds, in two units at most. */
    public String duration(Object number) {
        if (number == null) {
            return UNKNOWN;
        }
        double seconds = ((Number) number).doubleValue();
        if (seconds < 10) {
            return String.format(Locale.ROOT, seconds < 1 ? "%.2f s" : "%.1f s", seconds);
        }
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + " s";
        }
        if (whole < 3600) {
            return whole / 60 + " min" + rest(whole % 60, " s");
        }
        return whole < 86_400
                ? whole / 3600 + " h" + rest(whole % 3600 / 60, " min")
                : whole / 86_400 + " d" + rest(whole % 86_400 / 3600, " h");
    }

    private static String rest(long number, String unit) {
        return number == 0 ? "" : " " + number + unit;
    }

    /** How long ago, or in how long, with the whole moment on hover. */
    public RawString time(Object text) {
        if (text == null) {
            return new RawString(UNKNOWN);
        }
        Instant moment = Instant.parse(text.toString());
        return new RawString("<time datetime=\"" + moment + "\" title=\"" + FULL.format(moment.atOffset(ZoneOffset.UTC))
                + "\">" + relative(moment) + "</time>");
    }

    /** Without markup, as in a sentence. */
    public String ago(Object text) {
        return text == null ? "never" : relative(Instant.parse(text.toString()));
    }

    private String relative(Instant moment) {
        Duration age = Duration.between(moment, now);
        long seconds = Math.abs(age.toSeconds());
        if (seconds >= 7 * 86_400) {
            return DAY.format(moment.atOffset(ZoneOffset.UTC));
        }
        if (seconds < 2) {
            return "now";
        }
        String distance = seconds < 60
                ? seconds + " s"
                : seconds < 3600
                        ? seconds / 60 + " min"
                        : seconds < 86_400 ? seconds / 3600 + " h" : seconds / 86_400 + " d";
        return age.isNegative() ? "in " + distance : distance + " ago";
    }

    /** A state of the API in words. */
    public String state(Object state) {
        return state.toString().replace('-', ' ');
    }

    /** The badge's colour and shape for a state. */
    public String badge(Object state) {
        return switch (state.toString()) {
            case "done" -> "done";
            case "done-with-rejects", "rejected" -> "part";
            case "failed", "refused" -> "fail";
            case "running" -> "run";
            default -> "idle";
        };
    }

    /** A part of a path or a query. */
    public String url(Object text) {
        return URLEncoder.encode(text.toString(), StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The beginning of an id or a hash. */
    public String brief(Object text) {
        String whole = text.toString();
        return whole.length() <= 8 ? whole : whole.substring(0, 8);
    }

    /** Counted rows as a bar for a line of a table. */
    public RawString tally(Object rows) {
        return new RawString(rows instanceof JsonNode counts ? Law.of(counts).tally() : "");
    }

    /** The same as large as a page wants it. */
    public RawString law(Object rows) {
        return new RawString(rows instanceof JsonNode counts ? Law.of(counts).flow() : "");
    }

    /** JSON as people read it. */
    public String json(Object node) {
        return node instanceof JsonNode json ? json.toPrettyString() : String.valueOf(node);
    }
}
