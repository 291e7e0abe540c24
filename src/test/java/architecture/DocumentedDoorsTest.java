package architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every HTTP door is in the OpenAPI document, and the document shows no door that is not there; but for the console's pages,
 * which are for people.
 */
class DocumentedDoorsTest {

    private static final Pattern REST = Pattern.compile("rest\\(\"([^\"]+)\"\\)(.*?);", Pattern.DOTALL);
    private static final Pattern VERB =
            Pattern.compile("\\.(get|post|patch|delete)\\((?:\"([^\"]*)\")?\\)\\s*\\.routeId");
    private static final Pattern PLATFORM_HTTP =
            Pattern.compile("platformHttp\\(\"([^\"]+)\"\\)\\s*\\.httpMethodRestrict\\(\"([A-Z]+)\"\\)");

    @Test
    void everyDoorIsDocumented() throws IOException {
        // Given
        Set<String> doors = new TreeSet<>();
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java/routes"))
                .filter(Files::isRegularFile)
                .filter(file -> !file.getFileName().toString().startsWith("Console"))) {
            for (Path source : (Iterable<Path>) sources::iterator) {
                collect(Files.readString(source), doors);
            }
        }

        // When
        Set<String> documented = documented();

        // Then
        assertThat(doors).isNotEmpty();
        assertThat(documented).isEqualTo(doors);
    }

    private static void collect(String source, Set<String> doors) {
        Matcher rest = REST.matcher(source);
        while (rest.find()) {
            Matcher verb = VERB.matcher(rest.group(2));
            while (verb.find()) {
                doors.add(verb.group(1) + " " + rest.group(1) + (verb.group(2) == null ? "" : verb.group(2)));
            }
        }
        Matcher http = PLATFORM_HTTP.matcher(source);
        while (http.find()) {
            doors.add(http.group(2).toLowerCase(java.util.Locale.ROOT) + " " + http.group(1));
        }
    }

    private static Set<String> documented() throws IOException {
        Set<String> documented = new TreeSet<>();
        JsonNode paths = new YAMLMapper()
                .readTree(Path.of("src/main/resources/META-INF/openapi.yaml").toFile())
                .get("paths");
        paths.properties().forEach(path -> path.getValue().fieldNames().forEachRemaining(member -> {
            if (Set.of("get", "post", "patch", "delete").contains(member)) {
                documented.add(member + " " + path.getKey());
            }
        }));
        return documented;
    }
}
