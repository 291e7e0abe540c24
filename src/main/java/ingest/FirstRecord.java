package ingest;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Whether the first record of a file for which a table is made is a row like those below it, so that nothing names the
 * columns. Its fields are spelt as those below them are, in figures, and none of them is a word over figures.
 */
final class FirstRecord {

    /** Fewer show nothing. */
    private static final int ENOUGH = 3;

    private static final double NEARLY_ALL = 0.9;

    private static final Pattern NUMBER =
            Pattern.compile("[-+]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)([eE][-+]?[0-9]+)?|NaN|NA|[-+]?Inf");
    /** Of mail or of the web: what no column is called. */
    private static final Pattern ADDRESS = Pattern.compile("[^\\s@]+@[^\\s@]+\\.[a-zA-Z]+|[a-z]+://\\S+");

    /** Dates, times, numbers in groups. */
    private static final Pattern FIGURES = Pattern.compile("[0-9]+([-./: ,T][0-9]+)*Z?");

    /** What stands where there is no figure. */
    private static final Pattern MISSING =
            Pattern.compile("(?i)n[./]?a\\.?|null|none|nil|missing|unknown|nan|[-.*?#/]+");

    private FirstRecord() {}

    /** @param seen the first records, cut as the file is */
    static boolean isRow(List<Shape.Seen> seen) {
        if (seen.isEmpty() || !seen.get(0).readable()) {
            return false;
        }
        String[] first = seen.get(0).fields();
        List<String[]> below = alike(seen.subList(1, seen.size()), first.length);
        if (below.size() < ENOUGH || HeaderLook.goesOnEvenly(Arrays.asList(first))) {
            return false;
        }
        boolean shown = false;
        for (int i = 0; i < first.length; i++) {
            String spelt = spelt(below, i);
            if (spelt != null && first[i] != null && !first[i].isBlank()) {
                if (!spelling(first[i]).equals(spelt)) {
                    return false;
                }
                shown = true;
            }
        }
        return shown;
    }

    /**
     * Whether a record is words over figures: it has no figures where nearly all below it are, and stands over some.
     *
     * @param below the records behind it
     */
    static boolean isWordsOverFigures(String[] record, List<Shape.Seen> below) {
        List<String[]> records = alike(below, record.length);
        boolean over = false;
        for (int i = 0; i < record.length; i++) {
            if (record[i] != null && !record[i].isBlank()) {
                boolean word = spelling(record[i]).isEmpty()
                        && !MISSING.matcher(record[i].strip()).matches();
                boolean figures = spelt(records, i) != null;
                if (figures && !word) {
                    return false;
                }
                over |= figures;
            }
        }
        return over;
    }

    private static List<String[]> alike(List<Shape.Seen> records, int width) {
        return records.stream()
                .filter(record -> record.readable() && record.width() == width)
                .map(Shape.Seen::fields)
                .toList();
    }

    /** How nearly all fields of a column are spelt that hold figures alone, null if they do not. */
    private static String spelt(List<String[]> records, int column) {
        List<String> spellings = records.stream()
                .map(fields -> fields[column])
                .filter(field -> field != null && !field.isBlank())
                .map(FirstRecord::spelling)
                .toList();
        if (spellings.size() < ENOUGH) {
            return null;
        }
        for (String candidate : spellings.subList(0, ENOUGH)) {
            long alike = spellings.stream().filter(candidate::equals).count();
            if (!candidate.isEmpty() && alike >= spellings.size() * NEARLY_ALL) {
                return candidate;
            }
        }
        return null;
    }

    /** Whether the text is an address, and so no name. */
    static boolean isAddress(String field) {
        return field != null && ADDRESS.matcher(field.strip()).matches();
    }

    /** Of figures what stands between them; nothing of words. */
    private static String spelling(String field) {
        String text = field.strip();
        if (NUMBER.matcher(text).matches()) {
            return "number";
        }
        if (ADDRESS.matcher(text).matches()) {
            return "address";
        }
        return FIGURES.matcher(text).matches() ? text.replaceAll("[0-9]+", "9") : "";
    }
}
