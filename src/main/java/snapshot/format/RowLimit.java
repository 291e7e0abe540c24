package snapshot.format;

import java.util.Locale;
import ledger.Problem;

/**
 * How large a row may be in a file that knows types: its writers and readers have a row several times in memory at once, so
 * it is a part of the heap. CSV and tables have no limit: there a row passes by in pieces.
 *
 * @param heap in bytes
 */
record RowLimit(long heap) {

    /** A writer needs up to five times a row's bytes, a reader up to ten, and several are at work. */
    private static final int PART_OF_THE_HEAP = 32;

    private static final long LEAST = 1L << 20;

    /** For the heap that there is. */
    RowLimit() {
        this(Runtime.getRuntime().maxMemory());
    }

    /** The most that a row may have, as text. */
    long bytes() {
        return Math.max(LEAST, heap / PART_OF_THE_HEAP);
    }

    /** The answer to a row that is too large to be written. */
    Problem tooLarge(String row, long bytes, FileFormat format) {
        return Problem.tooLarge(
                String.format(
                        Locale.ROOT,
                        "%s has %,d bytes as text, and a file of kind %s takes rows of up to %,d with a heap of %,d MB",
                        row,
                        bytes,
                        format.extension(),
                        bytes(),
                        heap >> 20),
                "keep it as files of CSV or as a table, which take rows of every size, or give the service "
                        + PART_OF_THE_HEAP + " times the row as heap (-Xmx)");
    }

    /** The answer to a row that a service with a larger heap has written. */
    Problem tooLargeToRead(String file, long row) {
        return Problem.tooLarge(
                String.format(
                        Locale.ROOT,
                        "row %,d of %s is too large to be read with a heap of %,d MB",
                        row,
                        file,
                        heap >> 20),
                "give the service the heap that the file was written with (-Xmx)");
    }
}
