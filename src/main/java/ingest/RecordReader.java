package ingest;

import java.io.IOException;
import java.nio.file.Path;
import postgres.Table;

/** All rows of a file from the first to the last, its header apart, for who needs to see them before they load. */
final class RecordReader implements AutoCloseable {

    private final CsvFile file;
    private final FieldScanner scanner;
    private final String[] header;
    private boolean first;

    private RecordReader(CsvFile file, FieldScanner scanner, String[] header) {
        this.file = file;
        this.scanner = scanner;
        this.header = header;
    }

    /**
     * Opens a file anew.
     *
     * @param table what the file is for, or null if it is to make one
     * @param headed whether the first record names columns
     */
    static RecordReader open(Path path, Table table, boolean headed, CsvOptions options, IngestSettings settings)
            throws IOException {
        CsvFile file = CsvFile.open(path, options.encoding(), settings);
        try {
            Structure structure = new Sniffer(file, options, settings.maxRecordBytes()).structure(table);
            return open(file, structure, headed, settings);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Reads a file that was just opened; closes it in the end. */
    static RecordReader open(CsvFile file, Structure structure, boolean headed, IngestSettings settings)
            throws IOException {
        file.skipLines(structure.skipped());
        FieldScanner scanner = new FieldScanner(file.text(), structure, file.encoding(), settings.maxRecordBytes());
        String[] header = null;
        boolean ahead = headed && scanner.next();
        if (ahead && scanner.wellFormed()) {
            header = scanner.all();
            ahead = false;
        }
        RecordReader reader = new RecordReader(file, scanner, header);
        reader.first = ahead;
        return reader;
    }

    /** The names in the header, or null if there is none. */
    String[] header() {
        return header == null ? null : header.clone();
    }

    /** Moves to the next record that can be read as fields of text; false at the end. */
    boolean next() throws IOException {
        boolean ahead = first;
        first = false;
        while (ahead || scanner.next()) {
            ahead = false;
            if (scanner.wellFormed()) {
                return true;
            }
        }
        return false;
    }

    /** Fields of the record. */
    int fields() {
        return Math.min(scanner.fields(), Records.MOST_FIELDS);
    }

    /** A field as text, null where a null text stands without quotes. */
    String field(int i) {
        return scanner.field(i);
    }

    /** What is asked of the bytes of a field. */
    interface Look {
        boolean at(byte[] bytes, int start, int end);
    }

    /** What such a look says of the bytes of a field, its quotes apart. */
    boolean within(int i, Look look) {
        Records record = scanner.records();
        int quotes = scanner.quoted(i) ? 1 : 0;
        int start = record.start() + record.fieldStart(i) + quotes;
        return look.at(record.buffer(), start, Math.max(start, record.start() + record.fieldEnd(i) - quotes));
    }

    /** Whether the field stood in quotes. */
    boolean quoted(int i) {
        return scanner.quoted(i);
    }

    /** The line the record begins on, from 1. */
    long line() {
        return scanner.line();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
