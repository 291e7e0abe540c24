package dumps.keep;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Bytes that grow. */
final class Bytes {

    private byte[] all;
    private int size;

    Bytes(int room) {
        all = new byte[room];
    }

    void put(int one) {
        room(1);
        all[size++] = (byte) one;
    }

    void put(byte[] from, int offset, int length) {
        room(length);
        System.arraycopy(from, offset, all, size, length);
        size += length;
    }

    void put(String text) {
        byte[] its = text.getBytes(UTF_8);
        put(its, 0, its.length);
    }

    private void room(int more) {
        if (size + more > all.length) {
            all = Arrays.copyOf(
                    all, Math.max(Math.addExact(size, more), (int) Math.min(Integer.MAX_VALUE - 8L, all.length * 2L)));
        }
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(all, 0, size);
    }

    byte[] array() {
        return all;
    }
}
