package rows.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import ledger.DeadLetter;
import postgres.Table;

/**
 * A bounded piece of the input: well-formed records as UTF-8 lines that COPY understands, and the records whose shape
 * is at fault as dead letters already.
 */
public final class Batch {

    private final Table table;
    private final List<String> columns;
    private final Dialect dialect;
    private final TextEncoding encoding;
    private final byte[] payload;
    private final int count;
    private final int[] offsets;
    private final long[] lines;
    private final byte[][] received;
    private final long[] letters;
    private final BitSet suspects;
    private final ReadRecords read;
    private final List<DeadLetter> misshapen;
    private final boolean again;
    private final LoadMode mode;

    /**
     * @param table where the rows should go
     * @param columns what the fields of every record are, in order
     * @param offsets {@code count + 1} places in the payload; each record ends with a line feed
     * @param received the bytes as received where the payload does not tell them, or null
     * @param letters the dead letters that the records were, or null when they come in for the first time
     * @param suspects records that the database may well refuse, judged by their text
     * @param read which records had values of their own spelling, that were read anew
     * @param again whether these rows were counted in an earlier batch
     * @param mode how these rows are loaded, or null for as all others
     */
    Batch(
            Table table,
            List<String> columns,
            Dialect dialect,
            TextEncoding encoding,
            byte[] payload,
            int count,
            int[] offsets,
            long[] lines,
            byte[][] received,
            long[] letters,
            BitSet suspects,
            ReadRecords read,
            List<DeadLetter> misshapen,
            boolean again,
            LoadMode mode) {
        this.table = table;
        this.columns = columns;
        this.dialect = dialect;
        this.encoding = encoding;
        this.payload = payload;
        this.count = count;
        this.offsets = offsets;
        this.lines = lines;
        this.received = received;
        this.letters = letters;
        this.suspects = suspects;
        this.read = read;
        this.misshapen = misshapen;
        this.again = again;
        this.mode = mode;
    }

    public Table table() {
        return table;
    }

    public List<String> columns() {
        return columns;
    }

    /** How these rows are loaded, if otherwise than all others. */
    LoadMode mode(LoadMode usual) {
        return mode == null ? usual : mode;
    }

    Dialect dialect() {
        return dialect;
    }

    /** Well-formed records. */
    public int count() {
        return count;
    }

    /** Rows that came in with this batch and were not counted before. */
    public long rowsIn() {
        return again ? 0 : count + misshapen.size();
    }

    public byte[] payload() {
        return payload;
    }

    /** Where record {@code i} begins in the payload; {@code offset(count())} is its end. */
    public int offset(int i) {
        return offsets[i];
    }

    public long line(int i) {
        return lines[i];
    }

    public BitSet suspects() {
        return suspects;
    }

    public List<DeadLetter> misshapen() {
        return misshapen;
    }

    /** The record's bytes as they came in. */
    public byte[] received(int i) {
        boolean kept = received != null && i < received.length && received[i] != null;
        return kept ? received[i] : encoding.fromUtf8(dialect.shown(record(i)));
    }

    /** The dead letter that record was, or null. */
    Long letter(int i) {
        return letters == null ? null : letters[i];
    }

    String encodingName() {
        return encoding.name();
    }

    /** The record's fields as text, null for null. */
    public String[] fields(int i) {
        return dialect.fields(new String(record(i), StandardCharsets.UTF_8));
    }

    /** The record's fields as they came in, before values were read: what people are shown, and letters keep. */
    public String[] fieldsAsReceived(int i) {
        return read.holds(i) ? read.fields(i, received(i)) : fields(i);
    }

    private byte[] record(int i) {
        return Arrays.copyOfRange(payload, offsets[i], offsets[i + 1] - 1);
    }

    /** The given records once more, as a batch that is not counted again. */
    public Batch again(List<Integer> records) {
        int size = records.stream().mapToInt(i -> offsets[i + 1] - offsets[i]).sum();
        byte[] bytes = new byte[size];
        int[] places = new int[records.size() + 1];
        long[] theirLines = new long[records.size()];
        byte[][] theirs = new byte[records.size()][];
        long[] theirLetters = letters == null ? null : new long[records.size()];
        for (int k = 0; k < records.size(); k++) {
            int i = records.get(k);
            int length = offsets[i + 1] - offsets[i];
            System.arraycopy(payload, offsets[i], bytes, places[k], length);
            places[k + 1] = places[k] + length;
            theirLines[k] = lines[i];
            theirs[k] = received(i);
            if (letters != null) {
                theirLetters[k] = letters[i];
            }
        }
        BitSet all = new BitSet();
        all.set(0, records.size());
        return new Batch(
                table,
                columns,
                dialect,
                encoding,
                bytes,
                records.size(),
                places,
                theirLines,
                theirs,
                theirLetters,
                all,
                read.of(records),
                List.of(),
                true,
                mode);
    }
}
