package rows.diff;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Identifier;
import postgres.Table;

/**
 * Primary keys that a caller gave.
 *
 * @param json an array of objects, each with a value for every column of the key
 */
public record KeyList(String json) {

    /**
     * Reads keys: of a single column as plain values, of any as arrays or objects.
     *
     * @throws ProblemException if one does not fit the key
     */
    public static KeyList read(JsonNode keys, List<String> key) {
        ArrayNode objects = Json.mapper().createArrayNode();
        if (!keys.isArray()) {
            throw new ProblemException(Problem.malformed("keys is a list, not " + keys, "send [1, 2, 3]"));
        }
        for (JsonNode given : keys) {
            ObjectNode object = objects.addObject();
            if (given.isObject() && (key.size() > 1 || given.has(key.get(0)))) {
                key.forEach(name -> object.set(name, given.get(name)));
            } else if (given.isArray() && given.size() == key.size()) {
                for (int i = 0; i < key.size(); i++) {
                    object.set(key.get(i), given.get(i));
                }
            } else if (!given.isArray() && key.size() == 1) {
                // A value of a composite type is an object too.
                object.set(key.get(0), given);
            }
            if (object.size() != key.size() || !key.stream().allMatch(name -> isValue(object.get(name)))) {
                throw new ProblemException(Problem.malformed(
                        given + " is no key: it has the columns " + key,
                        key.size() == 1 ? "send keys as plain values" : "send each key as an array or an object"));
            }
        }
        return new KeyList(objects.toString());
    }

    private static boolean isValue(JsonNode given) {
        return given != null && !given.isNull();
    }

    /**
     * The keys as rows, with one value to bind: {@link #json()}. No row comes of the table itself, but what its columns
     * hold equal.
     */
    String relation(Table table) {
        return "(select " + Identifier.list(table.primaryKey()) + " from " + table.relation()
                + " where false union all select * from jsonb_to_recordset(?::jsonb) r ("
                + table.primaryKey().stream()
                        .map(name -> Identifier.quote(name) + " "
                                + table.column(name).orElseThrow().plainType())
                        .collect(Collectors.joining(", "))
                + "))";
    }
}
