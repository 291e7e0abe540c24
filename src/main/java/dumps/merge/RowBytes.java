package dumps.merge;

import dumps.DumpRow;
import dumps.DumpValue;
import dumps.RowVerb;
import dumps.ValueKind;
import java.util.Arrays;

/** A row as bytes on its way through a sort: its verb, and for each value its kind, how long it is and its bytes. */
final class RowBytes {

    private static final ValueKind[] KINDS = ValueKind.values();
    private static final RowVerb[] VERBS = RowVerb.values();

    private byte[] bytes = new byte[1 << 10];
    private int size;

    /** Writes a row; the same object is filled anew for the next. */
    RowBytes write(DumpRow row) {
        size = 0;
        put(row.verb().ordinal());
        for (int i = 0; i < row.size(); i++) {
            int length = row.to(i) - row.from(i);
            room(length + 6);
            bytes[size++] = (byte) row.kind(i).ordinal();
            length(length);
            System.arraycopy(row.array(), row.from(i), bytes, size, length);
            size += length;
        }
        return this;
    }

    private void put(int value) {
        room(1);
        bytes[size++] = (byte) value;
    }

    private void length(int value) {
        int left = value;
        while (left >= 0x80) {
            bytes[size++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        bytes[size++] = (byte) left;
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(
                    bytes, Math.max(Math.addExact(size, more), (int) Math.min(bytes.length * 2L, 1 << 30)));
        }
    }

    byte[] array() {
        return bytes;
    }

    int size() {
        return size;
    }

    /** How the row was put in. */
    static RowVerb verb(byte[] row) {
        return VERBS[row[0]];
    }

    /** The row's values into one that is filled anew. */
    static DumpRow read(byte[] row, DumpRow into) {
        into.begin();
        into.putIn(verb(row));
        int at = 1;
        while (at < row.length) {
            ValueKind kind = KINDS[row[at++]];
            int length = 0;
            int shift = 0;
            byte next;
            do {
                next = row[at++];
                length |= (next & 0x7f) << shift;
                shift += 7;
            } while (next < 0);
            into.put(row, at, length);
            into.finish(kind);
            at += length;
        }
        return into;
    }

    /** The row's values in the order of other columns; where {@code from} is -1 the filler stands. */
    static DumpRow project(DumpRow row, int[] from, DumpValue[] filler, DumpRow into) {
        into.begin();
        into.putIn(row.verb());
        for (int i = 0; i < from.length; i++) {
            if (from[i] < 0) {
                into.add(filler[i]);
            } else {
                into.put(row.array(), row.from(from[i]), row.to(from[i]) - row.from(from[i]));
                into.finish(row.kind(from[i]));
            }
        }
        return into;
    }
}
