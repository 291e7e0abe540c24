package ingest;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import rows.load.TextEncoding;

/**
 * Cuts records by every structure there is: delimiters of several bytes, runs of blanks, escapes, comments, blanks around
 * quotes, no quotes at all. Slower than {@link RecordScanner}, which does what most files need; the same laws hold: a
 * record whose quotes make no sense is the line it begins on, and memory is bounded by the longest record allowed.
 */
final class LooseScanner implements Records {

    private static final int FIRST_BUFFER = 1 << 16;
    private static final int KEPT_OF_TOO_LONG = 1 << 16;
    private static final int NEVER = -1;

    private final InputStream in;
    private final LooseCut cut;
    private final boolean trim;
    private final byte[] comment;
    private final int room;

    private byte[] buffer;
    private int limit;
    private boolean ended;
    private int start;
    private int length;
    private int next;
    private long line;
    private long nextLine;
    private long blankLines;
    private long commentLines;
    private int fields;
    /** The beginning of a record that is too long, or null. */
    private byte[] kept;

    private Fault fault = Fault.NONE;

    /** @param longest bytes of the longest record that is kept whole */
    LooseScanner(InputStream in, Structure structure, TextEncoding encoding, int longest) {
        this.in = in;
        cut = new LooseCut(structure, encoding);
        trim = structure.trim() == Structure.Trim.ALL || structure.blanks();
        comment = structure.comment() == null ? null : encoding.scanned(structure.comment());
        room = Math.min(Math.max(longest, 1), Integer.MAX_VALUE - 16) + 1;
        buffer = new byte[Math.min(FIRST_BUFFER, room)];
        nextLine = structure.skipped() + 1;
    }

    @Override
    public boolean next() throws IOException {
        kept = null;
        for (; ; ) {
            start = next;
            line = nextLine;
            if (start == limit && !more()) {
                next = start;
                return false;
            }
            int behind = emptyLine();
            if (behind != NEVER) {
                blankLines++;
                nextLine++;
                next = behind;
            } else if (isComment()) {
                commentLines++;
                passLine();
            } else {
                record();
                return true;
            }
        }
    }

    /** Where the line ends that has nothing on it, or NEVER. */
    private int emptyLine() throws IOException {
        int i = start;
        for (; ; ) {
            if (i == limit) {
                int held = i - start;
                if (!more()) {
                    return trim ? limit : NEVER;
                }
                i = start + held;
            } else if (buffer[i] == '\n') {
                return i + 1;
            } else if (buffer[i] == '\r') {
                int held = i - start;
                boolean two = (i + 1 < limit || more()) && buffer[start + held + 1] == '\n';
                return start + held + (two ? 2 : 1);
            } else if (trim && cut.isBlank(buffer[i])) {
                i++;
            } else {
                return NEVER;
            }
        }
    }

    private boolean isComment() throws IOException {
        if (comment == null) {
            return false;
        }
        int from = 0;
        boolean there = true;
        while (there && limit - start - from < comment.length || isBlankAt(from)) {
            if (isBlankAt(from)) {
                from++;
            } else {
                there = more();
            }
        }
        return limit - start - from >= comment.length
                && Arrays.equals(buffer, start + from, start + from + comment.length, comment, 0, comment.length);
    }

    private boolean isBlankAt(int place) {
        return start + place < limit && cut.isBlank(buffer[start + place]);
    }

    private void record() throws IOException {
        while (!cut.cut(buffer, start, limit, ended)) {
            if (!more() && !ended) {
                tooLong();
                return;
            }
        }
        fault = cut.record().fault();
        fields = cut.record().fields();
        length = cut.record().length();
        next = cut.record().behind();
        nextLine = line + cut.record().lines();
    }

    /** Reads on; false at the end of the stream, and where the longest record has no more room. */
    private boolean more() throws IOException {
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, limit - start);
            limit -= start;
            start = 0;
        } else if (limit == buffer.length) {
            if (buffer.length == room) {
                return false;
            }
            buffer = Arrays.copyOf(buffer, (int) Math.min(room, buffer.length * 2L));
        }
        int got = ended ? -1 : in.read(buffer, limit, buffer.length - limit);
        ended |= got < 0;
        limit += Math.max(got, 0);
        return got > 0;
    }

    /** Keeps the beginning, reads over the rest of the line; or, inside quotes, falls back to the first line. */
    private void tooLong() throws IOException {
        cut.record().begin();
        fields = 0;
        for (int i = 0; i < limit; i++) {
            if (buffer[i] == '\n' || buffer[i] == '\r') {
                fault = Fault.ENDLESS_QUOTE;
                length = i;
                next = buffer[i] == '\r' && i + 1 < limit && buffer[i + 1] == '\n' ? i + 2 : i + 1;
                nextLine = line + 1;
                return;
            }
        }
        fault = Fault.TOO_LONG;
        length = Math.min(KEPT_OF_TOO_LONG, room / 2);
        kept = Arrays.copyOf(buffer, length);
        start = limit;
        passLine();
    }

    /** Moves behind the end of the line without keeping it. */
    private void passLine() throws IOException {
        int i = start;
        nextLine = line + 1;
        for (; ; ) {
            while (i < limit && buffer[i] != '\n' && buffer[i] != '\r') {
                i++;
            }
            if (i < limit) {
                start = i;
                boolean two = buffer[i] == '\r' && (i + 1 < limit || more()) && buffer[start + 1] == '\n';
                next = start + (two ? 2 : 1);
                return;
            }
            start = limit;
            if (!more()) {
                next = limit;
                return;
            }
            i = start;
        }
    }

    @Override
    public byte[] buffer() {
        return kept == null ? buffer : kept;
    }

    @Override
    public int start() {
        return kept == null ? start : 0;
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
        return cut.record().fieldStart(i);
    }

    @Override
    public int fieldEnd(int i) {
        return cut.record().fieldEnd(i);
    }

    @Override
    public Fault fault() {
        return fault;
    }

    @Override
    public boolean beyondAscii() {
        return cut.record().beyondAscii();
    }

    @Override
    public boolean hasNul() {
        return cut.record().hasNul();
    }

    @Override
    public long line() {
        return line;
    }

    @Override
    public long blankLines() {
        return blankLines;
    }

    @Override
    public long commentLines() {
        return commentLines;
    }
}
