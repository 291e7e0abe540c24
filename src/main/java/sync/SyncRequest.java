package sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import ledger.Door;
import ledger.Json;
import ledger.RunRequest;

/**
 * What changed on a flow's source is to arrive on its target.
 *
 * @param flow its name
 * @param tables which of its tables, as users write them; empty for all
 */
public record SyncRequest(UUID run, String flow, List<String> tables, Door door, String idempotencyKey)
        implements RunRequest {

    public SyncRequest {
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(flow, "flow");
        Objects.requireNonNull(door, "door");
        tables = List.copyOf(tables);
    }

    @Override
    public String kind() {
        return "sync";
    }

    @Override
    public String subject() {
        return flow;
    }

    @Override
    public JsonNode asked() {
        ObjectNode asked = Json.mapper().createObjectNode();
        asked.put("flow", flow);
        tables.forEach(asked.putArray("only")::add);
        return asked;
    }
}
