package snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import ledger.RunHeader;
import ledger.RunKind;
import ledger.RunRequest;
import rows.change.RowChoice;
import rows.place.With;
import rows.restore.Into;
import rows.restore.RestoreOptions;

/**
 * A snapshot to be restored.
 *
 * @param snapshot its id, or {@code latest}
 * @param tables those of it that are meant; empty for all
 * @param into {@code original}, {@code beside}, {@code schema:<name>}, or the name of a new table
 * @param database the name of the database whose tables these are
 * @param rows which rows of the original
 * @param keys only the rows of these keys, as a JSON array, or null for all
 * @param key columns of the unique constraint that tells rows of the original apart; empty for the primary key
 * @param dryRun tells what would happen and changes nothing
 * @param triggers whether the original's triggers fire
 * @param createSchema whether a schema that {@code into} says is made where it is not there
 * @param dependents whether what stands on the tables is made too, as far as it is not there
 * @param job the job of the schedule that asks, or null
 * @param engine who brings the rows of tables that are made; null for the one that is configured
 */
public record RestoreRequest(
        RunHeader header,
        String snapshot,
        List<String> tables,
        String into,
        String database,
        RowChoice rows,
        JsonNode keys,
        List<String> key,
        boolean dryRun,
        boolean triggers,
        boolean createSchema,
        boolean dependents,
        String job,
        Engine engine)
        implements RunRequest {

    /** One that somebody asks for. */
    public RestoreRequest(
            RunHeader header,
            String snapshot,
            List<String> tables,
            String into,
            String database,
            RowChoice rows,
            JsonNode keys,
            boolean dryRun,
            boolean triggers,
            boolean createSchema) {
        this(
                header,
                snapshot,
                tables,
                into,
                database,
                rows,
                keys,
                List.of(),
                dryRun,
                triggers,
                createSchema,
                false,
                null,
                null);
    }

    public RestoreRequest {
        Objects.requireNonNull(header, "header");
        Objects.requireNonNull(snapshot, "snapshot");
        Objects.requireNonNull(into, "into");
        Objects.requireNonNull(database, "database");
        Objects.requireNonNull(rows, "rows");
        tables = List.copyOf(tables);
        key = List.copyOf(key);
        // What cannot be is an answer before there is a run.
        if (!Into.read(into).isOriginal() && dependents) {
            throw new ProblemException(Problem.malformed(
                    "what stands on tables speaks of the originals, and is not made for copies of them",
                    "say \"into\": \"original\", or leave with=dependents away"));
        }
    }

    /** What is to be done, wherever the rows come from. */
    RestoreOptions options() {
        return new RestoreOptions(
                run(),
                Into.read(into),
                createSchema,
                database,
                rows,
                keys,
                key,
                dryRun,
                triggers,
                dependents,
                job,
                Set.of());
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
        if (!key.isEmpty()) {
            asked.set("key", Json.mapper().valueToTree(key));
        }
        if (dependents) {
            asked.put("with", With.DEPENDENTS.text());
        }
        if (job != null) {
            asked.put("job", job);
        }
        if (engine != null) {
            asked.put("engine", engine.name().toLowerCase(Locale.ROOT));
        }
        if (keys != null) {
            asked.set("keys", keys);
        }
        return asked;
    }
}
