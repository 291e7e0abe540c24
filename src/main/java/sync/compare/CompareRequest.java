package sync.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import ledger.Door;
import ledger.Json;
import ledger.RunRequest;

/**
 * Both sides of a flow to be compared.
 *
 * @param flow the flow's name
 * @param tables as the user named them; empty for all of the flow
 * @param repair whether the target is made equal to the source
 */
public record CompareRequest(
        UUID run, String flow, List<String> tables, boolean repair, Door door, String idempotencyKey)
        implements RunRequest {

    public CompareRequest {
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(flow, "flow");
        Objects.requireNonNull(door, "door");
        tables = List.copyOf(tables);
    }

    @Override
    public String kind() {
        return "compare";
    }

    @Override
    public String subject() {
        return flow;
    }

    @Override
    public JsonNode asked() {
        ObjectNode asked = Json.mapper().createObjectNode().put("repair", repair);
        asked.set("tables", Json.mapper().valueToTree(tables));
        return asked;
    }
}
