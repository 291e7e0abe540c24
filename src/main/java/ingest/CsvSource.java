package ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ingest.value.ClockChanges;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import postgres.Table;
import rows.load.Batch;
import rows.load.BatchBuilder;
import rows.load.ColumnReaders;
import rows.load.Dialect;
import rows.load.LetterWriter;
import rows.load.RecordSource;
import rows.load.TextEncoding;
import rows.load.ValueReader;

/** The rows of a CSV file. */
final class CsvSource implements RecordSource {

    /** A chunk is what one COPY takes: large enough to hide its start, small enough to hold twice in a small heap. */
    private static final int CHUNK_BYTES = 8 << 20;

    /** The first is short, so that the database has work early. */
    private static final int FIRST_CHUNK_BYTES = 256 << 10;

    private static final int CHUNK_ROWS = 100_000;

    /** Every field of a row that is refused becomes a named value, which takes more room than its text. */
    private static final int CHUNK_FIELDS = 500_000;

    /** Suspects in one chunk before the judgement itself is judged. */
    private static final int ENOUGH_TO_JUDGE = 500;

    /** Filled by the thread that loads, emptied by the one that scans. */
    private final Queue<byte[]> spare = new ArrayBlockingQueue<>(2);

    private boolean first = true;
    private final CsvFile file;
    private final Table table;
    private final Structure structure;
    private final Dialect dialect;
    private final FieldScanner scanner;
    private final Plausibility plausibility;
    private final ClockChanges changes;
    private final FieldPlan plan;
    private final RowWriter writer;
    private final RecordRows rows;
    private final RowFeed feed;
    private final FieldMapping mapping;
    private final ValueRules rules;
    private final FileEvidence evidence;
    private final int chunkRows;

    private CsvSource(
            CsvFile file,
            Table table,
            Structure structure,
            FieldMapping mapping,
            InferredTable made,
            CsvOptions options,
            IngestSettings settings,
            LetterWriter letters,
            ValueRules rules)
            throws IOException {
        this.file = file;
        this.table = table;
        this.structure = structure;
        this.mapping = mapping;
        plan = mapping.plan();
        boolean copied = structure.copied() && !options.fill() && options.nulls() == null;
        boolean[] gapIsNull = Gaps.areNull(plan.columns(), options, structure, made != null && made.quotedGaps());
        dialect = copied ? structure.dialect() : Dialect.OURS;
        file.skipLines(structure.skipped());
        scanner = new FieldScanner(file.text(), structure, file.encoding(), settings.maxRecordBytes());
        chunkRows = Math.min(CHUNK_ROWS, CHUNK_FIELDS / Math.max(1, plan.expected()));
        this.rules = rules;
        evidence = rules == null ? null : new FileEvidence(rules.path(), options, settings, structure, mapping);
        ValueReader[] readers = ReadFields.readers(plan.columns(), readers());
        plausibility = new Plausibility(plan.columns(), dialect, ReadFields.reading(readers));
        boolean zoned =
                plan.columns().stream().anyMatch(column -> column.baseType().equals("timestamptz"));
        changes = rules == null || !zoned
                ? null
                : ClockChanges.of(rules.told().timeZone(), plan.columns().size());
        plausibility.watch(changes);
        writer = copied
                ? new CopiedRows(
                        file.encoding(),
                        dialect,
                        plan,
                        plausibility,
                        new ReadFields(plan, dialect, file.encoding(), plausibility, readers, gapIsNull))
                : new SpeltRows(plan, plausibility, gapIsNull, readers);
        rows = new RecordRows(table, structure, file.encoding(), mapping, writer, letters, options.fill());
        feed = new RowFeed(scanner, structure, file, plan, options, made != null);
        if (mapping.headed()) {
            feed.header();
        }
    }

    private ColumnReaders readers() throws IOException {
        return rules == null
                ? ColumnReaders.NONE
                : ValueReaders.of(
                        rules.told(),
                        evidence,
                        rules.told().marks() == null && evidence.commaIsFree() && evidence.numbersSpeak(file));
    }

    /** Opens a file for a table, whose values go in as they are. */
    static CsvSource open(CsvFile file, Table table, CsvOptions options, IngestSettings settings, LetterWriter letters)
            throws IOException {
        return open(file, table, options, settings, letters, null);
    }

