package ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import ledger.Json;
import ledger.ProblemException;
import org.junit.jupiter.api.Test;

class OptionTextsTest {

    private static ProblemException refusal(Map<String, List<String>> said) {
        return catchThrowableOfType(ProblemException.class, () -> new OptionTexts(said));
    }

    @Test
    void aNameThatIsNoneIsAnsweredWithTheNearest() {
        // When
        ProblemException refusal = refusal(Map.of("delimeter", List.of(";")));

        // Then
        assertThat(refusal.problem().status()).isEqualTo(400);
        assertThat(refusal.problem().detail()).isEqualTo("there is no option \"delimeter\"");
        assertThat(refusal.problem().hint())
                .startsWith("did you mean delimiter?")
                .contains("unknown-columns");
    }

    @Test
    void aNameLikeNoOtherIsAnsweredWithThoseThereAre() {
        // When
        ProblemException refusal = refusal(Map.of("something else", List.of("1")));

        // Then
        assertThat(refusal.problem().hint()).startsWith("one of again, booleans, ");
    }

    @Test
    void onlyWhatMayRepeatIsSaidTwice() {
        // When
        OptionTexts nulls = new OptionTexts(Map.of("null", List.of("NULL", "-")));
        ProblemException refusal = refusal(Map.of("mode", List.of("insert", "replace")));

        // Then
        assertThat(nulls.texts("null")).containsExactly("NULL", "-");
        assertThat(refusal.problem().status()).isEqualTo(400);
        assertThat(refusal.problem().detail()).isEqualTo("mode is said 2 times");
    }

    @Test
    void whatIsNearerWins() {
        // Given
        OptionTexts near = OptionTexts.of("dates", "dmy");
        OptionTexts far = new OptionTexts(Map.of("dates", List.of("mdy"), "decimal", List.of(",")));

        // When
        OptionTexts both = near.over(far);

        // Then
        assertThat(both.said()).isEqualTo(Map.of("dates", List.of("dmy"), "decimal", List.of(",")));
    }

    @Test
    void aFlagIsTrueOrFalse() {
        // When
        ProblemException refusal = catchThrowableOfType(
                ProblemException.class, () -> OptionTexts.of("again", "yes").flag("again"));

        // Then
        assertThat(OptionTexts.of("again", "true").flag("again")).isTrue();
        assertThat(OptionTexts.NONE.flag("again")).isFalse();
        assertThat(refusal.problem().detail()).isEqualTo("again is true or false, not \"yes\"");
    }

    @Test
    void theyAreWrittenDownAsTheyWereSaid() throws Exception {
        // Given
        LoadOptions options = LoadOptions.read(
                new OptionTexts(Map.of("types", List.of("n:numeric(10,2),t:text"), "null", List.of("NULL", ""))));

        // When
        String json = Json.mapper().writeValueAsString(options);

        // Then
        assertThat(json).isEqualTo("{\"null\":[\"NULL\",\"\"],\"types\":[\"n:numeric(10,2),t:text\"]}");
        assertThat(Json.mapper().readValue(json, LoadOptions.class)).isEqualTo(options);
        assertThat(options.types()).isEqualTo(Map.of("n", "numeric(10,2)", "t", "text"));
    }
}
