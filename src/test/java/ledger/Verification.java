package ledger;

import com.fasterxml.jackson.databind.JsonNode;

/** Some request. */
record Verification(RunHeader header) implements RunRequest {

    @Override
    public RunKind kind() {
        return RunKind.named("verify");
    }

    @Override
    public String subject() {
        return "a set";
    }

    @Override
    public JsonNode asked() {
        return Json.mapper().createObjectNode();
    }
}
