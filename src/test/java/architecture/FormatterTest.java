package architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The formatter is off where routes are laid out, and nowhere else. */
class FormatterTest {

    private static final String OFF = "// spotless:" + "off";
    private static final String ON = "// spotless:" + "on";

    private static final Pattern ROUTES_ALONE = Pattern.compile(
            OFF + "\\s+@Override\\s+public void (?:configure|configuration)\\(\\) \\{\n.*?\n    }\n    " + ON,
            Pattern.DOTALL);

    @Test
    void itIsOffAroundTheRoutesOfABuilderAlone() throws IOException {
        // Given
        List<Path> faults = new ArrayList<>();

        // When
        try (Stream<Path> sources =
                Files.walk(Path.of("src")).filter(path -> path.toString().endsWith(".java"))) {
            for (Path source : (Iterable<Path>) sources::iterator) {
                String text = Files.readString(source);
                boolean builder = source.startsWith("src/main/java/routes")
                        && text.matches("(?s).* extends EndpointRoute(Configuration)?Builder .*");
                String rest = builder ? ROUTES_ALONE.matcher(text).replaceFirst("") : text;
                if (rest.contains(OFF) || rest.contains(ON)) {
                    faults.add(source);
                }
            }
        }

        // Then
        assertThat(faults).isEmpty();
    }
}
