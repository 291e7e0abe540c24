package ingest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postgres.Table;

/** Finds out what a file does not say: how it is cut into records and fields, and where its table begins. */
final class Sniffer {

    private static final List<String> USUAL = List.of(",", ";", "\t", "|");
    private static final List<String> UNUSUAL =
            List.of("||", "^", "~", "\u0001", "\u001F", "¦", "§", "::", ":", "#", CsvOptions.BLANKS);
    private static final int ENOUGH_FOR_UNUSUAL = 2;
    private static final double NAMED = 100;

    private final CsvFile file;
    private final CsvOptions options;
    private final int longest;

    Sniffer(CsvFile file, CsvOptions options, int longest) {
        this.file = file;
        this.options = options;
        this.longest = longest;
    }

    /**
     * How the file is cut into records and fields: as is said, else by the delimiter that fits the table best: a first
     * record that names its columns, else records with as many fields as it has columns, else the most even cut.
     *
     * @param table what the file is for, or null if it is to make one
     */
    Structure structure(Table table) throws IOException {
        refuseOtherEncodings(Structure.of(options, ","));
        Shape shape = cut(table);
        shape = new MarkFinder(file, options, longest).marks(shape);
        Structure structure = new TableEdges(options, table).edges(shape);
        boolean allQuoted = !shape.seen().isEmpty()
                && shape.seen().stream()
                        .filter(Shape.Seen::readable)
                        .filter(record -> record.line() > structure.skipped())
                        .allMatch(Shape.Seen::allQuoted);
        return allQuoted && options.empty() == null
                ? structure
                        .withAllQuoted()
                        .noting(
                                "every field is quoted: a gap in quotes is null, or '' where a nullable column takes text")
                : structure;
    }

    private void refuseOtherEncodings(Structure structure) throws IOException {
        FieldScanner scanner = scanner(structure);
        boolean asked = file.guessed();
        while (asked && scanner.next()) {
            if (scanner.records().beyondAscii()) {
                EncodingGuess.refuseUnlessText(scanner, file.encoding());
                asked = false;
            }
        }
    }

    private Shape cut(Table table) throws IOException {
        SepLine line = SepLine.of(file, options);
        String told = options.delimiter() != null ? options.delimiter() : line == null ? null : line.delimiter();
        if (told != null) {
            Structure structure = Structure.of(options, told);
            return shape(
                    line == null
                            ? structure
                            : structure.skipping(options.skip() + 1L).noting(line.note()));
        }
        List<Shape> best = new ArrayList<>();
        double bestScore = -1;
        for (String candidate : USUAL) {
            if (candidate.charAt(0) != options.quoteOrUsual()) {
                Shape shape = shape(Structure.of(options, candidate));
                double score = score(shape, table);
                if (score > bestScore) {
                    best.clear();
                    bestScore = score;
                }
                if (score == bestScore) {
                    best.add(shape);
                }
            }
        }
        boolean weak = table == null ? bestScore < 1 : bestScore < 2;
        if (weak) {
            return unusual(best.get(0), table);
        }
        boolean alike = best.size() > 1 && best.get(0).usual() > 1;
        return doubled(
                alike ? DelimiterDoubt.settle(best, table, options.columns().order()) : best.get(0));
    }

    /** Two of them that always stand together are one. */
    private Shape doubled(Shape shape) throws IOException {
        String two = shape.structure().delimiter().repeat(2);
        if (shape.seen().isEmpty() || !shape.seen().get(0).raw().contains(two)) {
            return shape;
        }
        Shape other = shape(shape.structure().withDelimiter(two));
        boolean clear = other.usual() > 1 && other.usual() * 2 - 1 == shape.usual() && other.times() >= shape.times();
        return clear ? noted(other, "the delimiter is " + two) : shape;
    }

    /** Cut by something that few use, if that is beyond doubt; else as it was. */
    private Shape unusual(Shape otherwise, Table table) throws IOException {
        for (String candidate : UNUSUAL) {
            if (candidate.indexOf(options.quoteOrUsual()) < 0) {
                Shape shape = shape(Structure.of(options, candidate));
                boolean even = (shape.evenness() == 1 || table == null && isShortByItsHeader(shape))
                        && shape.faults() == 0
                        && shape.usual() > 1;
                boolean fits = table == null ? shape.times() > ENOUGH_FOR_UNUSUAL : fits(shape, table);
                if (even && (fits || table != null && score(shape, table) > NAMED)) {
                    return noted(shape, "the delimiter is " + ControlCharacters.show(candidate));
                }
            }
        }
        return otherwise;
    }

    private static boolean isShortByItsHeader(Shape shape) {
        return !shape.seen().isEmpty() && ShortHeader.of(shape.seen().get(0), shape) != null;
    }

    private static Shape noted(Shape shape, String note) {
        Structure structure = shape.structure().noting(note);
        return new Shape(structure, shape.seen(), shape.usual(), shape.times(), shape.faults(), shape.quoted());
    }

    private double score(Shape shape, Table table) {
        double evenness = shape.evenness();
        if (table == null) {
            return shape.usual() > 1 ? evenness * (1 + shape.times()) : 0;
        }
        double named = new TableEdges(options, table).header(shape).isPresent() ? NAMED : 0;
        return named + (fits(shape, table) ? 10 * evenness : 0) + (shape.usual() > 1 ? evenness : 0);
    }

    private boolean fits(Shape shape, Table table) {
        int said = options.columns().order().size();
        return said > 0
                ? shape.usual() == said
                : shape.usual() == table.writable().size()
                        || shape.usual() == table.columns().size();
    }

    private Shape shape(Structure structure) throws IOException {
        return Shape.of(file, structure, longest);
    }

    private FieldScanner scanner(Structure structure) throws IOException {
        return new FieldScanner(file.sample(structure.skipped()), structure, file.encoding(), longest);
    }

    /** Whether there is any record at all. */
    boolean hasRecords(Structure structure) throws IOException {
        return scanner(structure).next();
    }

    /**
     * The fields of the first record, if it is well formed and lies within the sample.
     *
     * @throws ledger.ProblemException if there are more than a table can have
     */
    Optional<String[]> first(Structure structure) throws IOException {
        FieldScanner scanner = scanner(structure);
        boolean there = scanner.next();
        if (there && scanner.fields() > Records.MOST_FIELDS) {
            throw CsvFile.refused(
                    "the first record has " + scanner.fields() + " fields; no table has more than "
                            + Records.MOST_FIELDS + " columns",
                    "check the delimiter, or say which it is");
        }
        boolean readable = there && scanner.fault() == Records.Fault.NONE && scanner.isText();
        return readable ? Optional.of(scanner.all()) : Optional.empty();
    }

    /** How many fields the first record has that is well formed, 0 if none is. */
    int fieldsOfFirstWhole(Structure structure) throws IOException {
        FieldScanner look = scanner(structure);
        while (look.next()) {
            if (look.fault() == Records.Fault.NONE) {
                return look.fields();
            }
        }
        return 0;
    }
}
