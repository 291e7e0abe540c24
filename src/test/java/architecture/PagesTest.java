package architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What can be said of the pages for people without running them: that they lead to each other. */
class PagesTest {

    private static final Path README = Path.of("README.md");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#\\s]*)(?:#([^)\\s]+))?\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);
    private static final int SHORT = 150;

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(Path.of("docs"))) {
            return Stream.concat(
                            Stream.of(README, Path.of("CONTRIBUTING.md"), Path.of("bench/README.md")), docs.sorted())
                    .toList();
        }
    }

    private static List<MatchResult> links(Path page) throws IOException {
        return LINK.matcher(Files.readString(page)).results().toList();
    }

    private static Path target(Path page, MatchResult link) {
        return link.group(1).isEmpty()
                ? page
                : page.resolveSibling(link.group(1)).normalize();
    }

    /** As GitHub and most others name a heading. */
    private static List<String> anchors(Path page) throws IOException {
        return HEADING.matcher(Files.readString(page))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    @Test
    void everyLinkLeadsToAPlaceThatIsThere() throws IOException {
        // Given
        List<String> astray = new ArrayList<>();

        // When
        for (Path page : pages()) {
            for (MatchResult link : links(page)) {
                Path target = target(page, link);
                if (!Files.exists(target)
                        || link.group(2) != null && !anchors(target).contains(link.group(2))) {
                    astray.add(page + " " + link.group());
                }
            }
        }

        // Then
        assertThat(astray).isEmpty();
    }

    @Test
    void theReadmeIsShortAndLeadsToEveryPage() throws IOException {
        // When
        List<Path> led =
                links(README).stream().map(link -> target(README, link)).toList();

        // Then
        assertThat(Files.readAllLines(README)).hasSizeLessThanOrEqualTo(SHORT);
        try (Stream<Path> docs = Files.list(Path.of("docs"))) {
            assertThat(led).containsAll(docs.toList());
        }
    }
}
