package recovery.heap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers as they lie in PostgreSQL's files on a little-endian machine. */
final class Bytes {

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    private Bytes() {}

    static int i32(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    static int u16(byte[] bytes, int at) {
        return Short.toUnsignedInt((short) SHORT.get(bytes, at));
    }

    static void i32(byte[] bytes, int at, int value) {
        INT.set(bytes, at, value);
    }

    static void u16(byte[] bytes, int at, int value) {
        SHORT.set(bytes, at, (short) value);
    }

    /** The next place that is a multiple; alignments are powers of two. */
    static int aligned(int at, int alignment) {
        return at + alignment - 1 & -alignment;
    }
}
