package console;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.qute.RawString;
import java.util.List;
import java.util.Locale;

/** What a report's file says it is drawn as. What it shows stands in a table too. */
public interface Drawing {

    /** A series with the colour it has and its sum over all that is drawn. */
    record Key(String name, String colour, long sum) {}

    /** What the colours mean. */
    List<Key> keys();

    /** So many are left out, since a page has no room for them. */
    int left();

    /** The drawing, nothing of which is markup but its own; {@code small} is for half a page. */
    RawString svg(boolean small);

    /**
     * Of what a report answered.
     *
     * @param chart as the report's facts have it, with {@code kind}, {@code x} and {@code y}
     */
    static Drawing of(JsonNode chart, JsonNode rows) {
        return chart.path("kind").asText().equals("lines") ? Lines.of(chart, rows) : Bars.of(chart, rows);
    }

    /** The colour of that series. */
    static String colour(int series) {
        return "q" + (series % 4 + 1);
    }

    /** A round number, of which a few make the most. */
    static double step(double most, int ticks) {
        double raw = Math.max(most, 1e-9) / ticks;
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        for (double factor : new double[] {1, 2, 5}) {
            if (raw <= factor * power) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    /** With grouping. */
    static String number(double number) {
        return number == Math.rint(number) ? format("%,d", (long) number) : format("%.2f", number);
    }

    /** In no country's way. */
    static String format(String text, Object... values) {
        return String.format(Locale.ROOT, text, values);
    }
}
