package ingest;

import java.io.IOException;
import java.util.regex.Pattern;

/** Finds the marks of a file beside its delimiter, where the usual ones leave something that makes no sense. */
final class MarkFinder {

    private static final int ENOUGH_QUOTED = 2;

    private final CsvFile file;
    private final CsvOptions options;
    private final int longest;

    MarkFinder(CsvFile file, CsvOptions options, int longest) {
        this.file = file;
        this.options = options;
        this.longest = longest;
    }

    /** The shape with the marks that fit better than those it has. */
    Shape marks(Shape found) throws IOException {
        Shape shape = textOfDatabases(found);
        if (options.quote() == null && shape.quoted() == 0) {
            shape = apostrophes(shape);
        }
        if (shape.faults() > 0 && options.escape() == null && shape.structure().quotes()) {
            shape = better(
                    shape,
                    shape.structure().withFoundEscape('\\'),
                    "quotes inside quotes have a backslash before them; any other backslash is kept");
        }
        if (shape.faults() > 0 && !options.trim() && shape.structure().quotes()) {
            shape = better(
                    shape,
                    shape.structure().withTrim(Structure.Trim.AROUND_QUOTES),
                    "blanks stand around quotes and are left out");
        }
        return remarks(blankBehindDelimiter(shape));
    }

    /** As MySQL and PostgreSQL write tables into files: no quotes, {@code \N} for null, so that a gap is a text. */
    private Shape textOfDatabases(Shape shape) throws IOException {
        boolean told = options.escape() != null && options.escape() == '\\';
        boolean usual = shape.structure().delimiter().equals("\t") && options.escape() == null && shape.quoted() == 0;
        if (options.nulls() != null || !told && !usual) {
            return shape;
        }
        boolean seen = shape.seen().stream().anyMatch(record -> holdsMark(record.raw(), shape.structure()));
        if (!seen) {
            return shape;
        }
        String note = "\\N stands for null, so an empty field is a text without characters where one can be";
        boolean known =
                told || shape.seen().stream().allMatch(record -> escapesAreKnown(record.raw(), shape.structure()));
        Structure text = known
                ? shape.structure()
                        .withTextOfDatabases(
                                options.quote(), told ? Structure.Escaped.ANYTHING : Structure.Escaped.KNOWN)
                        .noting(note)
                : shape.structure()
                        .withNullMark(options.quote())
                        .noting(note + "; any other backslash is kept, since one is as no database writes it");
        return Shape.of(file, text, longest);
    }

    private static boolean escapesAreKnown(String raw, Structure structure) {
        for (String field : fields(raw, structure)) {
            boolean escaped = false;
            for (int i = field.equals("\\N") ? 2 : 0; i < field.length(); i++) {
                if (escaped && !FieldText.isKnown(field.charAt(i))) {
                    return false;
                }
                escaped = !escaped && field.charAt(i) == '\\';
            }
        }
        return true;
    }

    private static String[] fields(String raw, Structure structure) {
        return raw.split(Pattern.quote(structure.delimiter()), -1);
    }

    private static boolean holdsMark(String raw, Structure structure) {
        for (String field : fields(raw, structure)) {
            if (field.equals("\\N")) {
                return true;
            }
        }
        return false;
    }

    private Shape apostrophes(Shape shape) throws IOException {
        Shape other = Shape.of(file, shape.structure().withQuote('\''), longest);
        boolean clear = other.faults() == 0
                && other.quoted() >= ENOUGH_QUOTED
                && other.usual() > 1
                && other.usual() >= Math.min(shape.usual(), 2)
                && other.evenness() >= shape.evenness();
        return clear ? noted(other, "fields are quoted by '") : shape;
    }

    private Shape better(Shape shape, Structure structure, String note) throws IOException {
        Shape other = Shape.of(file, structure, longest);
        boolean clear = other.faults() < shape.faults()
                && other.times() > shape.times()
                && (other.usual() == shape.usual()
                        || other.times() == other.seen().size());
        return clear ? noted(other, note) : shape;
    }

    /** A blank behind every delimiter is part of it, not of the values. */
    private Shape blankBehindDelimiter(Shape shape) throws IOException {
        Structure structure = shape.structure();
        boolean possible = options.delimiter() == null
                && shape.usual() > 1
                && structure.delimiter().length() == 1
                && structure.trim() != Structure.Trim.ALL
                && shape.seen().stream().anyMatch(record -> record.raw().contains(structure.delimiter() + " "));
        if (!possible) {
            return shape;
        }
        Shape other = Shape.of(
                file, structure.withTrim(Structure.Trim.NONE).withDelimiter(structure.delimiter() + " "), longest);
        boolean clear =
                other.usual() == shape.usual() && other.times() >= shape.times() && other.faults() <= shape.faults();
        return clear ? noted(other, "every delimiter has a blank behind it") : shape;
    }

    /** Lines that begin with # and are no records of the table. */
    private Shape remarks(Shape shape) {
        long marked = shape.seen().stream()
                .filter(record -> record.raw().startsWith("#"))
                .count();
        long wide = shape.seen().stream()
                .filter(record -> record.raw().startsWith("#") && record.width() == shape.usual())
                .count();
        if (options.comment() != null || shape.usual() < 2 || marked == 0 || wide > 0) {
            return shape;
        }
        Structure structure = shape.structure().withRemark("#").noting("lines that begin with # are remarks");
        return new Shape(structure, shape.seen(), shape.usual(), shape.times(), shape.faults(), shape.quoted());
    }

    private static Shape noted(Shape shape, String note) {
        return new Shape(
                shape.structure().noting(note),
                shape.seen(),
                shape.usual(),
                shape.times(),
                shape.faults(),
                shape.quoted());
    }
}
