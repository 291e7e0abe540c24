package ingest;

import java.nio.charset.StandardCharsets;
import rows.load.BatchBuilder;
import rows.load.Dialect;
import rows.load.TextEncoding;
import rows.load.UnfitValue;

/** Records that COPY takes as they are: passed on byte for byte, but for the few that need to be spelt anew. */
final class CopiedRows implements RowWriter {

    private static final String END = "\\.";

    private final TextEncoding encoding;
    private final Dialect dialect;
    private final Plausibility plausibility;
    private final ReadFields read;
    /** Whether fields are left out. */
    private final boolean shortened;

    private final int[] fieldStarts;
    private final int[] fieldEnds;

    CopiedRows(TextEncoding encoding, Dialect dialect, FieldPlan plan, Plausibility plausibility, ReadFields read) {
        this.encoding = encoding;
        this.dialect = dialect;
        this.plausibility = plausibility;
        this.read = read;
        shortened = !plan.takesAll();
        fieldStarts = new int[plan.expected()];
        fieldEnds = new int[plan.expected()];
    }

    @Override
    public void append(BatchBuilder chunk, FieldScanner scanner) throws UnfitValue {
        plausibility.begin();
        Records record = scanner.records();
        boolean changed = false;
        boolean odd = shortened || read.everyRecord() || read.holdsNullGap(record) || isOdd(record);
        if (odd) {
            changed = read.read(scanner);
            odd = read.suspect();
        }
        if (changed || shortened) {
            spelt(chunk, scanner);
            if (changed) {
                chunk.readLast();
            }
        } else if (record.beyondAscii() && encoding != TextEncoding.UTF_8) {
            byte[] utf8 = encoding.text(record.buffer(), record.start(), record.length())
                    .getBytes(StandardCharsets.UTF_8);
            append(chunk, utf8, 0, utf8.length, scanner);
        } else {
            append(chunk, record.buffer(), record.start(), record.length(), scanner);
        }
        if (odd) {
            chunk.suspectLast();
        }
    }

    private boolean isOdd(Records record) {
        for (int i = 0; i < fieldStarts.length; i++) {
            fieldStarts[i] = record.fieldStart(i);
            fieldEnds[i] = record.fieldEnd(i);
        }
        return plausibility.suspect(record.buffer(), record.start(), fieldStarts, fieldEnds, null) >= 0;
    }

    private void append(BatchBuilder chunk, byte[] bytes, int offset, int length, FieldScanner scanner) {
        if (isEnd(bytes, offset, length)) {
            chunk.add(dialect.record(new String[] {END}), scanner.line(), scanner.received());
        } else {
            chunk.add(bytes, offset, length, scanner.line());
        }
    }

    private void spelt(BatchBuilder chunk, FieldScanner scanner) {
        if (isEnd(read.spelt(), 0, read.length())) {
            chunk.add(dialect.record(new String[] {END}), scanner.line(), scanner.received());
        } else {
            chunk.add(read.spelt(), read.length(), scanner.line(), scanner.received());
        }
    }

    @Override
    public long invisible() {
        return read.invisible();
    }

    /** COPY would take the record for its end. */
    private static boolean isEnd(byte[] bytes, int offset, int length) {
        return length == 2 && bytes[offset] == END.charAt(0) && bytes[offset + 1] == END.charAt(1);
    }
}
