package ingest;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import rows.load.BatchBuilder;
import rows.load.Dialect;
import rows.load.UnfitValue;
import rows.load.ValueReader;

/** Records read into fields and spelt anew, as {@link Dialect#OURS}; their bytes as received go beside them. */
final class SpeltRows implements RowWriter {

    private static final int FIRST_ROOM = 1 << 12;
    private static final int MOST_OF_A_CHARACTER = 3;

    private final FieldPlan plan;
    private final Plausibility plausibility;
    private final boolean[] gapIsNull;
    private final int[] starts;
    private final int[] ends;
    private final ValueReader[] readers;
    private final boolean[] takesText;
    private long invisible;
    private byte[] spelt = new byte[FIRST_ROOM];
    private int length;

    /** @param gapIsNull for each column whether a gap in quotes is null */
    SpeltRows(FieldPlan plan, Plausibility plausibility, boolean[] gapIsNull, ValueReader[] readers) {
        this.readers = readers.clone();
        takesText = Gaps.takeText(plan.columns());
        this.plan = plan;
        this.plausibility = plausibility;
        this.gapIsNull = gapIsNull.clone();
        starts = new int[gapIsNull.length];
        ends = new int[gapIsNull.length];
    }

    @Override
    public void append(BatchBuilder chunk, FieldScanner record) throws UnfitValue {
        plausibility.begin();
        length = 0;
        boolean read = false;
        int there = record.fields();
        for (int i = 0; i < starts.length; i++) {
            if (i > 0) {
                put((byte) ',');
            }
            starts[i] = length;
            int source = plan.sources()[i];
            String value = source < there ? record.field(source) : null;
            if (value != null && !takesText[i] && Invisible.around(value)) {
                value = Invisible.strip(value);
                invisible++;
            }
            if (value != null && !(value.isEmpty() && gapIsNull[i])) {
                quote(value);
                read |= readers[i] != null && readAs(i, value);
            }
            ends[i] = length;
        }
        chunk.add(spelt, length, record.line(), record.received());
        if (read) {
            chunk.readLast();
        }
        if (plausibility.suspect(spelt, 0, starts, ends, null) >= 0) {
            chunk.suspectLast();
        }
    }

    /** Puts what a value means in its place, if it is to be read and means something else than it says. */
    private boolean readAs(int i, String value) throws UnfitValue {
        if (!readers[i].everyText() && plausibility.plausible(i, spelt, starts[i], length)) {
            return false;
        }
        try {
            String meant = readers[i].read(value);
            if (meant.equals(value)) {
                return false;
            }
            length = starts[i];
            quote(meant);
            return true;
        } catch (UnfitValue e) {
            throw e.of(plan.columns().get(i).name());
        }
    }

    @Override
    public long invisible() {
        return invisible;
    }

    private void quote(String value) {
        put((byte) '"');
        room(value.length() * MOST_OF_A_CHARACTER);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c >= 128) {
                beyondAscii(value.substring(i));
                break;
            }
            spelt[length++] = (byte) c;
            if (c == '"') {
                spelt[length++] = '"';
            }
        }
        put((byte) '"');
    }

    private void beyondAscii(String rest) {
        byte[] utf8 = rest.replace("\"", "\"\"").getBytes(StandardCharsets.UTF_8);
        room(utf8.length);
        System.arraycopy(utf8, 0, spelt, length, utf8.length);
        length += utf8.length;
    }

    private void put(byte b) {
        room(1);
        spelt[length++] = b;
    }

    private void room(int bytes) {
        if (length + bytes > spelt.length) {
            spelt = Arrays.copyOf(spelt, Math.max(length + bytes, spelt.length * 2));
        }
    }
}
