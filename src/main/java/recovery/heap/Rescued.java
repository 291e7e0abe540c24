package recovery.heap;

import java.time.Instant;
import java.util.List;

/**
 * What came back.
 *
 * @param versions committed versions of rows that are dead
 * @param carved how many of them no line pointer led to any more
 * @param ofUnknown how many of those were ended by nobody knows whom
 * @param partly how many have lost a large value
 * @param rows that were put into the table: the newest version of each key that is certainly the last and whole, or, where
 *     there is no key, what was deleted
 * @param uncertain newest versions that were left out, as a later one is gone or a part of them is
 * @param conflicting rows that were left out, as another one has their value of a unique index
 * @param doubtful what looked like a row between others, and may be half of one
 * @param neverCommitted versions of transactions that were rolled back; none of them came back
 * @param live rows that are in the table now
 * @param deadPointers line pointers of rows of which nothing is left but that they were there
 * @param transactions that ended the most of them, the largest first
 * @param notes what else is to be known
 */
public record Rescued(
        long versions,
        long carved,
        long ofUnknown,
        long partly,
        long rows,
        long uncertain,
        long conflicting,
        long doubtful,
        long neverCommitted,
        long live,
        long deadPointers,
        List<Ending> transactions,
        List<String> notes) {

    public Rescued {
        transactions = List.copyOf(transactions);
        notes = List.copyOf(notes);
    }

    /**
     * A transaction that ended rows.
     *
     * @param at when it committed, where the server keeps that ({@code track_commit_timestamp}); else null
     */
    public record Ending(long xid, long deleted, long updated, Instant at) {}
}
