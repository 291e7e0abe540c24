package ingest;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where the header stands in a file for which a table is made, and what it calls the columns.
 *
 * @param record the record behind which the rows begin
 * @param names what it and the one before it call the columns together; empty if it does alone
 */
record MadeHeader(Shape.Seen record, List<String> names) {

    private static final int LONGEST_PREAMBLE = 50;

    /** Headers of forms ask whole questions. */
    private static final int LONGEST_NAME = 200;

    MadeHeader {
        names = List.copyOf(names);
    }

    /** The header, if it is beyond doubt which record it is. */
    static Optional<MadeHeader> find(Shape shape) {
        List<Shape.Seen> seen = shape.seen();
        for (int i = 0; i < Math.min(seen.size(), LONGEST_PREAMBLE); i++) {
            List<String> names = i + 1 < seen.size() && seen.get(i).width() == shape.usual()
                    ? TwoHeaders.names(seen.get(i), seen.get(i + 1), seen.subList(i + 2, seen.size()))
                    : List.of();
            int at = names.isEmpty() ? i : i + 1;
            if (!names.isEmpty() || mayBe(seen.get(i), shape)) {
                boolean clear = i == 0 || !isSentences(seen.get(at), seen.subList(at + 1, seen.size()));
                for (Shape.Seen before : seen.subList(0, i)) {
                    clear &= isNoPart(before, seen.get(at), shape, seen.subList(at + 1, seen.size()));
                }
                return clear ? Optional.of(new MadeHeader(seen.get(at), names)) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Behind a preamble it may be a row as well, where it has whole sentences in it and nothing below is unlike them. */
    private static boolean isSentences(Shape.Seen header, List<Shape.Seen> below) {
        return Arrays.stream(header.fields()).anyMatch(name -> name != null && name.length() > LONGEST_NAME)
                && !FirstRecord.isWordsOverFigures(header.fields(), below);
    }

    private static boolean mayBe(Shape.Seen record, Shape shape) {
        int missing = shape.usual() - record.width();
        boolean wide = missing == 0
                || missing > 0 && missing <= shape.gapsAtEnd()
                || record.readable() && ShortHeader.of(record, shape) != null;
        return wide && record.readable() && record.width() > 1 && isFull(record, shape);
    }

    /** Whether more than half of the columns have a name, those apart in which nothing stands. */
    private static boolean isFull(Shape.Seen record, Shape shape) {
        return record.filled() * 2 > record.width() - Math.min(shape.gapsAtEnd(), record.gapsAtEnd());
    }

    private static boolean isNoPart(Shape.Seen before, Shape.Seen header, Shape shape, List<Shape.Seen> below) {
        String remark = shape.structure().remark();
        if (remark != null && before.raw().startsWith(remark)) {
            return true;
        }
        if (!before.readable() || completes(before, header)) {
            return false;
        }
        // What is nearly as full as a header may be the header itself, unless that is words over figures.
        return before.filled() * 3 <= header.width()
                || before.filled() < before.width() + (before.width() == header.width() ? 0 : 1)
                        && FirstRecord.isWordsOverFigures(header.fields(), below);
    }

    /** Whether it has something over a gap of the header, so that both name the columns. */
    private static boolean completes(Shape.Seen before, Shape.Seen header) {
        for (int i = 1; before.width() == header.width() && i < header.width(); i++) {
            if (isGap(header, i) && !isGap(before, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isGap(Shape.Seen record, int field) {
        return record.fields()[field] == null || record.fields()[field].isBlank();
    }

    /** Why the first record is not taken for a header where none is beyond doubt, or null. */
    static String doubt(Shape shape) {
        Shape.Seen first = shape.seen().get(0);
        if (first.readable() && shape.usual() > 1 && first.width() == shape.usual() && !isFull(first, shape)) {
            return "the first record has names for " + first.filled() + " of " + first.width() + " columns only";
        }
        return null;
    }

    /** The record behind the header if that looks like one too, as units do under names. */
    static Optional<Shape.Seen> another(Shape shape) {
        List<Shape.Seen> seen = shape.seen();
        return seen.size() > 2
                        && seen.get(1).readable()
                        && FirstRecord.isWordsOverFigures(seen.get(1).fields(), seen.subList(2, seen.size()))
                ? Optional.of(seen.get(1))
                : Optional.empty();
    }
}
