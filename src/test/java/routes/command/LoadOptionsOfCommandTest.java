package routes.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ingest.OptionTexts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class LoadOptionsOfCommandTest {

    private static OptionTexts said(String... options) {
        List<String> all = new ArrayList<>(List.of("ingest", "a.csv"));
        all.addAll(List.of(options));
        CommandLine.ParseResult parsed = Commands.line(null).parseArgs(all.toArray(String[]::new));
        return LoadOptionsOfCommand.said(parsed.subcommand().commandSpec());
    }

    @Test
    void everyOptionOfOtherDoorsIsOneOfTheCommand() {
        // Given
        List<String> options = OptionTexts.NAMES.stream()
                .flatMap(name -> List.of("--" + name, "true").stream())
                .toList();

        // When
        OptionTexts said = said(options.toArray(String[]::new));

        // Then
        assertThat(said.said().keySet()).isEqualTo(OptionTexts.NAMES);
    }

    @Test
    void flagsNeedNoValueAndSomeRepeat() {
        // When
        OptionTexts said = said("--again", "--map", "a:b", "--map", "c:d", "--null", "", "--delimiter", ";");

        // Then
        assertThat(said.said())
                .isEqualTo(Map.of(
                        "again", List.of("true"),
                        "map", List.of("a:b", "c:d"),
                        "null", List.of(""),
                        "delimiter", List.of(";")));
    }

    @Test
    void oneThatThereIsNotOrThatIsSaidTwiceIsAMistake() {
        // When
        CommandLine.ParameterException twice = catchThrowableOfType(
                CommandLine.ParameterException.class, () -> said("--mode", "insert", "--mode", "upsert"));
        CommandLine.UnmatchedArgumentException unknown =
                catchThrowableOfType(CommandLine.UnmatchedArgumentException.class, () -> said("--delimeter", ";"));

        // Then
        assertThat(twice.getMessage()).contains("--mode");
        assertThat(unknown.getSuggestions()).contains("--delimiter");
    }
}
