package ingest;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Whether a first record that names no column looks like a header all the same: words over numbers. */
final class HeaderDoubt {

    private static final int ENOUGH_RECORDS = 2;
    private static final double NEARLY_ALL = 0.9;
    private static final Pattern NUMBERS = Pattern.compile("[-+$€£(]*[0-9][-0-9.,:/ ]*[)%€]?");

    private HeaderDoubt() {}

    /** @throws ledger.ProblemException if it does, so that somebody has to say what it is */
    static void ask(List<Shape.Seen> seen) {
        if (seen.size() <= ENOUGH_RECORDS
                || !seen.get(0).readable()
                || holdsValue(seen.get(0).fields())) {
            return;
        }
        String[] first = seen.get(0).fields();
        for (int i = 0; i < first.length; i++) {
            if (first[i] != null && !first[i].isBlank() && standsOverNumbers(seen, i)) {
                throw CsvFile.refused(
                        "the first record names no column, but looks like a header: " + ColumnNames.shown(first[i])
                                + " stands over numbers",
                        "say header=absent if it is a row, or skip=1 to leave it out; or map its names by columns= or map=");
            }
        }
    }

    private static boolean holdsValue(String[] fields) {
        return Arrays.stream(fields).anyMatch(field -> field != null && TypeEvidence.isValue(field.strip()));
    }

    private static boolean standsOverNumbers(List<Shape.Seen> seen, int column) {
        int filled = 0;
        int numbers = 0;
        for (Shape.Seen record : seen.subList(1, seen.size())) {
            boolean there = record.readable() && column < record.fields().length && record.fields()[column] != null;
            filled += there ? 1 : 0;
            numbers += there && NUMBERS.matcher(record.fields()[column]).matches() ? 1 : 0;
        }
        return filled >= ENOUGH_RECORDS && numbers >= filled * NEARLY_ALL;
    }
}
