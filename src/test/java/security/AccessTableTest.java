package security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may do what is said once. */
class AccessTableTest {

    @Test
    void everyDocumentedDoorThatDoesMoreThanReadIsInTheTable() throws IOException {
        // Given
        JsonNode paths = new YAMLMapper()
                .readTree(Path.of("src/main/resources/META-INF/openapi.yaml").toFile())
                .get("paths");
        Set<String> documented = new TreeSet<>();
        paths.properties().forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
            if (Set.of("post", "put", "patch", "delete").contains(method)) {
                documented.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey());
            }
        }));

        // When
        Set<String> ruled = AccessTable.RULES.stream()
                .map(rule -> rule.method() + " " + rule.path())
                .collect(Collectors.toCollection(TreeSet::new));

        // Then
        assertThat(ruled).isEqualTo(documented).hasSameSizeAs(AccessTable.RULES);
    }

    @Test
    void theDocumentationHasTheTableAsItIs() throws IOException {
        // When
        String page = Files.readString(Path.of("docs/security.md"));

        // Then
        assertThat(page)
                .as("the table that stands in docs/security.md is to be:\n" + AccessTable.asMarkdown())
                .contains(AccessTable.asMarkdown() + "\n\n");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    /anything,                                VIEWER",
        "POST,   /anything,                                OPERATOR",
        "DELETE, /api/v1/snapshots/one,                    ADMIN",
        "DELETE, /api/v1/snapshots/one/,                   ADMIN",
        "POST,   /api/v1/snapshots/retention,              ADMIN",
        "POST,   /api/v1/snapshots/one/verify,             OPERATOR",
        "POST,   /api/v1/lab/pitr,                         ADMIN",
        "POST,   /api/v1/reports/one,                      VIEWER",
        "POST,   /api/v1/reports/one/two,                  OPERATOR",
        "TRACE,  /api/v1/runs,                             OPERATOR"
    })
    void theLeastRoleIsThatOfTheDoor(String method, String path, Role least) {
        // When
        Role needed = AccessTable.least(method, path);

        // Then
        assertThat(needed).isEqualTo(least);
    }
}
