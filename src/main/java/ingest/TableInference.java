package ingest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import postgres.Identifier;
import rows.load.Dialect;
import rows.load.TextEncoding;

/** Makes a table for a file that has a header and none to go to. */
final class TableInference {

    /** Types from the narrowest to the widest, each with the values it is sure to take. */
    private enum Guess {
        BOOLEAN("boolean", "true|false|TRUE|FALSE|True|False|t|f"),
        // A leading zero is part of a code, not of a number.
        BIGINT("bigint", "[+-]?(0|[1-9][0-9]{0,17})"),
        NUMERIC("numeric", "[+-]?(0|[1-9][0-9]*)(\\.[0-9]+)?"),
        DATE("date", "[0-9]{4}-[0-9]{2}-[0-9]{2}", Guess::beginsWithADay),
        TIMESTAMPTZ(
                "timestamptz",
                "[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]+)?)?"
                        + "(Z|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)?",
                Guess::beginsWithADay),
        UUID("uuid", "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"),
        TEXT("text", "(?s).*");

        private final String type;
        private final Predicate<String> takes;

        Guess(String type, String pattern) {
            this(type, pattern, value -> true);
        }

        Guess(String type, String pattern, Predicate<String> further) {
            this.type = type;
            this.takes = Pattern.compile(pattern).asMatchPredicate().and(further);
        }

        private static boolean beginsWithADay(String value) {
            try {
                return LocalDate.parse(value.substring(0, 10)).getYear() > 0;
            } catch (DateTimeParseException noSuchDay) {
                return false;
            }
        }
    }

    /** PostgreSQL cuts longer names off without asking. */
    private static final int LONGEST_NAME = 63;

    private static final Set<String> SYSTEM_COLUMNS = Set.of("tableoid", "xmin", "cmin", "xmax", "cmax", "ctid");

    private final IngestSettings settings;

    TableInference(IngestSettings settings) {
        this.settings = settings;
    }

    /**
     * The statement that makes the table: columns named by the header, each of the narrowest type that the beginning of
     * the file fits; what comes later and does not fit becomes a dead letter.
     *
     * @throws ledger.ProblemException if the file has no usable header
     */
    String createTable(String table, CsvFile file, CsvOptions options) throws IOException {
        Sniffer sniffer = new Sniffer(file, options, settings.maxRecordBytes());
        Dialect dialect = sniffer.dialect(null);
        Optional<String[]> first = sniffer.first(dialect);
        if (first.isEmpty() || options.header() == CsvOptions.Header.ABSENT) {
            throw CsvFile.refused("cannot make table " + table + ": the file has no header", "create the table first");
        }
        String[] header = first.get();
        check(table, header);
        List<String[]> records = records(file, dialect);
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < header.length; i++) {
            columns.add(Identifier.quote(header[i].strip()) + " " + guess(records, i).type);
        }
        int dot = table.indexOf('.');
        String name = dot > 0
                ? Identifier.quote(table.substring(0, dot)) + "." + Identifier.quote(table.substring(dot + 1))
                : Identifier.quote(table);
        return "create table " + name + " (" + String.join(", ", columns) + ")";
    }

    /** The well-formed records of the sample, the header among them. */
    private List<String[]> records(CsvFile file, Dialect dialect) throws IOException {
        RecordScanner scanner =
                new RecordScanner(file.sample(), dialect.delimiter(), dialect.quote(), settings.maxRecordBytes());
        var decoder = file.encoding().strictDecoder();
        List<String[]> records = new ArrayList<>();
        while (scanner.next()) {
            if (scanner.fault() == RecordScanner.Fault.NONE && scanner.fields() <= RecordScanner.MOST_FIELDS) {
                var text = TextEncoding.decode(decoder, scanner.buffer(), scanner.start(), scanner.length());
                if (text != null) {
                    records.add(dialect.fields(text.toString()));
                }
            }
        }
        return records;
    }

    private static void check(String table, String[] header) {
        Set<String> seen = new HashSet<>();
        boolean named = Arrays.stream(header)
                .allMatch(name -> name != null
                        && !name.isBlank()
                        && name.indexOf('\0') < 0
                        && name.strip().getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME
                        && !SYSTEM_COLUMNS.contains(name.strip())
                        && !Guess.NUMERIC.takes.test(name)
                        && seen.add(name.strip()));
        if (!named) {
            throw CsvFile.refused(
                    "cannot make table " + table + ": the first record does not name its columns",
                    "give every column a name of its own, or create the table first");
        }
    }

    private static Guess guess(List<String[]> records, int column) {
        for (Guess guess : Guess.values()) {
            boolean any = false;
            boolean all = true;
            for (String[] record : records.subList(1, records.size())) {
                String value = column < record.length ? record[column] : null;
                any |= value != null;
                all &= value == null || guess.takes.test(value);
            }
            if (any && all) {
                return guess;
            }
        }
        return Guess.TEXT;
    }
}
