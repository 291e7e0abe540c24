package recovery.wal;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import postgres.Lsn;

/**
 * What committed after a place, and is therefore not on a server that has the log up to there.
 *
 * @param after the place
 * @param to where the last record begins that was read
 * @param transactions how many committed
 * @param exact whether everything that they did was read: the log may not reach back to where the oldest of them began
 * @param tables what they did to the rows of each table
 * @param end why it was read no further
 */
public record RowsAtRisk(Lsn after, Lsn to, long transactions, boolean exact, List<TableRows> tables, WalEnd end) {

    public RowsAtRisk {
        tables = List.copyOf(tables);
        Objects.requireNonNull(end, "end");
    }

    /**
     * What happened to the rows of a table.
     *
     * @param file where they are
     * @param table empty if nobody knows its name
     * @param deleted also those that went to another partition, where they are inserted
     */
    public record TableRows(RelationFile file, Optional<Relation> table, long inserted, long updated, long deleted) {

        /** All of them. */
        public long rows() {
            return inserted + updated + deleted;
        }
    }

    /** All of them. */
    public long rows() {
        return tables.stream().mapToLong(TableRows::rows).sum();
    }
}
