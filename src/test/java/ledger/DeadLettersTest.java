package ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLettersTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=1+1",
                "+1",
                "-1",
                "@SUM(A1)",
                "\t=1",
                "\r=1",
                "\n=1",
                "=HYPERLINK(\"http://x\")",
                "＝1+1",
                "＋1",
                "－1",
                "＠x"
            })
    void aTextThatASpreadsheetWouldComputeGetsAnApostrophe(String text) {
        // When
        String harmless = DeadLetters.harmless(text);

        // Then
        assertThat(harmless).isEqualTo("'" + text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "a=b", "a", " ", "ä", "'=1", "\"=1\"", "漢"})
    void anyOtherTextStaysAsItIs(String text) {
        // When
        String harmless = DeadLetters.harmless(text);

        // Then
        assertThat(harmless).isEqualTo(text);
    }

    @Test
    void nothingIsAnEmptyText() {
        // When
        String ofNull = DeadLetters.harmless(null);
        String ofEmpty = DeadLetters.harmless("");

        // Then
        assertThat(ofNull).isEmpty();
        assertThat(ofEmpty).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "-1", "a", "", "'", "'a", "\t"})
    void whatWasMadeHarmlessIsWhatItWas(String text) {
        // When
        String back = DeadLetters.unharmed(DeadLetters.harmless(text));

        // Then
        assertThat(back).isEqualTo(text);
    }
}
