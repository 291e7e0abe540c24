package sync;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import ledger.Json;
import ledger.RunHeader;
import ledger.RunKind;
import ledger.RunRequest;

/**
 * Triggers that write down what is deleted are to be put on a flow's source, or taken off.
 *
 * @param flow its name
 * @param install false takes them off
 */
public record DeleteLogRequest(RunHeader header, String flow, boolean install) implements RunRequest {

    public DeleteLogRequest {
        Objects.requireNonNull(header, "header");
        Objects.requireNonNull(flow, "flow");
    }

    @Override
    public RunKind kind() {
        return install ? SyncKinds.INSTALL : SyncKinds.UNINSTALL;
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
