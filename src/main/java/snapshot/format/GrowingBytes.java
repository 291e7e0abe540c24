package snapshot.format;

import java.util.Arrays;

/** Bytes that grow and are used again. */
class GrowingBytes {

    /** Longer than what is in it. */
    protected byte[] bytes;

    protected int length;

    GrowingBytes(int capacity) {
        bytes = new byte[capacity];
    }

    final byte[] bytes() {
        return bytes;
    }

    final int length() {
        return length;
    }

    final void clear() {
        length = 0;
    }

    final void append(byte[] source, int from, int to) {
        room(to - from);
        System.arraycopy(source, from, bytes, length, to - from);
        length += to - from;
    }

    /** Makes sure that so many more fit in. */
    protected final void room(int more) {
        if (more > bytes.length - length) {
            long wanted = Math.max((long) length + more, Math.min(bytes.length * 2L, Integer.MAX_VALUE - 8));
            bytes = Arrays.copyOf(bytes, Math.toIntExact(wanted));
        }
    }
}
