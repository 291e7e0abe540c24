package recovery.servers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Objects;
import ledger.Json;
import ledger.RunHeader;
import ledger.RunKind;
import ledger.RunRequest;
import recovery.RecoveryKinds;

/**
 * A server to be made as it was at some moment, beside the live one.
 *
 * @param onFrom the id of a paused one that goes on to there, or null for one that is made anew
 */
public record RecoverRequest(RunHeader header, WantedTarget target, Then then, String onFrom) implements RunRequest {

    /** One that is made anew. */
    public RecoverRequest(RunHeader header, WantedTarget target, Then then) {
        this(header, target, then, null);
    }

    /** What becomes of it when it is there. */
    public enum Then {
        /** It can be read. */
        INSPECT,
        /** It can be read, but for what a transaction under way has locked, and can go on to a later target. */
        PAUSE,
        /** It can be written too. */
        PROMOTE
    }

    public RecoverRequest {
        Objects.requireNonNull(header, "header");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(then, "then");
    }

    @Override
    public RunKind kind() {
        return RecoveryKinds.RECOVER;
    }

    @Override
    public String subject() {
        return target.toString();
    }

    @Override
    public JsonNode asked() {
        ObjectNode asked =
                Json.mapper().createObjectNode().put("then", then.name().toLowerCase(Locale.ROOT));
        if (onFrom != null) {
            asked.put("onFrom", onFrom);
        }
        return asked.set("target", Json.mapper().valueToTree(target));
    }
}
