package rows.restore;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import java.util.UUID;
import rows.change.RowChoice;

/**
 * How rows are put back, wherever they come from.
 *
 * @param into {@code original}, {@code beside}, or the name of a new table
 * @param rows which rows of the original
 * @param keys only the rows of these keys, as a JSON array, or null for all
 * @param dryRun tells what would happen and changes nothing
 * @param triggers whether the original's triggers fire
 */
public record RestoreOptions(UUID run, String into, RowChoice rows, JsonNode keys, boolean dryRun, boolean triggers) {

    /** The name of the table that the rows were taken from. */
    public static final String ORIGINAL = "original";

    /** A name beside it that is made of its own. */
    public static final String BESIDE = "beside";

    public RestoreOptions {
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(into, "into");
        Objects.requireNonNull(rows, "rows");
    }

    /** Whether rows go into the tables that they were taken from. */
    public boolean intoOriginal() {
        return into.equals(ORIGINAL);
    }
}
