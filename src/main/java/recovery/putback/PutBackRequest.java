package recovery.putback;

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
import postgres.TableName;
import recovery.RecoveryKinds;
import rows.change.RowChoice;
import rows.restore.Into;
import rows.restore.RestoreOptions;

/**
 * Lost rows to be put back.
 *
 * @param recovery the recovered server that has them
 * @param tables those that are meant; empty for those that the incident destroyed
 * @param rows {@link RowChoice#MISSING} or {@link RowChoice#CHANGED}
 * @param keys only the rows of these keys, as a JSON array, or null for all
 * @param database the name of the one that they go into; empty for the one that is looked after
 * @param dryRun tells what would happen and changes nothing
 */
public record PutBackRequest(
        RunHeader header,
        String recovery,
        List<String> tables,
        RowChoice rows,
        JsonNode keys,
        String database,
        boolean dryRun)
        implements RunRequest {

    public PutBackRequest {
        Objects.requireNonNull(header, "header");
        Objects.requireNonNull(recovery, "recovery");
        Objects.requireNonNull(rows, "rows");
        Objects.requireNonNull(database, "database");
        tables = List.copyOf(tables);
        if (rows == RowChoice.ALL) {
            throw new ProblemException(Problem.malformed(
                    "rows is missing or changed, not all: what came after would go", "put one back, then the other"));
        }
        if (keys != null && tables.size() != 1) {
            throw new ProblemException(
                    Problem.malformed("keys are those of one table", "name in tables the one table they are of"));
        }
    }

    /** What is to be done with the rows. */
    RestoreOptions options(Set<TableName> emptied) {
        return new RestoreOptions(
                run(),
                Into.read(RestoreOptions.ORIGINAL),
                false,
                database,
                rows,
                keys,
                List.of(),
                dryRun,
                false,
                false,
                null,
                rows == RowChoice.MISSING ? emptied : Set.of());
    }

    @Override
    public RunKind kind() {
        return RecoveryKinds.PUT_BACK;
    }

    @Override
    public String subject() {
        return tables.isEmpty() ? recovery : String.join(", ", tables);
    }

    @Override
    public JsonNode asked() {
        ObjectNode asked = Json.mapper().createObjectNode();
        asked.put("recovery", recovery);
        asked.put("database", database);
        asked.put("rows", rows.name().toLowerCase(Locale.ROOT));
        asked.put("dryRun", dryRun);
        if (!tables.isEmpty()) {
            asked.set("tables", Json.mapper().valueToTree(tables));
        }
        if (keys != null) {
            asked.set("keys", keys);
        }
        return asked;
    }
}
