package dumps.keep;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Lines of a stream, one after the other, each as it lies in the buffer; memory grows with the longest of them alone. */
public final class Lines implements Closeable {

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;
    private static final int LARGE = 1 << 20;

    private final InputStream in;
    private final int usual;
    private byte[] buffer;
    private int read;
    private int next;
    private boolean ended;
    private int from;
    private int to;

    /** @param buffered bytes that are read ahead; of a longer line all of it is in memory */
    public Lines(InputStream in, int buffered) {
        this.in = in;
        usual = buffered;
        buffer = new byte[buffered];
    }

    /** Goes to the next line; false if there is none. */
    public boolean next() throws IOException {
        int end = lineEnd();
        if (end < 0) {
            return false;
        }
        from = next;
        to = end;
        next = end + 1;
        return true;
    }

    /** Where the line ends that begins at {@code next}; -1 if there is none. */
    private int lineEnd() throws IOException {
        int looked = next;
        while (true) {
            int end = newline(buffer, looked, read);
            if (end < read) {
                return end;
            }
            if (ended) {
                return next < read ? read : -1;
            }
            looked = read - next;
            more();
        }
    }

    /** What is left of the buffer moves to its beginning, and as much as has room behind it is read. */
    private void more() throws IOException {
        int left = read - next;
        byte[] into = buffer;
        if (left == buffer.length) {
            into = new byte[(int) Math.min(Integer.MAX_VALUE - 8L, buffer.length * 2L)];
        } else if (buffer.length > LARGE && left < usual / 2) {
            into = new byte[usual];
        }
        System.arraycopy(buffer, next, into, 0, left);
        buffer = into;
        next = 0;
        read = left;
        int got = in.read(buffer, read, buffer.length - read);
        ended = got < 0;
        read += Math.max(0, got);
    }

    private static int newline(byte[] bytes, int from, int to) {
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long word = (long) WORDS.get(bytes, at) ^ ONES * '\n';
            long found = word - ONES & ~word & HIGH;
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        while (at < to && bytes[at] != '\n') {
            at++;
        }
        return at;
    }

    /** What holds the line in hand; nobody writes into it. */
    public byte[] array() {
        return buffer;
    }

    /** Where it begins. */
    public int from() {
        return from;
    }

    /** Where it ends, without the line feed. */
    public int to() {
        return to;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
