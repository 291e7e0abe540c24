package sync;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import java.util.UUID;
import ledger.Door;
import ledger.Json;
import ledger.RunRequest;

/**
 * Triggers that write down what is deleted are to be put on a flow's source, or taken off.
 *
 * @param flow its name
 * @param install false takes them off
 */
public record DeleteLogRequest(UUID run, String flow, boolean install, Door door, String idempotencyKey)
        implements RunRequest {

    public DeleteLogRequest {
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(flow, "flow");
        Objects.requireNonNull(door, "door");
    }

    @Override
    public String kind() {
        return install ? "install" : "uninstall";
    }

    @Override
    public String subject() {
        return flow;
    }

    @Override
    public JsonNode asked() {
        return Json.mapper().createObjectNode().put("flow", flow);
    }
}
