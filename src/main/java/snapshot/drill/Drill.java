package snapshot.drill;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import postgres.Column;
import postgres.TableName;

/**
 * A rehearsed loss on its way: what was backed up, and which steps are done. All of it is in the ledger too, so that
 * another process can go on with it.
 *
 * @param backup what the first step did; null before
 * @param kept the set of files that was made for it; null before, or if none was asked for
 * @param deleted what the second did; null before
 * @param restored what the third did; null before
 */
public record Drill(DrillRequest request, BackedUp backup, Kept kept, Deleted deleted, Restored restored) {

    /**
     * The rows are in a set of files too, which was verified.
     *
     * @param snapshot its id
     */
    record Kept(String snapshot, double seconds) {}

    /**
     * The rows are in backup tables.
     *
     * @param tables the drilled table first, then those that a delete would touch
     * @param keys of the sampled rows
     * @param tableHash of the whole table at that moment
     */
    record BackedUp(List<Part> tables, JsonNode keys, String tableHash, double seconds) {

        long rows() {
            return tables.stream().mapToLong(Part::rows).sum();
        }
    }

    /**
     * One table of a drill.
     *
     * @param key the primary key's columns
     * @param columns those that are kept and can be written
     * @param contentHash of the rows in the backup
     */
    record Part(
            TableName table, TableName backup, List<String> key, List<Column> columns, long rows, String contentHash) {}

    /**
     * The rows are gone.
     *
     * @param rows deleted from the drilled table
     * @param leftAlone sampled rows that somebody had changed meanwhile, or something that refers to them
     * @param notHeld rows of all tables that were left, as what they are to come back from does not hold them as they are
     * @param lost what went of each table
     * @param at the moment of the loss
     */
    record Deleted(long rows, long leftAlone, long notHeld, List<Lost> lost, Instant at, double seconds) {

        long allRows() {
            return lost.stream().mapToLong(Lost::rows).sum();
        }
    }

    /**
     * What went of one table; which rows, is in the database.
     *
     * @param place its turn among the tables
     * @param rows deleted, and blanked by a foreign key
     * @param blankedColumns in which they forgot whom they referred to
     */
    record Lost(int place, long rows, List<String> blankedColumns) {}

    /**
     * The rows are back.
     *
     * @param rows put back into the drilled table
     * @param allRows put back into all tables, and given back whom they referred to
     * @param rejected rows that no table took; they are dead letters and stay in the backup
     * @param contentHashes of the rows of each backup as the tables have them now; empty where a table is gone
     * @param touchedByOthers backed-up rows that somebody changed or removed during the drill
     * @param tableHash of the whole table now
     * @param at the moment they were back
     * @param notVia why they all came from the backup tables, though they were to come from elsewhere; null if not so
     */
    record Restored(
            long rows,
            long allRows,
            long rejected,
            List<String> contentHashes,
            long touchedByOthers,
            String tableHash,
            Instant at,
            double seconds,
            String notVia) {}

    public Drill {
        Objects.requireNonNull(request, "request");
    }

    /** Whether there is something that would have to be undone. */
    public boolean hasBackup() {
        return backup != null;
    }

    /** Whether a set of files is to be made, before anything is deleted. */
    public boolean wantsFiles() {
        return request.via().kind() == Via.Kind.FILES && kept == null;
    }

    /** The tables whose rows are backed up, as a call names them. */
    public List<String> tables() {
        return backup.tables.stream().map(part -> part.table().display()).toList();
    }

    /** Whether rows are missing that nothing has put back yet. */
    public boolean rowsAreGone() {
        return deleted != null && restored == null;
    }

    /** Whether the backup stays: when it was asked for and was of use, and where it holds what is nowhere else. */
    boolean keepsBackup() {
        return deleted != null && (request.keepBackup() || rowsAreGone() || notReturned() > 0 || !isEqual());
    }

    /** Rows that went and did not come back: no table took them, or somebody had put others in their place. */
    long notReturned() {
        return deleted.allRows() - restored.allRows();
    }

    /** Whether every row that was backed up is what it was, in every table. */
    boolean isEqual() {
        return restored.rejected() == 0
                && restored.touchedByOthers() == 0
                && restored.contentHashes()
                        .equals(backup.tables.stream().map(Part::contentHash).toList());
    }

    Part root() {
        return backup.tables.get(0);
    }
}
