package ingest;

import ingest.value.DateEvidence;
import ingest.value.DateOrder;
import ingest.value.NumberEvidence;
import ingest.value.NumberMarks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import ledger.ProblemException;
import postgres.Column;

/**
 * What the whole of a file shows of how its values are written. It is read once more, from the first row to the last, as
 * soon as somebody needs to know.
 */
final class FileEvidence implements ValueEvidence {

    static final Pattern AROUND_MEMBERS = Pattern.compile("[\\[\\](){},\"]");

    private final Path path;
    private final CsvOptions options;
    private final IngestSettings settings;
    private final Structure structure;
    private final FieldMapping mapping;
    private final Map<String, DateEvidence> dates = new LinkedHashMap<>();
    private final Map<String, NumberEvidence> numbers = new LinkedHashMap<>();
    private boolean gathered;

    FileEvidence(Path path, CsvOptions options, IngestSettings settings, Structure structure, FieldMapping mapping) {
        this.path = path;
        this.options = options;
        this.settings = settings;
        this.structure = structure;
        this.mapping = mapping;
    }

    /** Whether the delimiter leaves the comma to the values. */
    boolean commaIsFree() {
        return !structure.delimiter().contains(",");
    }

    /** Whether numbers at the beginning of the file have marks in them, or a later one could be taken for another. */
    boolean numbersSpeak(CsvFile file) throws IOException {
        FieldPlan plan = mapping.plan();
        if (structure.pointIsUnclear() && plan.columns().stream().anyMatch(ValueReaders::isNumber)) {
            return true;
        }
        FieldScanner scanner = new FieldScanner(
                file.sample(structure.skipped()), structure, file.encoding(), settings.maxRecordBytes());
        boolean header = mapping.headed();
        while (scanner.next()) {
            if (!header && scanner.wellFormed() && scanner.fields() == plan.expected()) {
                for (int i = 0; i < plan.columns().size(); i++) {
                    String text =
                            ValueReaders.isNumber(plan.columns().get(i)) ? scanner.field(plan.sources()[i]) : null;
                    if (text != null && NumberEvidence.speaks(text)) {
                        return true;
                    }
                }
            }
            header = false;
        }
        return false;
    }

    @Override
    public DateOrder order(Column column) {
        gather();
        return order(column, dates.get(column.name()));
    }

    /** What the values of a column prove. */
    static DateOrder order(Column column, DateEvidence evidence) {
        DateOrder order = evidence.order();
        if (order == null) {
            throw CsvFile.refused(
                    "column " + column.name() + " " + evidence.doubt(),
                    "say dates=dmy, dates=mdy or dates=ymd, or set datestyle for the database");
        }
        return order;
    }

    /** @throws ProblemException if they cannot be known */
    @Override
    public NumberMarks marks(Column column) {
        if (!commaIsFree()) {
            return null;
        }
        gather();
        NumberEvidence evidence = numbers.get(column.name());
        String doubt = evidence.doubt(elsewhere());
        if (doubt != null) {
            throw unclear(column, doubt);
        }
        return evidence.commas() ? NumberMarks.COMMA : null;
    }

    /** What speaks for commas before fractions where a column itself does not; null if nothing does. */
    private String elsewhere() {
        if (numbers.values().stream().anyMatch(NumberEvidence::commas)) {
            return "other columns have commas before fractions";
        }
        return structure.pointIsUnclear() && numbers.values().stream().noneMatch(NumberEvidence::points)
                ? "the file is delimited by ; as where commas stand before fractions"
                : null;
    }

    @Override
    public NumberMarks lateMarks(Column column) {
        NumberMarks marks = marks(column);
        NumberEvidence evidence = numbers.get(column.name());
        if (marks != null && evidence.unclearPoint() != null) {
            throw unclear(column, "has " + evidence.proof() + " late, and " + evidence.unclearPoint());
        }
        return marks;
    }

    private static ProblemException unclear(Column column, String doubt) {
        return CsvFile.refused(
                "column " + column.name() + " " + doubt,
                "say decimal=, or decimal=. and thousands= where there are groups");
    }

    @Override
    public DateEvidence datesOf(Column column) {
        return gathered ? dates.get(column.name()) : null;
    }

    @Override
    public NumberEvidence numbersOf(Column column) {
        return gathered ? numbers.get(column.name()) : null;
    }

    private void gather() {
        if (gathered) {
            return;
        }
        gathered = true;
        FieldPlan plan = mapping.plan();
        Seeing[] seeing = plan.columns().stream().map(this::seeing).toArray(Seeing[]::new);
        try (RecordReader records = RecordReader.open(
                CsvFile.open(path, options.encoding(), settings), structure, mapping.headed(), settings)) {
            while (records.next()) {
                if (records.fields() == plan.expected()) {
                    see(records, seeing, plan.sources());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the file to its end", e);
        }
    }

    private static void see(RecordReader records, Seeing[] seeing, int[] sources) {
        for (int i = 0; i < seeing.length; i++) {
            if (seeing[i] != null && !records.within(sources[i], seeing[i]::see)) {
                String text = records.field(sources[i]);
                if (text != null) {
                    seeing[i].see(text, records.line());
                }
            }
        }
    }

    /** What is done with the values of one column. */
    private interface Seeing {

        /** False if the text is needed. */
        boolean see(byte[] bytes, int start, int end);

        void see(String text, long line);
    }

    private record SeeingNumbers(NumberEvidence evidence) implements Seeing {
        @Override
        public boolean see(byte[] bytes, int start, int end) {
            return evidence.see(bytes, start, end);
        }

        @Override
        public void see(String text, long line) {
            evidence.see(text, line);
        }
    }

    private record SeeingDates(DateEvidence evidence) implements Seeing {
        @Override
        public boolean see(byte[] bytes, int start, int end) {
            return evidence.see(bytes, start, end);
        }

        @Override
        public void see(String text, long line) {
            evidence.see(text, line);
        }
    }

    private record SeeingMembers(DateEvidence evidence) implements Seeing {
        @Override
        public boolean see(byte[] bytes, int start, int end) {
            return false;
        }

        @Override
        public void see(String text, long line) {
            for (String member : AROUND_MEMBERS.split(text)) {
                evidence.see(member, line);
            }
        }
    }

    private Seeing seeing(Column column) {
        if (ValueReaders.isNumber(column)) {
            NumberEvidence evidence = new NumberEvidence(column.baseType().equals("money"));
            numbers.put(column.name(), evidence);
            return commaIsFree() ? new SeeingNumbers(evidence) : null;
        }
        DateEvidence evidence = new DateEvidence();
        dates.put(column.name(), evidence);
        if (ValueReaders.isDate(column)) {
            return new SeeingDates(evidence);
        }
        return ValueReaders.holdsDates(column) ? new SeeingMembers(evidence) : null;
    }
}
