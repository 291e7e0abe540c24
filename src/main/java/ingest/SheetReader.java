package ingest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A sheet of letters as somebody sent it back: its header, then its lines, whatever the spreadsheet made of them. */
final class SheetReader implements AutoCloseable {

    /** The name of the column with the ids tells the delimiter, whatever stands in other cells. */
    private static final Pattern BESIDE_ID =
            Pattern.compile("(?i)(?:^|[\\n\\r])[^\\n\\r]*?(?:([,;\\t|])\"?_+letter\\b|_+letter\"?([,;\\t|]))");

    private static final Pattern SEP_LINE = Pattern.compile("(?i)sep=");

    private final CsvFile file;
    private final FieldScanner scanner;
    private final String[] header;

    private SheetReader(CsvFile file, FieldScanner scanner, String[] header) {
        this.file = file;
        this.scanner = scanner;
        this.header = header;
    }

    /**
     * Opens it behind its header.
     *
     * @throws ledger.ProblemException if it has none
     */
    static SheetReader open(Path path, CsvOptions options, IngestSettings settings) throws IOException {
        CsvFile file = CsvFile.open(path, options.encoding(), settings);
        try {
            String sample = new String(file.sample(0).readAllBytes(), StandardCharsets.ISO_8859_1);
            Structure structure = Structure.of(options, delimiter(options, sample));
            FieldScanner scanner = new FieldScanner(file.text(), structure, file.encoding(), settings.maxRecordBytes());
            String[] header = next(scanner);
            if (header != null
                    && header.length <= 2
                    && SEP_LINE.matcher(String.join("", named(header))).lookingAt()) {
                header = next(scanner);
            }
            if (header == null) {
                throw CsvFile.refused(
                        "the sheet is empty", "send the lines of GET dead-letters.csv that you corrected");
            }
            return new SheetReader(file, scanner, named(header));
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static String[] named(String[] header) {
        return Arrays.stream(header)
                .map(name -> name == null ? "" : name.replace("\uFEFF", "").strip())
                .toArray(String[]::new);
    }

    private static String delimiter(CsvOptions options, String sample) {
        if (options.delimiter() != null) {
            return options.delimiter();
        }
        Matcher beside = BESIDE_ID.matcher(sample);
        return !beside.find() ? "," : beside.group(1) != null ? beside.group(1) : beside.group(2);
    }

    /** The names of the columns, none null. */
    String[] header() {
        return header.clone();
    }

    /** The cells of the next line that has any, as text, none null; null at the end. */
    String[] next() throws IOException {
        String[] cells;
        do {
            cells = next(scanner);
        } while (cells != null && Arrays.stream(cells).allMatch(String::isBlank));
        return cells;
    }

    private static String[] next(FieldScanner scanner) throws IOException {
        if (!scanner.next()) {
            return null;
        }
        if (!scanner.wellFormed()) {
            throw CsvFile.refused(
                    "line " + scanner.line() + " of the sheet "
                            + (scanner.isText() ? "cannot be cut into cells" : "is no text in its encoding"),
                    scanner.isText() ? "mend its quotes" : "save the sheet as UTF-8, or say its encoding");
        }
        String[] cells = scanner.all();
        for (int i = 0; i < cells.length; i++) {
            cells[i] = cells[i] == null ? "" : cells[i];
        }
        return cells;
    }

    /** The line of the record in hand. */
    long line() {
        return scanner.line();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
