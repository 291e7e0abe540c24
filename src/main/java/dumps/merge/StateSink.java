package dumps.merge;

import dumps.DumpRow;
import java.io.IOException;

/** Takes the merged state, one table after the other, the rows of each in the order of its key. */
public interface StateSink {

    void table(MergedTable table) throws IOException;

    /**
     * A row of it; the object is filled anew for the next.
     *
     * @param file the last that has the row like this
     */
    void row(DumpRow row, String file) throws IOException;

    /** Whether no more rows of this table are wanted; they may come all the same. */
    default boolean hasEnough() {
        return false;
    }

    /** No more rows of it. */
    void end(MergedTable table, TableCounts counts) throws IOException;

    /** Whether every change is wanted too. */
    default boolean wantsChanges() {
        return false;
    }

    /**
     * A row became another from one file to the next.
     *
     * @param row as it is from here on; of one that is gone, as it was
     * @param place of the file in the order, from 1
     */
    default void change(Op op, DumpRow row, String file, int place) throws IOException {}
}
