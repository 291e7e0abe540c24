package dumps;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One row: a value for each column of its table, in their order. A reader fills the same object for every row it gives: who
 * keeps one takes a {@link #copy} or its {@link #values}.
 */
public final class DumpRow {

    private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

    private byte[] bytes = new byte[1 << 12];
    private int used;
    private ValueKind[] kinds = new ValueKind[16];
    private int[] ends = new int[16];
    private int size;
    private RowVerb verb = RowVerb.INSERT;

    /** Empties it, for the next row. */
    public DumpRow begin() {
        size = 0;
        used = 0;
        verb = RowVerb.INSERT;
        if (bytes.length > 1 << 20) {
            bytes = new byte[1 << 12];
        }
        return this;
    }

    /** How it is put in. */
    public void putIn(RowVerb by) {
        verb = by;
    }

    /** More of the value that is being added; UTF-8, or for the kind BYTES the bytes themselves. */
    public void put(byte[] from, int offset, int length) {
        room(length);
        System.arraycopy(from, offset, bytes, used, length);
        used += length;
    }

    /** One byte more of it. */
    public void put(int one) {
        room(1);
        bytes[used++] = (byte) one;
    }

    /** Takes back what was put since the last value ended. */
    public void takeBack() {
        used = end();
    }

    /** Where the value that is being added begins in {@link #array}. */
    public int end() {
        return size == 0 ? 0 : ends[size - 1];
    }

    /** How many bytes were put since the last value ended. */
    public int pending() {
        return used - end();
    }

    /** The value that is being added is whole, and of that kind. */
    public void finish(ValueKind kind) {
        if (size == kinds.length) {
            kinds = Arrays.copyOf(kinds, size * 2);
            ends = Arrays.copyOf(ends, size * 2);
        }
        kinds[size] = kind;
        ends[size++] = used;
    }

    /** One more value. */
    public void add(DumpValue value) {
        if (!value.spelling().isEmpty()) {
            byte[] its = value.bytes();
            put(its, 0, its.length);
        }
        finish(value.kind());
    }

    private void room(int more) {
        long wanted = (long) used + more;
        if (wanted > bytes.length) {
            if (wanted > MOST_BYTES) {
                throw new IllegalStateException("a row of more than 2 GB");
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(MOST_BYTES, Math.max(wanted, bytes.length * 2L)));
        }
    }

    /** How many values it has. */
    public int size() {
        return size;
    }

    /** How it is put in. */
    public RowVerb verb() {
        return verb;
    }

    public ValueKind kind(int column) {
        return kinds[column];
    }

    /** Where the value's bytes begin in {@link #array}. */
    public int from(int column) {
        return column == 0 ? 0 : ends[column - 1];
    }

    /** Where they end. */
    public int to(int column) {
        return ends[column];
    }

    /** All values' bytes; nobody writes into it. */
    public byte[] array() {
        return bytes;
    }

    /** The value's spelling, without regard to its kind; of bytes only where they are UTF-8. */
    public String text(int column) {
        return new String(bytes, from(column), to(column) - from(column), UTF_8);
    }

    public boolean isNull(int column) {
        return kinds[column] == ValueKind.NULL;
    }

    public DumpValue value(int column) {
        return DumpValue.of(kinds[column], bytes, from(column), to(column));
    }

    /** All values. */
    public List<DumpValue> values() {
        List<DumpValue> values = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            values.add(value(i));
        }
        return values;
    }

    /** The same row, for keeping. */
    public DumpRow copy() {
        DumpRow copy = new DumpRow();
        copy.bytes = Arrays.copyOf(bytes, Math.max(used, 1));
        copy.used = used;
        copy.kinds = Arrays.copyOf(kinds, Math.max(size, 1));
        copy.ends = Arrays.copyOf(ends, Math.max(size, 1));
        copy.size = size;
        copy.verb = verb;
        return copy;
    }
}
