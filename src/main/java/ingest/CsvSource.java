package ingest;

import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import postgres.Column;
import postgres.Table;
import rows.load.Batch;
import rows.load.BatchBuilder;
import rows.load.Dialect;
import rows.load.LetterWriter;
import rows.load.RecordSource;
import rows.load.TextEncoding;

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
    private final Dialect dialect;
    private final RecordScanner scanner;
    private final CharsetDecoder decoder;
    private final LetterWriter letters;
    private final Plausibility plausibility;
    private final List<String> columns;
    /** Which fields go into columns, or null for all in order. */
    private final int[] kept;

    private final boolean headed;
    private final int expectedFields;
    private final int chunkRows;
    private final int[] fieldStarts = new int[RecordScanner.MOST_FIELDS];
    private final int[] fieldEnds = new int[RecordScanner.MOST_FIELDS];

    private CsvSource(
            CsvFile file, Table table, Dialect dialect, String[] header, IngestSettings settings, LetterWriter letters)
            throws IOException {
        this.file = file;
        this.table = table;
        this.dialect = dialect;
        this.letters = letters;
        scanner = new RecordScanner(file.text(), dialect.delimiter(), dialect.quote(), settings.maxRecordBytes());
        decoder = file.encoding().strictDecoder();
        List<Column> fields = header == null ? inTableOrder() : named(header);
        expectedFields = fields.size();
        chunkRows = Math.min(CHUNK_ROWS, CHUNK_FIELDS / Math.max(1, expectedFields));
        List<Column> written =
                fields.stream().filter(column -> !column.generated()).toList();
        if (written.isEmpty() && header != null) {
            throw CsvFile.refused("the header names only columns that the server computes", "name one to load");
        }
        columns = written.stream().map(Column::name).toList();
        kept = written.size() == fields.size()
                ? null
                : written.stream().mapToInt(fields::indexOf).toArray();
        plausibility = new Plausibility(written, dialect);
        headed = header != null;
        if (header != null) {
            scanner.next();
        }
    }

    /** Opens a file for a table: dialect found, header read, columns matched. */
    static CsvSource open(CsvFile file, Table table, CsvOptions options, IngestSettings settings, LetterWriter letters)
            throws IOException {
        Sniffer sniffer = new Sniffer(file, options, settings.maxRecordBytes());
        Dialect dialect = sniffer.dialect(table);
        Optional<String[]> first = sniffer.first(dialect);
        String[] header = sniffer.hasHeader(dialect, table) ? first.orElse(null) : null;
        if (header == null && options.header() == CsvOptions.Header.PRESENT && sniffer.hasRecords(dialect)) {
            throw CsvFile.refused(
                    "the header cannot be read",
                    "mend its quotes, say its encoding, or say header=absent if there is none");
        }
        return new CsvSource(file, table, dialect, header, settings, letters);
    }

    /** Without a header a file has the table's columns in their order, with or without those the server computes. */
    private List<Column> inTableOrder() throws IOException {
        List<Column> writable = table.writable();
        if (writable.size() == table.columns().size()) {
            return writable;
        }
        RecordScanner look = new RecordScanner(file.sample(), dialect.delimiter(), dialect.quote(), 1 << 20);
        boolean there;
        do {
            there = look.next();
        } while (there && look.fault() != RecordScanner.Fault.NONE);
        return there && look.fields() == table.columns().size() ? table.columns() : writable;
    }

    private List<Column> named(String[] header) {
        List<Column> fields = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (String name : header) {
            Column column = (name == null ? Optional.<Column>empty() : table.column(name.strip()))
                    .orElseThrow(() -> CsvFile.refused(
                            "the header names " + Sniffer.unknown(header, table) + ", which is no column of "
                                    + table.name().display(),
                            "the columns are " + Sniffer.columnNames(table)));
            if (!taken.add(column.name())) {
                throw CsvFile.refused("the header names column " + column.name() + " twice", "name every column once");
            }
            fields.add(column);
        }
        return fields;
    }

    @Override
    public Batch next() throws IOException {
        BatchBuilder chunk = new BatchBuilder(table, columns, dialect, file.encoding(), memory());
        int most = first ? FIRST_CHUNK_BYTES : CHUNK_BYTES;
        first = false;
        while (chunk.held() < most && chunk.rows() < chunkRows && scanner.next()) {
            add(chunk);
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

    private void add(BatchBuilder chunk) {
        switch (scanner.fault()) {
            case STRAY_QUOTE -> misshapen(chunk, LetterWriter.BAD_FORMAT, "a quote stands where none can be");
            case UNCLOSED_QUOTE -> misshapen(chunk, LetterWriter.BAD_FORMAT, "a quote is opened and never closed");
            case TOO_LONG ->
                misshapen(
                        chunk,
                        LetterWriter.TOO_MUCH,
                        "the record is longer than ingest.max-record-bytes; only its beginning is kept");
            case NONE -> wellFormed(chunk);
        }
    }

    private void wellFormed(BatchBuilder chunk) {
        if (scanner.hasNul()) {
            misshapen(chunk, LetterWriter.NOT_TEXT, "the record holds a NUL, which PostgreSQL text cannot");
        } else if (scanner.fields() != expectedFields) {
            misshapen(
                    chunk,
                    LetterWriter.BAD_FORMAT,
                    (scanner.fields() < expectedFields ? "too few fields: " : "too many fields: ") + scanner.fields()
                            + " instead of " + expectedFields);
        } else if (scanner.beyondAscii()) {
            CharBuffer text = decode();
            if (text == null) {
                misshapen(chunk, LetterWriter.NOT_TEXT, "the bytes are no text in " + file.encoding());
            } else if (file.encoding() == TextEncoding.UTF_8) {
                append(chunk, scanner.buffer(), scanner.start(), scanner.length());
            } else {
                byte[] utf8 = text.toString().getBytes(StandardCharsets.UTF_8);
                append(chunk, utf8, 0, utf8.length);
            }
        } else {
            append(chunk, scanner.buffer(), scanner.start(), scanner.length());
        }
    }

    private CharBuffer decode() {
        return TextEncoding.decode(decoder, scanner.buffer(), scanner.start(), scanner.length());
    }

    private byte[] raw() {
        return Arrays.copyOfRange(scanner.buffer(), scanner.start(), scanner.start() + scanner.length());
    }

    private void append(BatchBuilder chunk, byte[] bytes, int offset, int length) {
        locateFields();
        int odd = plausibility.suspect(scanner.buffer(), scanner.start(), fieldStarts, fieldEnds, kept);
        boolean endMark = length == 2 && bytes[offset] == '\\' && bytes[offset + 1] == '.';
        if (kept != null || endMark) {
            // Fields were left out, or COPY would take the record for its end: spell it anew.
            byte[] spelt = kept == null ? dialect.record(new String[] {"\\."}) : keptFields(bytes, offset, length);
            chunk.add(spelt, scanner.line(), file.encoding().asReceived(raw()));
        } else {
            chunk.add(bytes, offset, length, scanner.line());
        }
        if (odd >= 0) {
            chunk.suspectLast();
        }
    }

    private void locateFields() {
        for (int i = 0; i < expectedFields; i++) {
            fieldStarts[i] = scanner.fieldStart(i);
            fieldEnds[i] = scanner.fieldEnd(i);
        }
    }

    private byte[] keptFields(byte[] utf8, int offset, int length) {
        String[] all = dialect.fields(new String(utf8, offset, length, StandardCharsets.UTF_8));
        String[] chosen = new String[kept.length];
        for (int i = 0; i < kept.length; i++) {
            chosen[i] = all[kept[i]];
        }
        return dialect.record(chosen);
    }

    private void misshapen(BatchBuilder chunk, String sqlstate, String reason) {
        byte[] raw = raw();
        String[] fields = null;
        // A record with more fields than any table has is no row of values, and naming them all could fill the memory.
        if (scanner.fault() == RecordScanner.Fault.NONE
                && scanner.fields() <= RecordScanner.MOST_FIELDS
                && !scanner.hasNul()) {
            CharBuffer text = decode();
            fields = text == null ? null : dialect.fields(text.toString());
        }
        chunk.add(letters.misshapen(
                table.name().display(),
                scanner.line(),
                sqlstate,
                reason,
                file.encoding().asReceived(raw),
                file.encoding(),
                fields));
    }

    boolean hasHeader() {
        return headed;
    }

    Dialect dialect() {
        return dialect;
    }

    TextEncoding encoding() {
        return file.encoding();
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
