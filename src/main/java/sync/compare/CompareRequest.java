package sync.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import ledger.Json;
import ledger.RunHeader;
import ledger.RunKind;
import ledger.RunRequest;

/**
 * Both sides of a flow to be compared.
 *
 * @param flow the flow's name
 * @param tables as the user named them; empty for all of the flow
 * @param repair whether the target is made equal to the source
 */
public record CompareRequest(RunHeader header, String flow, List<String> tables, boolean repair) implements RunRequest {

    public CompareRequest {
        Objects.requireNonNull(header, "header");
        Objects.requireNonNull(flow, "flow");
        tables = List.copyOf(tables);
    }

    @Override
    public RunKind kind() {
        return CompareKinds.COMPARE;
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
