package console;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.qute.RawString;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Bars, drawn by the server: one for each value of a column, stacked of the sums of others. The longest come first. What a
 * chart says stands in the table below it too.
 *
 * @param series the columns that are summed
 * @param bars by name, the longest first
 * @param left out, since a page has no room for them
 */
public record Bars(List<String> series, List<Bar> bars, int left) implements Drawing {

    private static final int MOST = 25;
    private static final int HEIGHT = 27;
    private static final int BAR = 17;
    private static final int TICKS = 4;

    /** How wide a drawing is, where its bars begin, how long they are and how many characters of a name there is room for. */
    private record Frame(int width, double from, double length, int name) {}

    private static final Frame WHOLE = new Frame(1000, 176, 760, 24);
    private static final Frame HALF = new Frame(500, 140, 300, 19);

    /**
     * One bar.
     *
     * @param parts a sum for each series
     */
    public record Bar(String name, double[] parts) {
        double length() {
            double sum = 0;
            for (double part : parts) {
                sum += part;
            }
            return sum;
        }
    }

    /**
     * Of what a report answered.
     *
     * @param chart as the report's facts have it, with {@code x} and {@code y}
     */
    public static Bars of(JsonNode chart, JsonNode rows) {
        List<String> series = new ArrayList<>();
        chart.path("y").forEach(column -> series.add(column.asText()));
        Map<String, double[]> sums = new LinkedHashMap<>();
        for (JsonNode row : rows) {
            double[] parts = sums.computeIfAbsent(
                    row.path(chart.path("x").asText()).asText(), name -> new double[series.size()]);
            for (int i = 0; i < parts.length; i++) {
                parts[i] += Math.max(0, row.path(series.get(i)).asDouble());
            }
        }
        List<Bar> all = new ArrayList<>();
        sums.forEach((name, parts) -> all.add(new Bar(name, parts)));
        all.sort((one, other) -> Double.compare(other.length(), one.length()));
        List<Bar> shown = all.subList(0, Math.min(MOST, all.size()));
        return new Bars(series, List.copyOf(shown), all.size() - shown.size());
    }

    @Override
    public List<Key> keys() {
        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < series.size(); i++) {
            double sum = 0;
            for (Bar bar : bars) {
                sum += bar.parts[i];
            }
            keys.add(new Key(series.get(i), Drawing.colour(i), Math.round(sum)));
        }
        return keys;
    }

    @Override
    public RawString svg(boolean small) {
        Frame frame = small ? HALF : WHOLE;
        double step = Drawing.step(bars.isEmpty() ? 1 : bars.get(0).length(), TICKS);
        double most = Math.max(step, bars.isEmpty() ? 0 : Math.ceil(bars.get(0).length() / step) * step);
        int foot = bars.size() * HEIGHT;
        StringBuilder svg = new StringBuilder(Drawing.format(
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Bars by name, the longest first; the table below has the same figures\">",
                frame.width, foot + 20));
        for (double tick = 0; tick <= most + step / 2; tick += step) {
            double x = frame.from + tick / most * frame.length;
            svg.append(Drawing.format(
                    "<path class=\"axis\" d=\"M%.0f 0v%d\"/><text x=\"%.0f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                    x, foot, x, foot + 16, Drawing.number(tick)));
        }
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            int y = i * HEIGHT + (HEIGHT - BAR) / 2;
            svg.append(Drawing.format(
                    "<text class=\"name\" x=\"%.0f\" y=\"%d\" text-anchor=\"end\">%s</text>",
                    frame.from - 12, y + 13, JsonText.escaped(shortened(bar.name, frame.name))));
            double x = frame.from;
            for (int part = 0; part < bar.parts.length; part++) {
                double width = bar.parts[part] / most * frame.length;
                svg.append(Drawing.format(
                        "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>",
                        Drawing.colour(part), x, y, width, BAR));
                x += width;
            }
            svg.append(
                    Drawing.format("<text x=\"%.1f\" y=\"%d\">%s</text>", x + 6, y + 13, Drawing.number(bar.length())));
        }
        return new RawString(svg.append("</svg>").toString());
    }

    private static String shortened(String name, int most) {
        return name.length() <= most ? name : name.substring(0, most - 1) + "…";
    }
}
