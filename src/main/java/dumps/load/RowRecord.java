package dumps.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import dumps.DumpRow;
import dumps.ValueKind;
import java.util.Arrays;
import java.util.List;
import rows.load.UnfitValue;

/** Rows of one table as records for COPY, most values by copying their bytes. */
final class RowRecord {

    private final List<PgColumn> columns;
    private final List<String> names;
    private final int[] written;
    private byte[] bytes = new byte[1 << 12];
    private int size;

    RowRecord(TablePlan plan) {
        columns = plan.columns();
        names = plan.names();
        written = plan.written();
    }

    /** Writes the row anew over the last one. */
    void write(DumpRow row) throws UnfitValue {
        size = 0;
        for (int at = 0; at < written.length; at++) {
            if (at > 0) {
                put('\t');
            }
            int i = written[at];
            ValueKind kind = row.kind(i);
            if (kind == ValueKind.NULL || kind == ValueKind.DEFAULT) {
                putNull();
                continue;
            }
            ValueSpelling spelling = columns.get(i).values();
            if (spelling.isSpelledSo(row, i)) {
                escaped(row.array(), row.from(i), row.to(i));
            } else {
                spelled(row, i, spelling);
            }
        }
    }

    private void spelled(DumpRow row, int column, ValueSpelling spelling) throws UnfitValue {
        String text;
        try {
            text = columns.get(column).fitted(spelling.spell(row, column));
        } catch (UnfitValue unfit) {
            throw unfit.of(names.get(column));
        }
        if (text == null) {
            putNull();
        } else {
            byte[] its = text.getBytes(UTF_8);
            escaped(its, 0, its.length);
        }
    }

    private void put(int one) {
        room(1);
        bytes[size++] = (byte) one;
    }

    private void putNull() {
        put('\\');
        put('N');
    }

    private void escaped(byte[] from, int start, int end) {
        room((end - start) * 2);
        for (int i = start; i < end; i++) {
            byte one = from[i];
            // All that needs care is below a blank, or a backslash.
            if (one >= 0 && one < ' ' || one == '\\') {
                bytes[size++] = '\\';
                one = (byte) (one == '\n' ? 'n' : one == '\r' ? 'r' : one == '\t' ? 't' : one);
            }
            bytes[size++] = one;
        }
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.addExact(size, Math.max(more, size)));
        }
    }

    byte[] array() {
        return bytes;
    }

    int size() {
        return size;
    }

    /** What its fields are, in order. */
    List<String> columns() {
        return Arrays.stream(written).mapToObj(names::get).toList();
    }

    /** The values as they are shown in a dead letter: in PostgreSQL's spelling where they have one. */
    String[] fields(DumpRow row) {
        return Arrays.stream(written).mapToObj(i -> field(row, i)).toArray(String[]::new);
    }

    /** One of them. */
    String field(DumpRow row, int column) {
        if (row.isNull(column) || row.kind(column) == ValueKind.DEFAULT) {
            return null;
        }
        try {
            return columns.get(column).fitted(columns.get(column).values().spell(row, column));
        } catch (UnfitValue unfit) {
            return row.text(column).replace("\0", "\\0");
        }
    }
}
