package snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import ledger.RunHeader;
import ledger.RunKind;
import ledger.RunRequest;
import rows.change.RowChoice;
import rows.restore.RestoreOptions;

/**
 * A snapshot to be restored.
 *
 * @param snapshot its id, or {@code latest}
 * @param tables those of it that are meant; empty for all
 * @param into {@code original}, {@code beside}, or the name of a new table
 * @param database the name of the database whose tables these are
 * @param rows which rows of the original
 * @param keys only the rows of these keys, as a JSON array, or null for all
 * @param dryRun tells what would happen and changes nothing
 * @param triggers whether the original's triggers fire
 */
public record RestoreRequest(
        RunHeader header,
        String snapshot,
        List<String> tables,
        String into,
        String database,
        RowChoice rows,
        JsonNode keys,
        boolean dryRun,
        boolean triggers)
        implements RunRequest {

    public RestoreRequest {
        Objects.requireNonNull(header, "header");
        Objects.requireNonNull(snapshot, "snapshot");
        Objects.requireNonNull(into, "into");
        Objects.requireNonNull(database, "database");
        Objects.requireNonNull(rows, "rows");
        tables = List.copyOf(tables);
        if (into.isBlank()) {
            throw new ProblemException(
                    Problem.malformed("into names no table", "say original, beside, or a name of your own"));
        }
    }

    /** What is to be done, wherever the rows come from. */
    RestoreOptions options() {
        return new RestoreOptions(run(), into, rows, keys, dryRun, triggers);
    }

    @Override
    public RunKind kind() {
        return RestoreKinds.RESTORE;
    }

    @Override
    public String subject() {
        return tables.isEmpty() ? snapshot : String.join(", ", tables);
    }

    @Override
    public JsonNode asked() {
        ObjectNode asked = Json.mapper().createObjectNode();
        asked.put("snapshot", snapshot);
        asked.put("into", into);
        asked.put("database", database);
        asked.put("rows", rows.name().toLowerCase(Locale.ROOT));
        asked.put("dryRun", dryRun);
        if (keys != null) {
            asked.set("keys", keys);
        }
        return asked;
    }
}
