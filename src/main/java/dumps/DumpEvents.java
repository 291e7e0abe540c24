package dumps;

import java.io.IOException;
import java.util.List;

/**
 * What a reader tells while it goes through a dump file, in the file's order. A table is known by the object that
 * {@link #table} gave last for its name: rows come with as many values as that one has columns.
 */
public interface DumpEvents {

    /** The file begins, and is in that dialect. */
    void begin(Dialect dialect) throws IOException;

    /**
     * A table is defined, or is another one from here on.
     *
     * @param was what it was, or null if it is new
     * @param from for each column of the new one, where its value stood in rows that came before, or -1 for a new column
     * @param filler for each column of the new one, what those rows have in it where {@code from} is -1
     */
    void table(DumpTable table, DumpTable was, int[] from, List<DumpValue> filler) throws IOException;

    /** A row of it; how it was put in is told after it, by {@link #putIn}. */
    void row(DumpTable table, DumpRow row) throws IOException;

    /** The last rows of that table, as many as said, were put in like this and not by a plain INSERT. */
    void putIn(DumpTable table, long rows, RowVerb verb) throws IOException;

    /**
     * The part of the file that has this table's rows begins, also if there are none.
     *
     * @param filter which rows the tool was told to take, or null for all
     */
    void data(DumpTable table, String filter) throws IOException;

    /** Every row of the table so far is gone; with DROPPED the table too. */
    void emptied(DumpTable table, Effect.What how, long line) throws IOException;

    /** The table is called otherwise from here on. */
    void renamed(DumpTable table, DumpTable to, long line) throws IOException;

    /** The rows so far that have these values in these columns are gone, or, with {@code set}, changed. */
    void changed(DumpTable table, KeyedChange change, long line) throws IOException;

    /** Something is left over. */
    void leftover(Leftover leftover) throws IOException;
}
