package console;

import io.quarkus.qute.RawString;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Seconds over time, drawn by the server: lag, or how long something took. What it says stands beside it in words too.
 *
 * @param name what is drawn
 * @param points in the order of time
 */
public record Curve(String name, List<Point> points) {

    private static final double WIDTH = 1000;
    private static final double LEFT = 64;
    private static final double RIGHT = 16;
    private static final double TOP = 12;
    private static final double FOOT = 160;
    private static final int TICKS = 4;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("MMM d", Locale.ENGLISH);

    /** So many seconds at a moment. */
    public record Point(Instant at, double seconds) {}

    public Curve {
        points = points.stream().sorted(Comparator.comparing(Point::at)).toList();
    }

    /** The highest, in words, and when it was. */
    public String finding() {
        Words say = new Words(Instant.now());
        return points.stream()
                .max(Comparator.comparingDouble(Point::seconds))
                .map(most -> "At most " + say.duration(most.seconds) + ", " + say.ago(most.at) + "; "
                        + say.duration(points.get(points.size() - 1).seconds) + " at the end")
                .orElse("Nothing was measured yet");
    }

    /** Whether there is something to draw. */
    public boolean drawn() {
        return points.size() > 1;
    }

    /** The drawing; {@code dots} marks every point, else it is a line with the ground below it filled. */
    public RawString svg(boolean dots) {
        Instant from = points.get(0).at;
        double span = Math.max(
                1, Duration.between(from, points.get(points.size() - 1).at).toMillis());
        double most = ceiling(points.stream().mapToDouble(Point::seconds).max().orElse(1));
        StringBuilder svg = new StringBuilder("<svg viewBox=\"0 0 1000 184\" role=\"img\" aria-label=\"")
                .append(JsonText.escaped(name + ": " + finding()))
                .append("\">");
        Words say = new Words(Instant.now());
        for (int tick = 0; tick <= TICKS; tick++) {
            double y = FOOT - (FOOT - TOP) * tick / TICKS;
            svg.append(format(
                    "<path class=\"axis\" d=\"M%.0f %.1fH%.0f\"/><text x=\"%.0f\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
                    LEFT, y, WIDTH - RIGHT, LEFT - 8, y + 4, say.duration(most * tick / TICKS)));
            double x = LEFT + (WIDTH - LEFT - RIGHT) * tick / TICKS;
            Instant moment = from.plusMillis((long) (span * tick / TICKS));
            svg.append(format(
                    "<text x=\"%.0f\" y=\"178\" text-anchor=\"%s\">%s</text>",
                    x,
                    tick == 0 ? "start" : tick == TICKS ? "end" : "middle",
                    (span > 86_400_000 * 1.5 ? DAY : TIME).format(moment.atOffset(ZoneOffset.UTC))));
        }
        List<String> places = new ArrayList<>();
        for (Point point : points) {
            double x = LEFT
                    + (WIDTH - LEFT - RIGHT) * Duration.between(from, point.at).toMillis() / span;
            places.add(format("%.1f %.1f", x, FOOT - (FOOT - TOP) * point.seconds / most));
        }
        String line = "M" + String.join("L", places);
        if (!dots) {
            String last = places.get(places.size() - 1).split(" ")[0];
            svg.append(format("<path class=\"lens\" d=\"%sL%s %.0fL%.0f %.0fz\"/>", line, last, FOOT, LEFT, FOOT));
        }
        svg.append("<path class=\"trend\" d=\"").append(line).append("\"/>");
        if (dots) {
            places.forEach(place -> svg.append(format(
                    "<circle class=\"dot\" cx=\"%s\" cy=\"%s\" r=\"4\"/>", place.split(" ")[0], place.split(" ")[1])));
        }
        return new RawString(svg.append("</svg>").toString());
    }

    /** A round number of seconds, minutes or hours that is no less. */
    private static double ceiling(double seconds) {
        for (double round : new double[] {
            0.1, 0.2, 0.4, 1, 2, 4, 8, 20, 40, 60, 120, 240, 480, 1_200, 3_600, 7_200, 14_400, 43_200, 86_400
        }) {
            if (seconds <= round) {
                return round;
            }
        }
        return Math.ceil(seconds / 86_400) * 86_400;
    }

    private static String format(String text, Object... values) {
        return String.format(Locale.ROOT, text, values);
    }
}
