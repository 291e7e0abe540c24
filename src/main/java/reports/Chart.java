package reports;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a report is drawn.
 *
 * @param x the column along which it is drawn
 * @param y the columns that are drawn
 */
public record Chart(Kind kind, String x, List<String> y) {

    /** What is drawn. */
    public enum Kind {
        BARS,
        STACKED_BARS,
        LINES;

        /** As a header and JSON call it. */
        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Optional<Kind> of(String text) {
            return Arrays.stream(values())
                    .filter(kind -> kind.text().equals(text))
                    .findFirst();
        }
    }

    public Chart {
        y = List.copyOf(y);
    }
}
