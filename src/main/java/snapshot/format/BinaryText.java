package snapshot.format;

/** Bytes in network order: what {@code COPY (FORMAT binary)} reads. */
final class BinaryText extends GrowingBytes {

    BinaryText(int capacity) {
        super(capacity);
    }

    /** Forgets what came behind this length. */
    void cutTo(int shorter) {
        length = shorter;
    }

    void int1(int value) {
        room(1);
        bytes[length++] = (byte) value;
    }

    void int2(int value) {
        room(2);
        bytes[length++] = (byte) (value >> 8);
        bytes[length++] = (byte) value;
    }

    void int4(int value) {
        room(4);
        put4(length, value);
        length += 4;
    }

    void int8(long value) {
        int4((int) (value >> 32));
        int4((int) value);
    }

    /** Leaves room for the length of a value that comes; returns where. */
    int beginValue() {
        int4(0);
        return length;
    }

    /** The value that began there is complete. */
    void endValue(int begin) {
        put4(begin - 4, length - begin);
    }

    private void put4(int at, int value) {
        bytes[at] = (byte) (value >> 24);
        bytes[at + 1] = (byte) (value >> 16);
        bytes[at + 2] = (byte) (value >> 8);
        bytes[at + 3] = (byte) value;
    }
}
