package dumps.merge;

import dumps.DumpTable;
import dumps.TableId;
import java.math.BigInteger;
import java.util.Objects;

/**
 * What the rows of one table in one file tell about the file.
 *
 * @param table which it is in the merge
 * @param definition as the file has it
 * @param complete whether a row's absence says something
 * @param rows how many
 * @param highestTime the newest of its times of change or making, in microseconds, or null
 * @param timeText the same as spelled
 * @param highestKey the highest value of a key of one whole number, or null
 * @param hash of its rows in any order
 */
record TableFacts(
        TableId table,
        DumpTable definition,
        boolean complete,
        long rows,
        Long highestTime,
        String timeText,
        BigInteger highestKey,
        String hash) {

    TableFacts {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(definition, "definition");
        Objects.requireNonNull(hash, "hash");
    }

    /** The same of a dump in which a row's absence says nothing. */
    TableFacts partial() {
        return new TableFacts(table, definition, false, rows, highestTime, timeText, highestKey, hash);
    }
}
