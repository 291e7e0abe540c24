package console;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.qute.RawString;
import java.util.ArrayList;
import java.util.List;

/**
 * Lines, drawn by the server: one for each column, along another in the order of the rows.
 *
 * @param names along the drawing
 * @param values of each series at each name, or NaN where there is none
 */
record Lines(List<String> series, List<String> names, List<double[]> values, int left) implements Drawing {

    private static final int MOST = 400;
    private static final int TICKS = 4;
    private static final int HEIGHT = 200;
    private static final double TOP = 12;
    private static final double LEFT = 64;
    private static final double RIGHT = 16;

    static Lines of(JsonNode chart, JsonNode rows) {
        List<String> series = new ArrayList<>();
        chart.path("y").forEach(column -> series.add(column.asText()));
        List<String> names = new ArrayList<>();
        List<double[]> values = new ArrayList<>();
        series.forEach(one -> values.add(new double[Math.min(MOST, rows.size())]));
        for (JsonNode row : rows) {
            if (names.size() == MOST) {
                break;
            }
            for (int i = 0; i < series.size(); i++) {
                JsonNode value = row.path(series.get(i));
                values.get(i)[names.size()] = value.isNull() ? Double.NaN : value.asDouble();
            }
            names.add(row.path(chart.path("x").asText()).asText());
        }
        return new Lines(series, names, values, rows.size() - names.size());
    }

    @Override
    public List<Key> keys() {
        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < series.size(); i++) {
            double sum = 0;
            for (double value : values.get(i)) {
                sum += Double.isNaN(value) ? 0 : value;
            }
            keys.add(new Key(series.get(i), Drawing.colour(i), Math.round(sum)));
        }
        return keys;
    }

    @Override
    public RawString svg(boolean small) {
        double width = small ? 500 : 1000;
        double least = 0;
        double most = 0;
        for (double[] line : values) {
            for (double value : line) {
                least = value < least ? value : least;
                most = value > most ? value : most;
            }
        }
        double step = Drawing.step(most - least, TICKS);
        least = Math.floor(least / step) * step;
        most = Math.max(least + step, Math.ceil(most / step) * step);
        StringBuilder svg = new StringBuilder(Drawing.format(
                "<svg viewBox=\"0 0 %.0f %d\" role=\"img\" aria-label=\"Lines along the rows; the table has the same figures\">",
                width, HEIGHT + 24));
        for (double tick = least; tick <= most + step / 2; tick += step) {
            double y = place(tick, least, most);
            svg.append(Drawing.format(
                    "<path class=\"axis\" d=\"M%.0f %.1fH%.0f\"/><text x=\"%.0f\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
                    LEFT, y, width - RIGHT, LEFT - 8, y + 4, Drawing.number(tick)));
        }
        double apart = (width - LEFT - RIGHT) / Math.max(1, names.size() - 1);
        int every = Math.max(1, (int) Math.ceil(names.size() / (small ? 5.0 : 10.0)));
        for (int i = 0; i < names.size(); i += every) {
            String name = names.get(i);
            svg.append(Drawing.format(
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text>",
                    LEFT + i * apart,
                    HEIGHT + 18,
                    i == 0 ? "start" : i == names.size() - 1 ? "end" : "middle",
                    JsonText.escaped(name.length() <= 10 ? name : name.substring(0, 10))));
        }
        for (int i = 0; i < series.size(); i++) {
            svg.append("<path class=\"line ")
                    .append(Drawing.colour(i))
                    .append("\" d=\"")
                    .append(path(values.get(i), apart, least, most))
                    .append("\"/>");
        }
        return new RawString(svg.append("</svg>").toString());
    }

    /** It breaks off where there is no value. */
    private static String path(double[] line, double apart, double least, double most) {
        StringBuilder path = new StringBuilder();
        boolean goesOn = false;
        for (int i = 0; i < line.length; i++) {
            if (!Double.isNaN(line[i])) {
                path.append(Drawing.format(
                        "%s%.1f %.1f", goesOn ? "L" : "M", LEFT + i * apart, place(line[i], least, most)));
            }
            goesOn = !Double.isNaN(line[i]);
        }
        return path.toString();
    }

    private static double place(double value, double least, double most) {
        return HEIGHT - (HEIGHT - TOP) * (value - least) / (most - least);
    }
}
