package sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import ledger.Json;
import ledger.RunHeader;
import ledger.RunKind;
import ledger.RunRequest;

/**
 * What changed on a flow's source is to arrive on its target.
 *
 * @param flow its name
 * @param tables which of its tables, as users write them; empty for all
 */
public record SyncRequest(RunHeader header, String flow, List<String> tables) implements RunRequest {

    public SyncRequest {
        Objects.requireNonNull(header, "header");
        Objects.requireNonNull(flow, "flow");
        tables = List.copyOf(tables);
    }

    @Override
    public RunKind kind() {
        return SyncKinds.SYNC;
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
