package dumps.merge;

import java.io.Closeable;
import java.io.IOException;

/** Rows in the order of their keys. */
interface RowSource extends Closeable {

    /** Goes to the next; false if there is none. */
    boolean next() throws IOException;

    /** Of the row in hand; filled anew for the next. */
    KeyBytes key();

    /** Whose row it is. */
    Part part();

    /** The row as {@link Version} has it. */
    byte[] row();

    /** Whether that is the row in hand. */
    boolean isRow(byte[] other);
}
