package ingest;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import postgres.Column;
import rows.load.ColumnReaders;
import rows.load.Dialect;
import rows.load.TextEncoding;
import rows.load.UnfitValue;
import rows.load.ValueReader;

/** Reads those fields of a record that do not say by themselves what they mean, and spells the record with what they do. */
final class ReadFields {

    private static final int FIRST_ROOM = 1 << 12;

    private final FieldPlan plan;
    private final Dialect dialect;
    private final TextEncoding encoding;
    private final Plausibility plausibility;
    private final ValueReader[] readers;
    private final boolean any;
    private final boolean[] gapIsNull;
    private final boolean anyGap;
    private final boolean[] takesText;
    private long invisible;
    /** Whether the delimiter is never part of a date or number as we write them. */
    private final boolean quick;

    private byte[] spelt = new byte[FIRST_ROOM];
    private int length;
    private boolean suspect;

    /** @param gapIsNull for each column whether a gap in quotes is null */
    ReadFields(
            FieldPlan plan,
            Dialect dialect,
            TextEncoding encoding,
            Plausibility plausibility,
            ValueReader[] readers,
            boolean[] gapIsNull) {
        this.gapIsNull = gapIsNull.clone();
        boolean gap = false;
        for (boolean isNull : gapIsNull) {
            gap |= isNull;
        }
        anyGap = gap;
        takesText = Gaps.takeText(plan.columns());
        this.plan = plan;
        this.dialect = dialect;
        this.encoding = encoding;
        this.plausibility = plausibility;
        this.readers = readers.clone();
        quick = "-:. 0123456789".indexOf(dialect.delimiter()) < 0 && "-:. 0123456789".indexOf(dialect.quote()) < 0;
        any = Arrays.stream(readers).anyMatch(reader -> reader != null);
    }

    /** The reader of each column, null where there is none. */
    static ValueReader[] readers(List<Column> columns, ColumnReaders readers) {
        return columns.stream().map(readers::of).toArray(ValueReader[]::new);
    }

    /** Which of them read. */
    static boolean[] reading(ValueReader[] readers) {
        boolean[] reading = new boolean[readers.length];
        for (int i = 0; i < readers.length; i++) {
            reading[i] = readers[i] != null;
        }
        return reading;
    }

