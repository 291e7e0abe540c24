package ingest;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts a stream of bytes into CSV records without decoding them, so that a record can be passed on, or kept as a dead
 * letter, byte for byte. It knows quotes, doubled quotes, line breaks inside quotes and the three kinds of line ends
 * of <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a> and its neighbours. The bytes must be in an encoding
 * in which ASCII means ASCII.
 *
 * <p>A record whose quotes make no sense is the physical line it begins on; the next record begins on the next line.
 * So one stray quote costs one record and not the rest of the file. Memory is bounded by the longest record allowed.
 */
final class RecordScanner implements Records {

    private static final int FIRST_BUFFER = 1 << 16;
    private static final int KEPT_OF_TOO_LONG = 1 << 16;
    private static final int END = -1;

    private final InputStream in;
    private final byte delimiter;
    private final byte quote;
    /** Room for the longest record and the byte that ends it. */
    private final int room;

    private final boolean[] plain = new boolean[256];

    private byte[] buffer;
    private int limit;
    private int start;
    private int length;
    private int next;
    private boolean overflow;
    private boolean carriageReturn;

    private final int[] fieldStarts = new int[MOST_FIELDS];
    private final int[] fieldEnds = new int[MOST_FIELDS];
    private int fields;
    private Fault fault = Fault.NONE;
    private byte seen;
    private boolean nul;
    private long line;
    private long nextLine;
    private long blankLines;
    private long consumed;

    /**
     * @param longest bytes of the longest record that is kept whole
     */
    RecordScanner(InputStream in, char delimiter, char quote, int longest) {
        this(in, delimiter, quote, longest, 1);
    }

    /** @param firstLine what line the stream begins on */
    RecordScanner(InputStream in, char delimiter, char quote, int longest, long firstLine) {
        nextLine = firstLine;
        this.in = in;
        this.delimiter = (byte) delimiter;
        this.quote = (byte) quote;
        this.room = Math.min(Math.max(longest, 1), Integer.MAX_VALUE - 16) + 1;
        this.buffer = new byte[Math.min(FIRST_BUFFER, room)];
        Arrays.fill(plain, true);
        for (char special : new char[] {delimiter, quote, '\n', '\r', '\0'}) {
            plain[special] = false;
        }
    }

    @Override
    public boolean next() throws IOException {
        for (; ; ) {
            start = next;
            line = nextLine;
            int i = start < limit ? start : refill(start);
            if (i == END) {
                next = start;
                return false;
            }
            if (carriageReturn) {
                carriageReturn = false;
                if (buffer[i] == '\n') {
                    next = i + 1;
                    continue;
                }
            }
            if (buffer[i] == '\n' || buffer[i] == '\r') {
                blankLines++;
                next = afterBreak(i);
                continue;
            }
            fields = 0;
            seen = 0;
            nul = false;
            fault = Fault.NONE;
            scan(i);
            return true;
        }
    }

    private void scan(int from) throws IOException {
        int i = from;
        for (; ; ) {
            int field = i - start;
            i = available(i);
            if (i == END) {
                if (!overflow) {
                    finishAtEnd(field);
                }
                return;
            }
            i = buffer[i] == quote ? quoted(i + 1) : unquoted(i);
            if (i == END) {
                if (fault == Fault.NONE && !overflow) {
                    finishAtEnd(field);
                }
                return;
            }
            add(field, i);
            if (buffer[i] != delimiter) {
                length = i - start;
                next = afterBreak(i);
                return;
            }
            i++;
        }
    }

    /** From behind the opening quote to the delimiter or line break behind the closing one. */
    private int quoted(int from) throws IOException {
        int i = from;
        boolean halfBreak = false;
        for (; ; ) {
            if (i == limit && (i = available(i)) == END) {
                if (!overflow) {
                    firstLineOnly(Fault.UNCLOSED_QUOTE);
                }
                return END;
            }
            byte b = buffer[i++];
            if (b == quote) {
                if (i == limit && (i = available(i)) == END) {
                    return END;
                }
                byte behind = buffer[i];
                if (behind == quote) {
                    halfBreak = false;
                    i++;
                } else if (behind == delimiter || behind == '\n' || behind == '\r') {
                    return i;
                } else {
                    firstLineOnly(Fault.STRAY_QUOTE);
                    return END;
                }
            } else {
                seen |= b;
                nul |= b == 0;
                // A line break of two bytes is one.
                if (b == '\r' || b == '\n' && !halfBreak) {
                    nextLine++;
                }
                halfBreak = b == '\r';
            }
        }
    }

