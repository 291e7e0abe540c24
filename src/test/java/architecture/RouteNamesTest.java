package architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every route has an id, and the id of a route that others enter is the name they enter it by. */
class RouteNamesTest {

    private static final Pattern FROM = Pattern.compile("from\\(([a-zA-Z]+)\\((\"[^\"]*\")?");
    private static final Pattern ID = Pattern.compile("\\.routeId\\(\"([a-z]+(-[a-z]+)+)\"\\)");
    private static final Pattern PARAMETER =
            Pattern.compile("from\\(direct\\((\"\\{\\{[a-z]+}}\")\\)\\)\\s*\\.routeId\\(\\1\\)");

    /** A template's route is entered by its parameter, and has that for its id. */
    private static boolean isNamedByParameter(String text, Matcher from) {
        return PARAMETER.matcher(text).region(from.start(), text.length()).lookingAt();
    }

    @Test
    void everyRouteHasAnIdThatIsItsName() throws IOException {
        // Given
        List<String> faults = new ArrayList<>();

        // When
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java/routes")).filter(Files::isRegularFile)) {
            for (Path source : (Iterable<Path>) sources::iterator) {
                String text = Files.readString(source);
                Matcher from = FROM.matcher(text);
                while (from.find()) {
                    Matcher id = ID.matcher(text);
                    if (isNamedByParameter(text, from)) {
                        continue;
                    }
                    if (!id.find(from.end())
                            || text.substring(from.end(), id.start()).contains("from(")) {
                        faults.add(source + ": a route without an id: " + from.group());
                    } else if (from.group(1).matches("direct|seda|timer")
                            && !from.group(2).equals('"' + id.group(1) + '"')) {
                        faults.add(source + ": " + from.group(2) + " is called " + id.group(1));
                    }
                }
            }
        }

        // Then
        assertThat(faults).isEmpty();
    }
}
