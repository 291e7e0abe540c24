package dumps.read;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * A stretch of a file in memory, that moves on with what is read. It holds from {@link #keep} on, if that is set, and else
 * from the place on that is read next.
 */
final class ByteWindow {

    private static final int FIRST = 1 << 18;

    /** What was read last stays, for being told of. */
    private static final int HISTORY = 1 << 12;

    private final InputStream in;
    private final int most;
    private byte[] bytes;
    private int place;
    private int limit;
    private int kept = -1;
    private boolean atEnd;
    private byte lineEnd = '\n';
    private long gone;
    private long marked = -1;
    private long lineOfMark;
    private int counted;
    private long lines = 1;
    private IOException broken;

    /** @param most how many bytes are held at once at most */
    ByteWindow(InputStream in, int most) {
        this.in = in;
        this.most = most;
        this.bytes = new byte[Math.min(FIRST, most)];
    }

    /** Of bytes in memory, that begin on that line. */
    ByteWindow(byte[] all, long line) {
        this.in = InputStream.nullInputStream();
        this.most = Math.max(all.length, 1);
        this.bytes = all.length == 0 ? new byte[1] : all;
        this.limit = all.length;
        this.lines = line;
        this.atEnd = true;
    }

    /** Lines end with a lone CR here. */
    void linesEndWithCr() {
        lineEnd = '\r';
    }

    byte lineEnd() {
        return lineEnd;
    }

    byte[] bytes() {
        return bytes;
    }

    /** The place read next, in {@link #bytes}. */
    int place() {
        return place;
    }

    void moveTo(int to) {
        place = to;
    }

    int limit() {
        return limit;
    }

    /** From the present place on all stays in memory, until {@link #release}. */
    void keep() {
        kept = place;
    }

    void keepFrom(int from) {
        kept = from;
    }

    /** Where what is kept begins. */
    int kept() {
        return kept;
    }

    void release() {
        kept = -1;
    }

    /** What stopped the reading, other than the end; or null. */
    IOException broken() {
        return broken;
    }

    /** How many bytes of the file lie before the place. */
    long absolute() {
        return gone + place;
    }

    /** Remembers the line of the present place, and forgets that of the last one. */
    long mark() {
        marked = absolute();
        return marked;
    }

    /** The line of the place that was remembered last. */
    long lineOfMark() {
        return marked >= gone ? lineOf((int) (marked - gone)) : lineOfMark;
    }

    /** What stands there in the file, up to the place and shortened; null if it is not held any more. */
    String text(long from, int longest) {
        if (from < gone) {
            return null;
        }
        int start = (int) (from - gone);
        int end = Math.min(Math.max(place, start), start + longest);
        return Charsets.text(bytes, start, end) + (end < place ? " …" : "");
    }

    /** The byte there, so far ahead of the place; -1 behind the end. */
    int peek(int ahead) throws IOException {
        while (place + ahead >= limit) {
            if (!more()) {
                return -1;
            }
        }
        return bytes[place + ahead] & 0xFF;
    }

    int peek() throws IOException {
        return place < limit ? bytes[place] & 0xFF : peek(0);
    }

    /**
     * Brings more bytes in behind the limit; the place and what is kept may stand elsewhere then.
     *
     * @return whether there are any
     * @throws TooLongException if more would have to be held than may be
     */
    boolean more() throws IOException {
        if (atEnd) {
            return false;
        }
        int from = kept >= 0 ? kept : Math.max(0, Math.min(place, limit) - HISTORY);
        if (from > 0 && limit == bytes.length) {
            if (marked >= gone && marked - gone < from) {
                lineOfMark = lineOf((int) (marked - gone));
            }
            count(from);
            System.arraycopy(bytes, from, bytes, 0, limit - from);
            gone += from;
            counted -= from;
            place -= from;
            limit -= from;
            kept = kept >= 0 ? 0 : -1;
        }
        if (limit == bytes.length) {
            if (bytes.length >= most) {
                throw new TooLongException();
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(most, bytes.length * 2L));
        }
        int got;
        try {
            got = in.read(bytes, limit, bytes.length - limit);
        } catch (IOException e) {
            broken = e;
            got = -1;
        }
        atEnd = got < 0;
        limit += Math.max(got, 0);
        return !atEnd;
    }

    /** More would have to be in memory at once than there is room for. */
    static final class TooLongException extends IOException {
        TooLongException() {
            super("more than can be held at once");
        }
    }

    /** The line of a place in what is held, from 1. */
    long lineOf(int there) {
        if (there >= counted) {
            count(there);
            return lines;
        }
        return lines - newlines(there, counted);
    }

    long line() {
        return lineOf(place);
    }

    private void count(int to) {
        if (to > counted) {
            lines += newlines(counted, to);
            counted = to;
        }
    }

    private long newlines(int from, int to) {
        long found = 0;
        byte[] all = bytes;
        byte end = lineEnd;
        for (int i = from; i < to; i++) {
            found += all[i] == end ? 1 : 0;
        }
        return found;
    }
}
