package ingest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import postgres.Column;
import postgres.Table;
import rows.load.Dialect;
import rows.load.TextEncoding;

/** Finds out what a file does not say: its delimiter, and whether its first record names columns. */
final class Sniffer {

    private static final char[] CANDIDATES = {',', ';', '\t', '|'};
    private static final int RECORDS_LOOKED_AT = 100;

    private final CsvFile file;
    private final CsvOptions options;
    private final int longest;

    Sniffer(CsvFile file, CsvOptions options, int longest) {
        this.file = file;
        this.options = options;
        this.longest = longest;
    }

    /**
     * The dialect that fits the table best: a first record that names its columns, else records with as many fields as
     * it has columns, else the delimiter that cuts most evenly.
     *
     * @throws ledger.ProblemException if it cannot be any of those we know
     */
    Dialect dialect(Table table) throws IOException {
        if (options.delimiter() != null) {
            return with(options.delimiter());
        }
        Dialect best = null;
        double bestScore = -1;
        for (char candidate : CANDIDATES) {
            if (candidate == options.quote() || options.nullText().indexOf(candidate) >= 0) {
                continue;
            }
            Dialect dialect = with(candidate);
            double score = score(dialect, table);
            if (score > bestScore) {
                best = dialect;
                bestScore = score;
            }
        }
        if (best == null) {
            throw CsvFile.refused("quote and null leave no delimiter to look for", "say which one it is: delimiter=…");
        }
        return best;
    }

    private Dialect with(char delimiter) {
        return new Dialect(delimiter, options.quote(), options.nullText());
    }

    private double score(Dialect dialect, Table table) throws IOException {
        List<Integer> counts = fieldCounts(dialect);
        if (counts.isEmpty()) {
            return 0;
        }
        Map<Integer, Integer> times = new HashMap<>();
        counts.forEach(count -> times.merge(count, 1, Integer::sum));
        int usual = times.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
        double evenness = times.get(usual) / (double) counts.size();
        if (table == null) {
            return usual > 1 ? evenness : 0;
        }
        boolean named = firstWithin(dialect)
                .map(record -> names(record, table).size() == record.length)
                .orElse(false);
        boolean fits =
                usual == table.writable().size() || usual == table.columns().size();
        return (named ? 100 : 0) + (fits ? 10 * evenness : 0) + (usual > 1 ? evenness : 0);
    }

    private List<Integer> fieldCounts(Dialect dialect) throws IOException {
        RecordScanner scanner = scanner(dialect);
        List<Integer> counts = new ArrayList<>();
        while (counts.size() < RECORDS_LOOKED_AT && scanner.next()) {
            if (scanner.fault() == RecordScanner.Fault.NONE) {
                counts.add(scanner.fields());
            }
        }
        return counts;
    }

    private RecordScanner scanner(Dialect dialect) {
        return new RecordScanner(file.sample(), dialect.delimiter(), dialect.quote(), longest);
    }

    /** Whether there is any record at all. */
    boolean hasRecords(Dialect dialect) throws IOException {
        return scanner(dialect).next();
    }

    /**
     * The fields of the first record, if it is well formed and lies within the sample.
     *
     * @throws ledger.ProblemException if there are more than a table can have
     */
    Optional<String[]> first(Dialect dialect) throws IOException {
        RecordScanner scanner = scanner(dialect);
        if (scanner.next() && scanner.fields() > RecordScanner.MOST_FIELDS) {
            throw CsvFile.refused(
                    "the first record has " + scanner.fields() + " fields; no table has more than "
                            + RecordScanner.MOST_FIELDS + " columns",
                    "check the delimiter, or say which it is");
        }
        return firstWithin(dialect);
    }

    private Optional<String[]> firstWithin(Dialect dialect) throws IOException {
        RecordScanner scanner = scanner(dialect);
        if (!scanner.next()
                || scanner.fault() != RecordScanner.Fault.NONE
                || scanner.fields() > RecordScanner.MOST_FIELDS) {
            return Optional.empty();
        }
        byte[] record =
                java.util.Arrays.copyOfRange(scanner.buffer(), scanner.start(), scanner.start() + scanner.length());
        var text = file.encoding().isUtf16()
                ? StandardCharsets.UTF_8.newDecoder()
                : file.encoding().strictDecoder();
        var decoded = TextEncoding.decode(text, record, 0, record.length);
        return Optional.ofNullable(decoded).map(chars -> dialect.fields(chars.toString()));
    }

    /** Those of the record's fields that are columns of the table. */
    private static List<Column> names(String[] record, Table table) {
        List<Column> named = new ArrayList<>();
        for (String field : record) {
            Optional<Column> column = field == null ? Optional.empty() : table.column(field.strip());
            column.ifPresent(named::add);
        }
        return named;
    }

    /**
     * Whether the first record is a header.
     *
     * @throws ledger.ProblemException if it names some columns and others that are not there
     */
    boolean hasHeader(Dialect dialect, Table table) throws IOException {
        return switch (options.header()) {
            case PRESENT -> true;
            case ABSENT -> false;
            case AUTO ->
                first(dialect).map(record -> looksLikeHeader(record, table)).orElse(false);
        };
    }

    private static boolean looksLikeHeader(String[] record, Table table) {
        int known = names(record, table).size();
        if (known < record.length && known * 2 > record.length) {
            throw CsvFile.refused(
                    "the first record looks like a header, but " + unknown(record, table) + " is no column of "
                            + table.name().display(),
                    "the columns are " + columnNames(table) + "; or say header=absent if it is a row");
        }
        return known == record.length;
    }

    /** The first field that names no column. */
    static String unknown(String[] record, Table table) {
        for (String field : record) {
            if (field == null || table.column(field.strip()).isEmpty()) {
                return '"' + shorten(field == null ? "" : field) + '"';
            }
        }
        throw new IllegalStateException("every field names a column");
    }

    /** The columns of a table as a message lists them. */
    static String columnNames(Table table) {
        return String.join(", ", table.columns().stream().map(Column::name).toList());
    }

    private static String shorten(String text) {
        String shown = text.replace("\0", "\\0");
        return shown.length() <= 60 ? shown : shown.substring(0, 60) + "…";
    }
}
