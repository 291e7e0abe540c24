package ingest;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Where the field stands that a header has no name for, when it is one name short of the records below it. */
enum ShortHeader {
    /** R writes the names of rows before all columns, and gives them no name. */
    FIRST("the header is one name short, as R writes it: the names of the rows come first"),
    /** Every record ends in a field in quotes with nothing to see in it. */
    LAST("the header is one name short: every record ends in a blank field that it does not name");

    private static final int ENOUGH_NAMES = 2;
    /** What R calls columns that have no names of their own; the former all of them. */
    private static final Pattern NAMED_BY_R = Pattern.compile("x|V[0-9]+");

    private final String note;

    ShortHeader(String note) {
        this.note = note;
    }

    /** For people. */
    String note() {
        return note;
    }

    /** Where it stands, or null if the header is not short or it is not beyond doubt. */
    static ShortHeader of(Shape.Seen header, Shape shape) {
        List<Shape.Seen> below = shape.seen()
                .subList(shape.seen().indexOf(header) + 1, shape.seen().size());
        boolean possible = header.readable()
                && header.width() == shape.usual() - 1
                && header.filled() == header.width()
                && !below.isEmpty()
                && below.stream().allMatch(record -> record.readable() && record.width() == shape.usual());
        if (!possible) {
            return null;
        }
        if (below.stream().allMatch(ShortHeader::endsInQuotedBlank)) {
            return LAST;
        }
        return header.allQuoted() && areNamesOfRows(below) && (quotesTextAlone(below) || isNamedByR(header))
                ? FIRST
                : null;
    }

    /** The header with nothing in the place that it has no name for. */
    String[] filled(String[] names) {
        String[] filled = new String[names.length + 1];
        System.arraycopy(names, 0, filled, this == FIRST ? 1 : 0, names.length);
        return filled;
    }

    private static boolean endsInQuotedBlank(Shape.Seen record) {
        String last = record.fields()[record.width() - 1];
        return last != null && last.isBlank();
    }

    private static boolean areNamesOfRows(List<Shape.Seen> records) {
        Set<String> names = new HashSet<>();
        return records.size() >= ENOUGH_NAMES
                && records.stream()
                        .allMatch(record ->
                                record.firstQuoted() && !record.fields()[0].isBlank() && names.add(record.fields()[0]));
    }

    /** R quotes names and texts; numbers and what is missing never. */
    private static boolean quotesTextAlone(List<Shape.Seen> records) {
        return records.stream().anyMatch(record -> !record.allQuoted());
    }

    private static boolean isNamedByR(Shape.Seen header) {
        return Arrays.stream(header.fields())
                        .filter(name -> NAMED_BY_R.matcher(name).matches())
                        .count()
                >= ENOUGH_NAMES;
    }
}
