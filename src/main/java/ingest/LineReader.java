package ingest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** The lines of a stream of bytes, with bounded memory. */
final class LineReader {

    /** Of a line that is too long so much is kept. */
    private static final int KEPT = 1 << 16;

    private final InputStream in;
    private final int most;
    private final ByteArrayOutputStream building = new ByteArrayOutputStream();
    private long line;
    private long blank;
    private boolean tooLong;

    LineReader(InputStream in, int most) {
        this.in = in;
        this.most = most;
    }

    /** Moves to the next line that has something on it; false at the end. */
    boolean next() throws IOException {
        int b = in.read();
        while (b >= 0) {
            building.reset();
            tooLong = false;
            line++;
            while (b >= 0 && b != '\n') {
                keep(b);
                b = in.read();
            }
            if (building.size() > 0 && !(building.size() == 1 && building.toByteArray()[0] == '\r')) {
                return true;
            }
            blank++;
            b = in.read();
        }
        return false;
    }

    private void keep(int b) {
        if (building.size() < most) {
            building.write(b);
        } else {
            tooLong = true;
        }
    }

    /** The line's number, from 1. */
    long line() {
        return line;
    }

    boolean tooLong() {
        return tooLong;
    }

    /** The line without its end; of one that is too long the beginning. */
    byte[] bytes() {
        byte[] all = building.toByteArray();
        int length = tooLong ? Math.min(all.length, KEPT) : all.length;
        while (length > 0 && all[length - 1] == '\r') {
            length--;
        }
        return length == all.length ? all : java.util.Arrays.copyOf(all, length);
    }

    long blankLines() {
        return blank;
    }
}
