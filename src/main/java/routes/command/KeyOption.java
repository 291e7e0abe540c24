package routes.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;

/** Keys of rows on a command line. */
final class KeyOption {

    private KeyOption() {}

    /** Plain text fits a key of any type; only a key of several columns is JSON. */
    static List<JsonNode> read(List<String> keys) {
        List<JsonNode> all = new ArrayList<>();
        for (String key : keys) {
            try {
                all.add(
                        key.startsWith("[") || key.startsWith("{")
                                ? Json.mapper().readTree(key)
                                : TextNode.valueOf(key));
            } catch (JsonProcessingException e) {
                throw new ProblemException(
                        Problem.malformed("the key " + key + " is not JSON", "such as --key '[7,\"north\"]'"));
            }
        }
        return all;
    }
}
