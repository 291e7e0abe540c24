package ingest;

import java.io.IOException;
import java.io.InputStream;

/** Passes over the lines at a stream's beginning, whatever stands on them. */
final class LineSkip {

    private LineSkip() {}

    /** @return how many there were */
    static long skip(InputStream in, long lines) throws IOException {
        for (long i = 0; i < lines; i++) {
            int b = in.read();
            if (b < 0) {
                return i;
            }
            while (b >= 0 && b != '\n' && b != '\r') {
                b = in.read();
            }
            if (b == '\r') {
                in.mark(1);
                if (in.read() != '\n') {
                    in.reset();
                }
            }
        }
        return lines;
    }
}
