package rows.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import ledger.DeadLetter;
import postgres.Table;

/** Gathers records into a {@link Batch}. */
public final class BatchBuilder {

    /** What one named value of a dead letter takes in memory beside its text. */
    private static final int VALUE_OVERHEAD = 128;

    private final Table table;
    private final List<String> columns;
    private final Dialect dialect;
    private final TextEncoding encoding;
    private byte[] payload;
    private int size;
    private long heldBeside;
    private int count;
    private int[] offsets = new int[256];
    private long[] lines = new long[256];
    private byte[][] received;
    private long[] letters;
    private final BitSet suspects = new BitSet();
    private final ReadRecords read = new ReadRecords();
    private final List<DeadLetter> misshapen = new ArrayList<>();
    private LoadMode mode;

    public BatchBuilder(Table table, List<String> columns, Dialect dialect, TextEncoding encoding, byte[] memory) {
        this.table = table;
        this.columns = columns;
        this.dialect = dialect;
        this.encoding = encoding;
        this.payload = memory;
    }

    /** Adds a record as UTF-8 without a line end. */
    public void add(byte[] bytes, int offset, int length, long line) {
        if (size + length + 1 > payload.length) {
            payload = Arrays.copyOf(payload, Math.max(size + length + 1, payload.length * 2));
        }
        if (count + 1 == lines.length) {
            lines = Arrays.copyOf(lines, lines.length * 2);
            offsets = Arrays.copyOf(offsets, offsets.length * 2);
        }
        System.arraycopy(bytes, offset, payload, size, length);
        size += length;
        payload[size++] = '\n';
        lines[count++] = line;
        offsets[count] = size;
    }

    /** Adds a record whose bytes as received are others than its payload. */
    public void add(byte[] bytes, long line, byte[] asReceived) {
        add(bytes, bytes.length, line, asReceived);
    }

    /** Adds the beginning of what is given, whose bytes as received are others. */
    public void add(byte[] bytes, int length, long line, byte[] asReceived) {
        if (received == null) {
            received = new byte[64][];
        }
        if (count >= received.length) {
            received = Arrays.copyOf(received, Math.max(count + 1, received.length * 2));
        }
        received[count] = asReceived;
        heldBeside += asReceived.length;
        add(bytes, 0, length, line);
    }

    /** Adds a record that was a dead letter, or null if it was none. */
    public void add(byte[] bytes, long line, byte[] asReceived, Long letter) {
        if (letter == null) {
            add(bytes, line, asReceived);
            return;
        }
        if (letters == null) {
            letters = new long[64];
        }
        if (count >= letters.length) {
            letters = Arrays.copyOf(letters, Math.max(count + 1, letters.length * 2));
        }
        letters[count] = letter;
        add(bytes, line, asReceived);
    }

    /** What the fields of records whose values were read anew were before, by the bytes they came in. */
    public void readBy(Function<byte[], String[]> fields) {
        read.by(fields);
    }

    /** Values of the record added last were read anew; as they came in they are found by its bytes. */
    public void readLast() {
        read.add(count - 1);
    }

    /** The same, where they came in like this. */
    void readLast(String[] fields) {
        read.add(count - 1, fields);
    }

    /** These records are loaded in a way of their own; null is as all others. */
    void mode(LoadMode newMode) {
        mode = newMode;
    }

    /** The record added last may well be refused. */
    public void suspectLast() {
        suspects.set(count - 1);
    }

    public void add(DeadLetter letter) {
        misshapen.add(letter);
        int values = letter.values() == null ? 0 : letter.values().size();
        heldBeside += 3L * letter.raw().length + (long) values * VALUE_OVERHEAD;
    }

    /** Bytes of memory that the rows so far hold, about. */
    public long held() {
        return size + heldBeside;
    }

    /** Rows so far, well-formed or not. */
    public int rows() {
        return count + misshapen.size();
    }

    public boolean isEmpty() {
        return count == 0 && misshapen.isEmpty();
    }

    public Batch build() {
        return new Batch(
                table, columns, dialect, encoding, payload, count, offsets, lines, received, letters, suspects, read,
                misshapen, false, mode);
    }
}
