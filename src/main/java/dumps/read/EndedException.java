package dumps.read;

import java.io.IOException;

/** The file ends in the middle of something. */
final class EndedException extends IOException {

    private final long line;

    /** @param line where that begins which does not end */
    EndedException(long line, String what) {
        super(what);
        this.line = line;
    }

    long line() {
        return line;
    }
}
