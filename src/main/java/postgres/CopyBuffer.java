package postgres;

import java.sql.SQLException;

/** Gathers short pieces for a {@link Copy}, so that not each of them is a message of its own. */
public final class CopyBuffer {

    private static final int SIZE = 1 << 16;

    private final Copy copy;
    private final byte[] buffer = new byte[SIZE];
    private int filled;

    public CopyBuffer(Copy copy) {
        this.copy = copy;
    }

    /** Adds all of them. */
    public void write(byte[] bytes) throws SQLException {
        write(bytes, 0, bytes.length);
    }

    /** Adds some of them. */
    public void write(byte[] bytes, int offset, int length) throws SQLException {
        if (length > SIZE - filled) {
            flush();
        }
        if (length > SIZE) {
            copy.write(bytes, offset, length);
        } else {
            System.arraycopy(bytes, offset, buffer, filled, length);
            filled += length;
        }
    }

    /** Sends what is left. */
    public void flush() throws SQLException {
        copy.write(buffer, 0, filled);
        filled = 0;
    }
}
