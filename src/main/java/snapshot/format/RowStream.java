package snapshot.format;

import java.io.IOException;
import java.io.InputStream;

/** CSV that is made as it is read, a buffer of rows at a time. */
abstract class RowStream extends InputStream {

    private static final int ENOUGH = 1 << 16;

    private final AsciiBuilder rows = new AsciiBuilder(2 * ENOUGH);
    private int at;
    private long made;
    private boolean ended;

    /** Adds a row; false where there is none any more. */
    abstract boolean next(AsciiBuilder csv) throws IOException;

    @Override
    public int read() throws IOException {
        return at < rows.length() || fill() ? rows.bytes()[at++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (at == rows.length() && !fill()) {
            return -1;
        }
        int got = Math.min(length, rows.length() - at);
        System.arraycopy(rows.bytes(), at, bytes, offset, got);
        at += got;
        return got;
    }

    /** The number of the row that is being made, from 1. */
    long row() {
        return made + 1;
    }

    private boolean fill() throws IOException {
        rows.clear();
        at = 0;
        while (!ended && rows.length() < ENOUGH) {
            ended = !next(rows);
            made++;
        }
        return rows.length() > 0;
    }
}