    private int unquoted(int from) throws IOException {
        int i = from;
        for (; ; ) {
            while (i < limit && plain[buffer[i] & 0xFF]) {
                seen |= buffer[i++];
            }
            if (i == limit) {
                if ((i = available(i)) == END) {
                    return END;
                }
            } else if (buffer[i] == 0) {
                nul = true;
                i++;
            } else if (buffer[i] == quote) {
                firstLineOnly(Fault.STRAY_QUOTE);
                return END;
            } else {
                return i;
            }
        }
    }

    private void add(int field, int stop) {
        if (fields < MOST_FIELDS) {
            fieldStarts[fields] = field;
            fieldEnds[fields] = stop - start;
        }
        fields++;
    }

    private void finishAtEnd(int field) {
        add(field, limit);
        length = limit - start;
        next = limit;
        nextLine++;
    }

    /** Behind the line break; its second byte may still be in the stream, and is then left to {@link #next()}. */
    private int afterBreak(int i) {
        nextLine++;
        int behind = i + 1;
        if (buffer[i] == '\n') {
            return behind;
        }
        carriageReturn = behind == limit;
        return behind < limit && buffer[behind] == '\n' ? behind + 1 : behind;
    }

    /** The quotes make no sense: the record is the line it began on. */
    private void firstLineOnly(Fault why) throws IOException {
        fault = why;
        fields = 0;
        nextLine = line;
        int i = start;
        for (; ; ) {
            while (i < limit && buffer[i] != '\n' && buffer[i] != '\r') {
                i++;
            }
            if (i < limit) {
                length = i - start;
                next = afterBreak(i);
                return;
            }
            i = available(i);
            if (i == END) {
                if (!overflow) {
                    length = limit - start;
                    next = limit;
                    nextLine++;
                }
                return;
            }
        }
    }

    /** Makes sure a byte stands at {@code i}; where it stands afterwards, or END at the end of the stream. */
    private int available(int i) throws IOException {
        return i < limit ? i : refill(i);
    }

    private int refill(int i) throws IOException {
        overflow = false;
        int held = i - start;
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, limit - start);
            limit -= start;
            start = 0;
        } else if (limit == buffer.length) {
            if (buffer.length == room) {
                tooLong();
                return END;
            }
            buffer = Arrays.copyOf(buffer, (int) Math.min(room, buffer.length * 2L));
        }
        int got = in.read(buffer, limit, buffer.length - limit);
        if (got <= 0) {
            return END;
        }
        consumed += got;
        limit += got;
        return held;
    }

    /** Keeps the beginning, reads over the rest of the line; or, inside quotes, falls back to the first line. */
    private void tooLong() throws IOException {
        overflow = true;
        for (int i = 0; i < limit; i++) {
            if (buffer[i] == '\n' || buffer[i] == '\r') {
                fault = Fault.ENDLESS_QUOTE;
                fields = 0;
                nextLine = line;
                length = i - start;
                next = afterBreak(i);
                return;
            }
        }
        fault = Fault.TOO_LONG;
        fields = 0;
        int scratch = Math.min(KEPT_OF_TOO_LONG, room / 2);
        byte[] kept = Arrays.copyOf(buffer, scratch);
        int got;
        int stop = -1;
        while (stop < 0 && (got = in.read(buffer, scratch, buffer.length - scratch)) > 0) {
            consumed += got;
            limit = scratch + got;
            for (int i = scratch; i < limit && stop < 0; i++) {
                if (buffer[i] == '\n' || buffer[i] == '\r') {
                    stop = i;
                }
            }
        }
        System.arraycopy(kept, 0, buffer, 0, kept.length);
        length = kept.length;
        if (stop < 0) {
            next = limit;
            nextLine++;
        } else {
            next = afterBreak(stop);
        }
    }

    @Override
    public byte[] buffer() {
        return buffer;
    }

    @Override
    public int start() {
        return start;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public int fields() {
        return fields;
    }

    @Override
    public int fieldStart(int i) {
        return fieldStarts[i];
    }

    @Override
    public int fieldEnd(int i) {
        return fieldEnds[i];
    }

    @Override
    public Fault fault() {
        return fault;
    }

    @Override
    public boolean beyondAscii() {
        return seen < 0;
    }

    @Override
    public boolean hasNul() {
        return nul;
    }

    @Override
    public long line() {
        return line;
    }

    @Override
    public long blankLines() {
        return blankLines;
    }

    /** Bytes read from the stream so far. */
    long consumed() {
        return consumed;
    }
}
