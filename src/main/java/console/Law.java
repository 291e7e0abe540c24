package console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The law, drawn: rows that came in, and what became of each. All widths are attributes, as no page may carry styles.
 *
 * @param in rows that came
 * @param parts what became of them, in their fixed order
 */
record Law(long in, List<Part> parts) {

    /** A part that is not 0 is at least this share of a drawing, so that it is seen. */
    private static final double LEAST = 0.024;

    private static final double LEAST_IN_A_TALLY = 0.035;
    private static final double WIDTH = 1000;
    private static final double GAP = 12;

    /** What became of so many rows. */
    record Part(String name, long rows) {}

    static Law of(JsonNode rows) {
        List<Part> parts = new ArrayList<>();
        for (String name : List.of("loaded", "rejected", "unchanged", "skipped")) {
            parts.add(new Part(name, rows.path(name).asLong()));
        }
        return new Law(rows.path("in").asLong(), parts);
    }

    private List<Part> seen() {
        return parts.stream().filter(part -> part.rows > 0).toList();
    }

    /** Shares of the width that add up to it, none below the least. */
    private static double[] shares(List<Part> seen, double least) {
        double sum = seen.stream().mapToLong(Part::rows).sum();
        double[] shares = new double[seen.size()];
        double small = 0;
        double large = 0;
        for (int i = 0; i < shares.length; i++) {
            shares[i] = Math.max(seen.get(i).rows / sum, least);
            if (shares[i] == least) {
                small += least;
            } else {
                large += shares[i];
            }
        }
        for (int i = 0; i < shares.length; i++) {
            if (shares[i] > least) {
                shares[i] *= (1 - small) / large;
            }
        }
        return shares;
    }

    /** One line, as high as the text beside it. */
    String tally() {
        List<Part> seen = seen();
        if (in == 0 || seen.isEmpty()) {
            return "";
        }
        StringBuilder svg = new StringBuilder("<svg class=\"tally\" role=\"img\" aria-label=\"" + words() + "\">");
        double[] shares = shares(seen, LEAST_IN_A_TALLY);
        double x = 0;
        for (int i = 0; i < shares.length; i++) {
            svg.append(format(
                    "<rect class=\"%s\" x=\"%.2f%%\" width=\"%.2f%%\" height=\"100%%\"/>",
                    seen.get(i).name, x * 100, shares[i] * 100));
            x += shares[i];
        }
        return svg.append("</svg>").toString();
    }

    private String words() {
        StringBuilder words = new StringBuilder(format("%,d in:", in));
        String separator = " ";
        for (Part part : seen()) {
            words.append(separator).append(format("%,d %s", part.rows, part.name));
            separator = ", ";
        }
        return words.toString();
    }

    /** Streams that part, with the sum below. */
    String flow() {
        StringBuilder svg = new StringBuilder(
                "<svg viewBox=\"0 0 1000 92\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"in\" width=\"1000\" height=\"10\" rx=\"3\"/>");
        List<Part> seen = seen();
        if (!seen.isEmpty()) {
            double[] shares = shares(seen, LEAST);
            double below = (WIDTH - GAP * (seen.size() - 1)) / WIDTH;
            double top = 0;
            double foot = 0;
            for (int i = 0; i < shares.length; i++) {
                double topEnd = top + shares[i] * WIDTH;
                double width = shares[i] * WIDTH * below;
                svg.append(stream(seen.get(i).name, top, topEnd, foot, width));
                top = topEnd;
                foot += width + GAP;
            }
        }
        return svg.append("</svg>").toString();
    }

    private static String stream(String name, double top, double topEnd, double foot, double width) {
        double footEnd = foot + width;
        return format(
                "<path class=\"%s\" d=\"M%.1f 10C%.1f 48 %.1f 44 %.1f 78H%.1fC%.1f 44 %.1f 48 %.1f 10z\"/>"
                        + "<rect class=\"%s\" x=\"%.1f\" y=\"78\" width=\"%.1f\" height=\"14\" rx=\"3\"/>",
                name, top, top, foot, foot, footEnd, footEnd, topEnd, topEnd, name, foot, width);
    }

    private static String format(String text, Object... values) {
        return String.format(Locale.ROOT, text, values);
    }
}
