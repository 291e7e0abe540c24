package architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What comes in, waits, is timed and reaches the database is an endpoint of a route, and no code of ours beside it. */
class EndpointsTest {

    private static final List<String> COMPONENTS =
            List.of("direct", "file", "http", "jdbc", "quartz", "rest", "seda", "sql", "timer");

    private static final Pattern ENDPOINT = Pattern.compile("(?<![\\w.])(" + String.join("|", COMPONENTS) + ")\\(\"");

    private static final Pattern STATEMENT = Pattern.compile("(?<![\\w.])sql\\(\"(?!classpath:sql/)");

    private static final Pattern CSV = Pattern.compile("\\.marshal\\(csv\\(\\)\\)");

    private static List<String> routeClasses() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java/routes")).filter(Files::isRegularFile)) {
            return sources.sorted()
                    .map(EndpointsTest::read)
                    .filter(text -> text.contains("extends EndpointRouteBuilder"))
                    .toList();
        }
    }

    private static String read(Path source) {
        try {
            return Files.readString(source);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + source, e);
        }
    }

    @Test
    void everyComponentHasEndpointsInRoutes() throws IOException {
        // Given
        Map<String, Integer> endpoints = new TreeMap<>();

        // When
        for (String text : routeClasses()) {
            Matcher endpoint = ENDPOINT.matcher(text);
            while (endpoint.find()) {
                endpoints.merge(endpoint.group(1), 1, Integer::sum);
            }
        }

        // Then
        assertThat(endpoints).containsOnlyKeys(COMPONENTS);
        assertThat(endpoints.get("sql")).isGreaterThanOrEqualTo(5);
    }

    @Test
    void aDownloadIsWrittenByTheDataFormat() throws IOException {
        // When
        List<String> writing =
                routeClasses().stream().filter(text -> CSV.matcher(text).find()).toList();

        // Then
        assertThat(writing).isNotEmpty();
    }

    @Test
    void theStatementOfAnEndpointIsAFile() throws IOException {
        // When
        List<String> otherwise = routeClasses().stream()
                .filter(text -> STATEMENT.matcher(text).find())
                .toList();

        // Then
        assertThat(otherwise).isEmpty();
    }
}
