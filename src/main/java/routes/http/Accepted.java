package routes.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a caller takes, as its {@code Accept} says.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#name-accept">RFC 9110</a>
 */
record Accepted(List<Range> ranges) {

    /**
     * Some kinds of content.
     *
     * @param type such as {@code text/csv}, {@code text/*} or {@code *}{@code /*}
     * @param weight how welcome they are, 0 to 1
     */
    record Range(String type, double weight) {

        /** How exactly it means the type; 0 if it does not. */
        private int means(String wanted) {
            if (type.equals(wanted)) {
                return 3;
            }
            if (type.equals("*/*")) {
                return 1;
            }
            return type.endsWith("/*") && wanted.startsWith(type.substring(0, type.length() - 1)) ? 2 : 0;
        }
    }

    Accepted {
        ranges = List.copyOf(ranges);
    }

    static Accepted read(String header) {
        List<Range> ranges = new ArrayList<>();
        for (String range : header.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = range.split(";", -1);
            double weight = 1;
            for (int i = 1; i < parts.length; i++) {
                String part = parts[i].strip();
                if (part.startsWith("q=")) {
                    weight = weight(part.substring(2));
                }
            }
            ranges.add(new Range(parts[0].strip(), weight));
        }
        return new Accepted(ranges);
    }

    /** What cannot be read counts as nothing said. */
    private static double weight(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException none) {
            return 1;
        }
    }

    /** Whether one is more welcome than the other; as welcome is not more. */
    boolean prefers(String one, String other) {
        return weightOf(one) > weightOf(other);
    }

    private double weightOf(String type) {
        int most = 0;
        double weight = 0;
        for (Range range : ranges) {
            int exactness = range.means(type);
            if (exactness > most) {
                most = exactness;
                weight = range.weight();
            }
        }
        return weight;
    }
}
