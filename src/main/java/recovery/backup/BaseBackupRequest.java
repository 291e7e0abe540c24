package recovery.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import ledger.Json;
import ledger.RunHeader;
import ledger.RunKind;
import ledger.RunRequest;
import recovery.RecoveryKinds;

/** A base backup to be taken of the server that is looked after, with all of its databases. */
public record BaseBackupRequest(RunHeader header, Boolean incremental) implements RunRequest {

    public BaseBackupRequest {
        Objects.requireNonNull(header, "header");
    }

    /** As it is configured. */
    public BaseBackupRequest(RunHeader header) {
        this(header, null);
    }

    @Override
    public RunKind kind() {
        return RecoveryKinds.BASE_BACKUP;
    }

    @Override
    public String subject() {
        return "the server";
    }

    @Override
    public JsonNode asked() {
        ObjectNode asked = Json.mapper().createObjectNode();
        return incremental == null ? asked : asked.put("incremental", incremental);
    }
}
