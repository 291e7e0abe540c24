package ingest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import postgres.Table;
import rows.load.BatchBuilder;
import rows.load.LetterValues;
import rows.load.LetterWriter;
import rows.load.TextEncoding;
import rows.load.UnfitValue;

/** Makes of each record a row of a batch, or a letter that says why it is none. */
final class RecordRows {

    private final Table table;
    private final Structure structure;
    private final TextEncoding encoding;
    private final FieldMapping mapping;
    private final FieldPlan plan;
    private final RowWriter writer;
    private final LetterWriter letters;
    private final boolean fill;

    /** @param fill whether a short record ends in nulls */
    RecordRows(
            Table table,
            Structure structure,
            TextEncoding encoding,
            FieldMapping mapping,
            RowWriter writer,
            LetterWriter letters,
            boolean fill) {
        this.table = table;
        this.structure = structure;
        this.encoding = encoding;
        this.mapping = mapping;
        plan = mapping.plan();
        this.writer = writer;
        this.letters = letters;
        this.fill = fill;
    }

    /** Puts the record into the batch. */
    void add(BatchBuilder chunk, FieldScanner record) {
        switch (record.fault()) {
            case STRAY_QUOTE -> misshapen(chunk, record, LetterWriter.BAD_FORMAT, "a quote stands where none can be");
            case UNCLOSED_QUOTE ->
                misshapen(chunk, record, LetterWriter.BAD_FORMAT, "a quote is opened and never closed");
            case ENDLESS_QUOTE ->
                misshapen(
                        chunk,
                        record,
                        LetterWriter.TOO_MUCH,
                        "a quote is opened and not closed within ingest.max-record-bytes; only the first line is kept, and"
                                + " what follows is passed over up to the next record that fits");
            case TOO_LONG ->
                misshapen(
                        chunk,
                        record,
                        LetterWriter.TOO_MUCH,
                        "the record is longer than ingest.max-record-bytes; only its beginning is kept");
            case NONE -> wellFormed(chunk, record);
        }
    }

    private void wellFormed(BatchBuilder chunk, FieldScanner record) {
        int fields = record.fields();
        if (record.hasNul()) {
            misshapen(chunk, record, LetterWriter.NOT_TEXT, "the record holds a NUL, which PostgreSQL text cannot");
        } else if (fields > plan.expected() || fields < plan.expected() && !fill) {
            misshapen(
                    chunk,
                    record,
                    LetterWriter.BAD_FORMAT,
                    (fields < plan.expected() ? "too few fields: " : "too many fields: ") + fields + " instead of "
                            + plan.expected());
        } else if (!record.isText()) {
            misshapen(chunk, record, LetterWriter.NOT_TEXT, "the bytes are no text in " + encoding);
        } else {
            try {
                writer.append(chunk, record);
            } catch (UnfitValue unfit) {
                chunk.add(letters.unfit(
                        table.name().display(),
                        record.line(),
                        unfit,
                        record.received(),
                        encoding,
                        plan.names(),
                        fields(record)));
            }
        }
    }

    /** The fields that go into columns of a record that came in as these bytes. */
    String[] fields(byte[] received) {
        try {
            FieldScanner once = new FieldScanner(
                    encoding.scannable(new ByteArrayInputStream(received)), structure, encoding, received.length + 1);
            once.next();
            return fields(once);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read bytes that are in memory", e);
        }
    }

    private String[] fields(FieldScanner record) {
        return Arrays.stream(plan.sources())
                .mapToObj(i -> i < record.fields() ? record.field(i) : null)
                .toArray(String[]::new);
    }

    private void misshapen(BatchBuilder chunk, FieldScanner record, String sqlstate, String reason) {
        // A record with more fields than any table has is no row of values, and naming them all could fill the memory.
        boolean named = record.wellFormed() && record.fields() <= Records.MOST_FIELDS;
        chunk.add(letters.misshapen(
                table.name().display(),
                record.line(),
                sqlstate,
                reason,
                record.received(),
                encoding,
                named ? LetterValues.of(table, mapping.names(), record.all()) : null));
    }
}
