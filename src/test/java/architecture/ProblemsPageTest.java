package architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import ledger.ProblemType;
import org.junit.jupiter.api.Test;

/** Every type of problem has a row and a paragraph on the page of problems. */
class ProblemsPageTest {

    @Test
    void everyTypeOfProblemIsExplained() throws IOException {
        // Given
        String page = Files.readString(Path.of("docs", "problems.md"));

        // When
        List<String> rows = Arrays.stream(ProblemType.values())
                .map(type -> "| [`%s`](#%s) | %d | %s | %d | %s |"
                        .formatted(
                                type.text(),
                                type.text(),
                                type.status(),
                                type.title(),
                                type.exitCode(),
                                type.fault().name().toLowerCase(Locale.ROOT)))
                .toList();

        // Then
        assertThat(page)
                .as("the table is to be:\n%s", String.join("\n", rows))
                .contains(String.join("\n", rows) + "\n\n");
        for (ProblemType type : ProblemType.values()) {
            assertThat(page).containsPattern("\n### " + type.text() + "\n\n[^#]");
        }
    }
}
