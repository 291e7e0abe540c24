package ingest;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Pattern;

/** Whether the figures of a record are the sums of those above it, or their means: of such a record it is proven what it is. */
final class TotalProof {

    private static final Pattern FIGURE = Pattern.compile("[+-]?[0-9][0-9.,'\u00a0\u202f ]{0,40}");

    /** As figures with a point before the fraction are written, and those with a comma. */
    private static final boolean[] COMMA = {false, true};

    private final String[] fields;
    private final BigDecimal[][] sums;
    private final long[] counts;

    private TotalProof(String[] fields) {
        this.fields = fields;
        sums = new BigDecimal[fields.length][COMMA.length];
        counts = new long[fields.length];
    }

    /** Whether there is any figure in it. */
    static boolean hasFigures(String[] fields) {
        for (String field : fields) {
            if (field != null && FIGURE.matcher(field.strip()).matches()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether one of its figures is such a sum.
     *
     * @param above the file once more from its first row, which is read up to that line
     */
    static boolean isProven(String[] fields, RecordReader above, long line) throws IOException {
        TotalProof proof = new TotalProof(fields);
        while (above.next() && above.line() < line) {
            for (int i = 0; above.fields() == fields.length && i < fields.length; i++) {
                proof.see(i, above.field(i));
            }
        }
        return proof.holds();
    }

    private void see(int field, String text) {
        if (counts[field] < 0 || text == null || text.isBlank()) {
            return;
        }
        counts[field]++;
        for (int i = 0; i < COMMA.length; i++) {
            BigDecimal figure = figure(text, COMMA[i]);
            if (figure == null) {
                counts[field] = -1;
                return;
            }
            sums[field][i] = sums[field][i] == null ? figure : sums[field][i].add(figure);
        }
    }

    private boolean holds() {
        for (int field = 0; field < fields.length; field++) {
            for (int i = 0; counts[field] > 0 && fields[field] != null && i < COMMA.length; i++) {
                if (isOf(figure(fields[field], COMMA[i]), sums[field][i], counts[field])) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isOf(BigDecimal figure, BigDecimal sum, long count) {
        return figure != null
                && figure.signum() != 0
                && (figure.compareTo(sum) == 0
                        || figure.compareTo(sum.divide(
                                        BigDecimal.valueOf(count), Math.max(0, figure.scale()), RoundingMode.HALF_UP))
                                == 0);
    }

    private static BigDecimal figure(String text, boolean comma) {
        String figure = text.strip();
        if (!FIGURE.matcher(figure).matches()) {
            return null;
        }
        String digits = figure.replaceAll(comma ? "[^0-9,+-]" : "[^0-9.+-]", "").replace(',', '.');
        // A mark twice is one between groups.
        return digits.indexOf('.') == digits.lastIndexOf('.')
                ? new BigDecimal(digits)
                : new BigDecimal(digits.replace(".", ""));
    }
}
