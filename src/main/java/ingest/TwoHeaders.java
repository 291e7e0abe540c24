package ingest;

import java.util.ArrayList;
import java.util.List;

/**
 * Two records that name the columns together, as reports write them: the upper names groups, the lower what is in them.
 * Where the upper has a gap the group before it goes on, and the lower has a name.
 */
final class TwoHeaders {

    private TwoHeaders() {}

    /**
     * The names of the columns, empty if the records are not beyond doubt two halves of a header.
     *
     * @param below the records behind both
     */
    static List<String> names(Shape.Seen upper, Shape.Seen lower, List<Shape.Seen> below) {
        if (!upper.readable() || !lower.readable() || upper.width() != lower.width() || upper.filled() < 2) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        String group = null;
        boolean gaps = false;
        boolean alone = false;
        for (int i = 0; i < upper.width(); i++) {
            String over = text(upper.fields()[i]);
            String under = text(lower.fields()[i]);
            boolean goesOn = i + 1 < upper.width() && text(upper.fields()[i + 1]) == null;
            boolean isGroup = over == null || goesOn;
            if (isGroup && under == null || !isGroup && under != null || over == null && group == null) {
                return List.of();
            }
            gaps |= over == null;
            alone |= !isGroup;
            group = over == null ? group : over;
            names.add(under == null ? group : group + ' ' + under);
        }
        boolean isNoRow = alone || FirstRecord.isWordsOverFigures(lower.fields(), below);
        boolean words = lower.filled() == 0 || !holdsValue(lower);
        return gaps && isNoRow && words ? names : List.of();
    }

    private static boolean holdsValue(Shape.Seen record) {
        for (String field : record.fields()) {
            if (text(field) != null && TypeEvidence.isValue(field.strip())) {
                return true;
            }
        }
        return false;
    }

    private static String text(String field) {
        return field == null || field.isBlank() ? null : field.strip();
    }
}
