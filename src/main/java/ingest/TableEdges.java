package ingest;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import postgres.Table;

/** Finds where the table in a file begins, and whether its records end in a delimiter too many. */
final class TableEdges {

    private static final int LONGEST_PREAMBLE = 50;
    private static final int MOST_SHOWN = 200;

    private final CsvOptions options;
    private final Table table;

    /** @param table what the file is for, or null if it is to make one */
    TableEdges(CsvOptions options, Table table) {
        this.options = options;
        this.table = table;
    }

    Structure edges(Shape shape) {
        Structure structure = shape.structure();
        Optional<Shape.Seen> header = header(shape);
        if (header.isPresent() && header.get() != shape.seen().get(0)) {
            long from = structure.skipped() + 1;
            long to = header.get().line() - 1;
            structure = structure
                    .skipping(to)
                    .noting((to == from ? "line " + to + " is" : "lines " + from + " to " + to + " are")
                            + " no part of the table: " + shown(shape, header.get()));
        }
        if (table == null && header.isPresent()) {
            structure = unnamed(structure, shape, header.get());
        }
        int trailing = trailing(shape, header.orElse(null));
        return trailing > 0
                ? structure
                        .withTrailing(trailing)
                        .noting("every record ends in "
                                + (trailing == 1
                                        ? "a delimiter that is left out"
                                        : trailing + " delimiters that are left out"))
                : structure;
    }

    /** For a table that is made: tells of fields that nothing names. */
    private Structure unnamed(Structure structure, Shape shape, Shape.Seen header) {
        if (!options.columns().order().isEmpty() || options.header() == CsvOptions.Header.PRESENT) {
            return structure;
        }
        List<Shape.Seen> table =
                shape.seen().subList(shape.seen().indexOf(header), shape.seen().size());
        if (options.columns().renamed().isEmpty() && FirstRecord.isRow(table)) {
            return structure.noting(
                    "the first record is a row like the others, so the columns have names of their own");
        }
        List<String> names = MadeHeader.find(shape).map(MadeHeader::names).orElse(List.of());
        if (!names.isEmpty()) {
            return structure
                    .withNames(names)
                    .noting("two records name the columns together, so that they are called as in "
                            + ColumnNames.shown(names.get(names.size() - 1)));
        }
        ShortHeader missing = ShortHeader.of(header, shape);
        return missing == null ? structure : structure.noting(missing.note());
    }

    private static String shown(Shape shape, Shape.Seen header) {
        String all = shape.seen().stream()
                .takeWhile(record -> record != header)
                .map(Shape.Seen::raw)
                .collect(Collectors.joining(" / "))
                .replace('\0', '\uFFFD');
        return all.length() <= MOST_SHOWN ? all : all.substring(0, MOST_SHOWN) + "…";
    }

    /** The record that names the columns, if it is beyond doubt which it is. */
    Optional<Shape.Seen> header(Shape shape) {
        if (options.header() == CsvOptions.Header.ABSENT) {
            return Optional.empty();
        }
        if (table == null) {
            return MadeHeader.find(shape).map(MadeHeader::record);
        }
        List<Shape.Seen> seen = shape.seen();
        for (int i = 0; i < Math.min(seen.size(), LONGEST_PREAMBLE); i++) {
            Shape.Seen record = seen.get(i);
            if (record.readable() && isHeader(record)) {
                boolean clear = seen.subList(0, i).stream().allMatch(before -> isNoRow(before, record.width(), shape));
                return clear ? Optional.of(record) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private boolean isHeader(Shape.Seen record) {
        String[] names = Arrays.copyOf(record.fields(), record.width() - record.gapsAtEnd());
        return new HeaderMatch(table, options).named(names) == names.length;
    }

    private boolean isNoRow(Shape.Seen record, int width, Shape shape) {
        String remark = shape.structure().remark();
        if (remark != null && record.raw().startsWith(remark)) {
            return true;
        }
        // A header whose quotes make no sense is one all the same; what is nearly as full as it may be the header
        // itself.
        return !record.readable() || record.filled() * 3 <= width || record.width() != width;
    }

    /** How many delimiters at the end of every record are left out: as many as the header, or the table, has no column for. */
    private int trailing(Shape shape, Shape.Seen header) {
        int most = shape.gapsAtEnd();
        long sized = shape.seen().stream()
                .filter(record -> record.width() == shape.usual())
                .count();
        if (header != null) {
            int missing = shape.usual() - header.width();
            boolean possible = missing >= 0 && missing <= most && sized > (missing > 0 ? 0 : 1);
            return possible ? Math.min(missing + header.gapsAtEnd(), most) : 0;
        }
        if (table == null || sized < 2) {
            return 0;
        }
        int all = shape.usual() - table.columns().size();
        int writable = shape.usual() - table.writable().size();
        return areTooMany(all, most) ? all : areTooMany(writable, most) ? writable : 0;
    }

    /** Several are if every column has a value somewhere, else what is there may be anything. */
    private static boolean areTooMany(int delimiters, int most) {
        return delimiters == 1 ? most > 0 : delimiters > 1 && delimiters == most;
    }
}
