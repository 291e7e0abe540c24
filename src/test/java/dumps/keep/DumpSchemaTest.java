package dumps.keep;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dumps.ReadDump;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import ledger.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The schema that is shipped says of the JSON what it is, and of other JSON that it is none. */
class DumpSchemaTest {

    private static final String SCHEMA = "/META-INF/resources/schemas/caravanserai-dump-1.json";

    @TempDir
    private Path folder;

    @Test
    void theJsonOfADumpKeepsToTheSchema() throws IOException {
        // Given
        String sql =
                "CREATE TABLE `t` (`id` int NOT NULL AUTO_INCREMENT PRIMARY KEY, `b` blob, `c` bit(3), `d` decimal(5,3), `e` text);\n"
                        + "REPLACE INTO t VALUES (1,0x00,b'1','1.000','x'),(DEFAULT,NULL,NULL,5,NULL);\nUPDATE t SET e='y' WHERE id=1;\n(1);\n"
                        + "INSERT INTO u VALUES (1.000, TRUE);\nCREATE VIEW v AS SELECT 1;\nINSERT INTO t VALUES (1,";
        // When
        JsonNode json =
                Json.mapper().readTree(ReadDump.of(folder, "t.sql", sql).json().toFile());
        // Then
        assertThat(faults(json)).isEmpty();
    }

    @Test
    void otherJsonDoesNotKeepToIt() throws IOException {
        // Given
        JsonNode json = Json.read(
                "{\"format\":\"caravanserai-dump-1\",\"tables\":[{\"name\":5,\"rows\":[[{\"bytes\":1}]],\"more\":1}]}");
        // When Then
        assertThat(faults(json)).hasSizeGreaterThan(5);
    }

    private static List<String> faults(JsonNode json) throws IOException {
        try (InputStream in = DumpSchemaTest.class.getResourceAsStream(SCHEMA)) {
            JsonNode schema = Json.mapper().readTree(in);
            List<String> faults = new ArrayList<>();
            check(json, schema, schema, "$", faults);
            return faults;
        }
    }

    /** What of JSON Schema the schema uses. */
    private static void check(JsonNode json, JsonNode schema, JsonNode whole, String at, List<String> faults) {
        if (schema.has("$ref")) {
            check(json, whole.at(schema.get("$ref").asText().substring(1)), whole, at, faults);
            return;
        }
        if (schema.has("const") && !schema.get("const").equals(json)
                || schema.has("enum") && !contains(schema.get("enum"), json)
                || schema.has("type") && !isType(json, schema.get("type").asText())
                || schema.has("pattern")
                        && !json.asText().matches(schema.get("pattern").asText())) {
            faults.add(at + " is " + json);
            return;
        }
        if (schema.has("oneOf") && fitting(json, schema.get("oneOf"), whole) != 1) {
            faults.add(at + " is none or several: " + json);
        }
        schema.path("required").forEach(name -> {
            if (!json.has(name.asText())) {
                faults.add(at + " lacks " + name);
            }
        });
        json.properties().forEach(member -> {
            JsonNode its = schema.path("properties").path(member.getKey());
            JsonNode more = schema.path("additionalProperties");
            if (!its.isMissingNode() || more.isObject()) {
                check(member.getValue(), its.isMissingNode() ? more : its, whole, at + "." + member.getKey(), faults);
            } else if (more.isBoolean() && !more.asBoolean()) {
                faults.add(at + " has " + member.getKey());
            }
        });
        if (json.isArray() && schema.has("items")) {
            json.forEach(item -> check(item, schema.get("items"), whole, at + "[]", faults));
        }
    }

    private static boolean contains(JsonNode values, JsonNode json) {
        return StreamSupport.stream(values.spliterator(), false).anyMatch(json::equals);
    }

    private static long fitting(JsonNode json, JsonNode schemas, JsonNode whole) {
        return StreamSupport.stream(schemas.spliterator(), false)
                .filter(one -> {
                    List<String> faults = new ArrayList<>();
                    check(json, one, whole, "", faults);
                    return faults.isEmpty();
                })
                .count();
    }

    private static boolean isType(JsonNode json, String type) {
        return switch (type) {
            case "object" -> json.isObject();
            case "array" -> json.isArray();
            case "string" -> json.isTextual();
            case "integer" -> json.isIntegralNumber();
            case "number" -> json.isNumber();
            case "boolean" -> json.isBoolean();
            default -> json.isNull();
        };
    }
}