    /** Whether a record has to be read even if every field of it looks as its column wants it. */
    boolean everyRecord() {
        if (any) {
            for (ValueReader reader : readers) {
                if (reader != null && reader.everyText()) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Reads the record in hand.
     *
     * @return whether a value was read as something else; then the record is spelt anew
     * @throws UnfitValue if one means nothing
     */
    boolean read(FieldScanner scanner) throws UnfitValue {
        Records record = scanner.records();
        byte[] bytes = record.buffer();
        boolean transcode = record.beyondAscii() && encoding != TextEncoding.UTF_8;
        boolean changed = false;
        suspect = false;
        length = 0;
        int[] sources = plan.sources();
        for (int i = 0; i < readers.length; i++) {
            int from = record.start() + record.fieldStart(sources[i]);
            int to = record.start() + record.fieldEnd(sources[i]);
            if (i > 0) {
                put(dialect.delimiter());
            }
            if (isNullGap(i, bytes, from, to)) {
                changed = true;
                suspect |= plan.columns().get(i).required();
                continue;
            }
            boolean odd = !plausibility.plausible(i, bytes, from, to);
            if (asIs(i, record, odd) || plausibility.isNull(bytes, from, to)) {
                suspect |= odd;
                raw(bytes, from, to, transcode);
            } else {
                int stop = quick && readers[i] != null ? quickly(i, bytes, from, to) : ValueReader.UNDECIDED;
                String meant = stop == ValueReader.UNDECIDED ? meant(i, scanner, bytes, from, to, odd) : null;
                if (stop >= 0) {
                    changed = true;
                    suspect |= !plausibility.plausible(i, spelt, length, stop) && !plausibility.trusting();
                    length = stop;
                } else if (meant == null) {
                    raw(bytes, from, to, transcode);
                } else {
                    changed = true;
                    value(i, meant);
                }
            }
        }
        return changed;
    }

    /** Whether nothing has to be known of a field. */
    private boolean asIs(int i, Records record, boolean odd) {
        return readers[i] == null ? takesText[i] || !record.beyondAscii() : !odd && !readers[i].everyText();
    }

    private int quickly(int i, byte[] bytes, int from, int to) {
        room(to - from + ValueReader.ROOM);
        int quotes = to - from > 1 && bytes[from] == dialect.quote() ? 1 : 0;
        return readers[i].read(bytes, from + quotes, to - quotes, spelt, length);
    }

    /** What a field means, or null where it goes in as it is. */
    private String meant(int i, FieldScanner scanner, byte[] bytes, int from, int to, boolean odd) throws UnfitValue {
        String said = text(scanner, i, bytes, from, to);
        String text = visible(i, said);
        try {
            String meant = readers[i] == null ? text : readers[i].read(text);
            if (!meant.equals(said)) {
                return meant;
            }
            suspect |= odd && !plausibility.trusting();
            return null;
        } catch (UnfitValue e) {
            throw e.of(plan.columns().get(i).name());
        }
    }

    private String visible(int i, String text) {
        if (takesText[i] || !Invisible.around(text)) {
            return text;
        }
        invisible++;
        return Invisible.strip(text);
    }

    private boolean isNullGap(int i, byte[] bytes, int from, int to) {
        return gapIsNull[i] && to - from == 2 && bytes[from] == dialect.quote();
    }

    /** Whether a gap of the record in hand is null that COPY would not take for it. */
    boolean holdsNullGap(Records record) {
        for (int i = 0; anyGap && i < gapIsNull.length; i++) {
            int source = plan.sources()[i];
            int from = record.start() + record.fieldStart(source);
            if (isNullGap(i, record.buffer(), from, record.start() + record.fieldEnd(source))) {
                return true;
            }
        }
        return false;
    }

    /** Values so far that invisible characters were taken off. */
    long invisible() {
        return invisible;
    }

    /** Mostly a few plain characters, which need no decoder. */
    private String text(FieldScanner scanner, int i, byte[] bytes, int from, int to) {
        boolean quoted = to - from > 1 && bytes[from] == dialect.quote();
        int start = quoted ? from + 1 : from;
        int end = quoted ? to - 1 : to;
        for (int k = start; k < end; k++) {
            if (bytes[k] < 0 || bytes[k] == dialect.quote()) {
                return scanner.field(plan.sources()[i]);
            }
        }
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }

    private void raw(byte[] bytes, int from, int to, boolean transcode) {
        if (transcode) {
            put(encoding.text(bytes, from, to - from).getBytes(StandardCharsets.UTF_8));
        } else {
            room(to - from);
            System.arraycopy(bytes, from, spelt, length, to - from);
            length += to - from;
        }
    }

    private void value(int i, String meant) {
        int from = length;
        boolean bare = !meant.isEmpty();
        for (int k = 0; k < meant.length() && bare; k++) {
            char c = meant.charAt(k);
            bare = c >= ' ' && c < 128 && c != dialect.delimiter() && c != dialect.quote();
        }
        if (bare) {
            room(meant.length());
            for (int k = 0; k < meant.length(); k++) {
                spelt[length++] = (byte) meant.charAt(k);
            }
        } else {
            String mark = String.valueOf(dialect.quote());
            put((mark + meant.replace(mark, mark + mark) + mark).getBytes(StandardCharsets.UTF_8));
        }
        suspect |= !plausibility.plausible(i, spelt, from, length) && !plausibility.trusting();
    }

    private void put(char ascii) {
        room(1);
        spelt[length++] = (byte) ascii;
    }

    private void put(byte[] bytes) {
        room(bytes.length);
        System.arraycopy(bytes, 0, spelt, length, bytes.length);
        length += bytes.length;
    }

    private void room(int bytes) {
        if (length + bytes > spelt.length) {
            spelt = Arrays.copyOf(spelt, Math.max(length + bytes, spelt.length * 2));
        }
    }

    /** The record as it was spelt last, from the first byte. */
    byte[] spelt() {
        return spelt;
    }

    int length() {
        return length;
    }

    /** Whether the database may well refuse the record that was read last. */
    boolean suspect() {
        return suspect;
    }
}
