package rows.restore;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import postgres.TableName;
import rows.change.RowChoice;

/**
 * How rows are put back, wherever they come from.
 *
 * @param into where the tables go
 * @param createSchema whether a schema that {@code into} says is made where it is not there
 * @param database the name of the database they go to
 * @param rows which rows of the original
 * @param keys only the rows of these keys, as a JSON array, or null for all
 * @param key columns of the unique constraint that tells rows of the original apart; empty for the primary key
 * @param dryRun tells what would happen and changes nothing
 * @param triggers whether the original's triggers fire
 * @param dependents whether what stands on the tables is made too, as far as it is not there
 * @param job the job of the schedule whose restore it is, or null: it replaces what it made itself, and nothing else
 * @param emptied tables that had lost all of their rows: a row that is there by now is another, whatever its key
 */
public record RestoreOptions(
        UUID run,
        Into into,
        boolean createSchema,
        String database,
        RowChoice rows,
        JsonNode keys,
        List<String> key,
        boolean dryRun,
        boolean triggers,
        boolean dependents,
        String job,
        Set<TableName> emptied) {

    /** The name of the table that the rows were taken from. */
    public static final String ORIGINAL = "original";

    /** A name beside it that is made of its own. */
    public static final String BESIDE = "beside";

    public RestoreOptions {
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(into, "into");
        Objects.requireNonNull(rows, "rows");
        key = List.copyOf(key);
        emptied = Set.copyOf(emptied);
    }

    /** The same, which only tells what would happen. */
    RestoreOptions looking() {
        return new RestoreOptions(
                run, into, createSchema, database, rows, keys, key, true, triggers, dependents, job, emptied);
    }

    /** Whether rows go into the tables that they were taken from. */
    public boolean intoOriginal() {
        return into.isOriginal();
    }
}
