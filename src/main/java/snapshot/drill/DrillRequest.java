package snapshot.drill;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import ledger.Json;
import ledger.Run;
import ledger.RunHeader;
import ledger.RunKind;
import ledger.RunRequest;

/**
 * A loss to be rehearsed.
 *
 * @param loss which rows are lost
 * @param keepBackup whether the backup table stays
 * @param via what the rows are to come back from
 * @param key columns of the unique constraint that tells rows apart; empty for the primary key
 */
public record DrillRequest(RunHeader header, String table, Loss loss, boolean keepBackup, Via via, List<String> key)
        implements RunRequest {

    private static final TypeReference<List<String>> NAMES = new TypeReference<>() {};

    public DrillRequest {
        Objects.requireNonNull(header, "header");
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(loss, "loss");
        Objects.requireNonNull(via, "via");
        key = List.copyOf(key);
    }

    /** The request that an earlier process began to work on. */
    static DrillRequest of(Run run) {
        JsonNode asked = run.detail();
        return new DrillRequest(
                RunHeader.of(run),
                run.subject(),
                Loss.read(asked),
                asked.get("keepBackup").asBoolean(),
                Via.read(asked.path("via").asText(null)),
                asked.has("key") ? Json.mapper().convertValue(asked.get("key"), NAMES) : List.of());
    }

    @Override
    public RunKind kind() {
        return DrillKinds.DRILL;
    }

    @Override
    public String subject() {
        return table;
    }

    @Override
    public JsonNode asked() {
        ObjectNode asked = Json.mapper().createObjectNode();
        loss.write(asked);
        if (!via.isTable()) {
            asked.put("via", via.text());
        }
        if (!key.isEmpty()) {
            asked.set("key", Json.mapper().valueToTree(key));
        }
        return asked.put("keepBackup", keepBackup);
    }
}