    /**
     * Opens a file for a table: structure found, header read, columns matched.
     *
     * @param rules how values are read, or null if they go in as they are
     */
    static CsvSource open(
            CsvFile file,
            Table table,
            CsvOptions options,
            IngestSettings settings,
            LetterWriter letters,
            ValueRules rules)
            throws IOException {
        Sniffer sniffer = new Sniffer(file, options, settings.maxRecordBytes());
        Structure structure = sniffer.structure(table);
        Optional<String[]> first = sniffer.first(structure);
        HeaderMatch match = new HeaderMatch(table, options);
        FieldMapping mapping;
        if (first.isPresent()) {
            mapping = match.of(first.get());
            boolean said = options.header() != CsvOptions.Header.AUTO
                    || !options.columns().order().isEmpty();
            if (!mapping.headed() && !said) {
                HeaderDoubt.ask(
                        Shape.of(file, structure, settings.maxRecordBytes()).seen());
            }
        } else if (options.header() == CsvOptions.Header.ABSENT || !sniffer.hasRecords(structure)) {
            mapping = match.without(sniffer.fieldsOfFirstWhole(structure));
        } else {
            throw CsvFile.refused(
                    options.header() == CsvOptions.Header.PRESENT
                            ? "the header cannot be read"
                            : "the first record cannot be read, so it is not known whether it is a header",
                    "mend its quotes, say its encoding, or say header=absent if there is none");
        }
        return new CsvSource(file, table, structure, mapping, null, options, settings, letters, rules);
    }

    /** Opens a file for a table that was made after it. */
    static CsvSource openForMade(
            CsvFile file,
            Table table,
            InferredTable made,
            CsvOptions options,
            IngestSettings settings,
            LetterWriter letters,
            ValueRules rules)
            throws IOException {
        Structure structure = new Sniffer(file, options, settings.maxRecordBytes()).structure(null);
        return new CsvSource(file, table, structure, made.mapping(table), made, options, settings, letters, rules);
    }

    @Override
    public Batch next() throws IOException {
        BatchBuilder chunk = new BatchBuilder(table, plan.names(), dialect, file.encoding(), memory());
        chunk.readBy(rows::fields);
        int most = first ? FIRST_CHUNK_BYTES : CHUNK_BYTES;
        first = false;
        while (chunk.held() < most && chunk.rows() < chunkRows && feed.next()) {
            rows.add(chunk, feed.current());
        }
        return chunk.isEmpty() ? null : chunk.build();
    }

    /** Memory for a chunk: of one that is done with, since large arrays are what a small heap finds hardest to make. */
    private byte[] memory() {
        if (first) {
            return new byte[(int) Math.min(FIRST_CHUNK_BYTES + 4096, file.size() + 8192)];
        }
        byte[] free = spare.poll();
        return free != null ? free : new byte[CHUNK_BYTES + (CHUNK_BYTES >> 4)];
    }

    @Override
    public void recycle(Batch chunk) {
        if (chunk.payload().length >= CHUNK_BYTES) {
            spare.offer(chunk.payload());
        }
    }

    /** The first of the records behind the table that are none of it. */
    List<RowFeed.Held> left() {
        return feed.left();
    }

    FieldMapping mapping() {
        return mapping;
    }

    Dialect dialect() {
        return dialect;
    }

    Structure structure() {
        return structure;
    }

    TextEncoding encoding() {
        return file.encoding();
    }

    @Override
    public void tell(ObjectNode detail) {
        feed.tell(detail);
        if (writer.invisible() > 0) {
            detail.put("invisibleCharacters", writer.invisible());
        }
        if (rules != null) {
            ValueAccount.tell(detail, rules.told(), plan.columns(), evidence, changes);
        }
    }

    @Override
    public void judged(int suspects, int accepted) {
        if (suspects >= ENOUGH_TO_JUDGE && accepted * 2 > suspects) {
            plausibility.trust();
        }
    }

    @Override
    public long position() {
        return file.position();
    }

    @Override
    public long size() {
        return file.size();
    }

    @Override
    public long blankLines() {
        return scanner.blankLines();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
