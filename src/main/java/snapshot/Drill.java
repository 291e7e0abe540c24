package snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import postgres.TableName;

/**
 * A rehearsed loss on its way: what was backed up, and which steps are done. All of it is in the ledger too, so that
 * another process can go on with it.
 *
 * @param backup what the first step did; null before
 * @param deleted what the second did; null before
 * @param restored what the third did; null before
 */
public record Drill(DrillRequest request, BackedUp backup, Deleted deleted, Restored restored) {

    /**
     * The rows are in backup tables.
     *
     * @param tables the drilled table first, then those that a delete would touch
     * @param keys of the sampled rows
     * @param tableHash of the whole table at that moment
     */
    record BackedUp(List<Part> tables, JsonNode keys, String tableHash, double seconds) {}

    /**
     * One table of a drill.
     *
     * @param contentHash of the rows in the backup
     */
    record Part(TableName table, TableName backup, long rows, String contentHash) {}

    /**
     * The rows are gone.
     *
     * @param rows deleted from the drilled table
     * @param leftAlone sampled rows that somebody had changed meanwhile
     * @param at the moment of the loss
     */
    record Deleted(long rows, long leftAlone, Instant at, double seconds) {}

    /**
     * The rows are back.
     *
     * @param rows put back into the drilled table
     * @param contentHash of the sampled rows now
     * @param touchedByOthers sampled rows that somebody changed or removed during the drill
     * @param tableHash of the whole table now
     * @param at the moment they were back
     */
    record Restored(
            long rows, String contentHash, long touchedByOthers, String tableHash, Instant at, double seconds) {}

    public Drill {
        Objects.requireNonNull(request, "request");
    }

    static Drill begun(DrillRequest request) {
        return new Drill(request, null, null, null);
    }

    /** Whether rows are missing that nothing has put back yet. */
    public boolean rowsAreGone() {
        return deleted != null && restored == null;
    }

    Part root() {
        return backup.tables.get(0);
    }
}
