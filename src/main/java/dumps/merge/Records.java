package dumps.merge;

import java.io.Closeable;
import java.io.IOException;

/** Records, one at a time. */
public interface Records extends Closeable {

    /** Goes to the next; false if there is none. */
    boolean next() throws IOException;

    /** What the one in hand is sorted by. */
    byte[] key();

    /** What it holds. */
    byte[] payload();
}
