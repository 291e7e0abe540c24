package ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ledger.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rows.load.TextEncoding;

class CsvOptionsTest {

    private static CsvOptions read(String header, String delimiter, String quote, String encoding, String nullText) {
        Map<String, List<String>> said = new HashMap<>();
        said.put("header", listed(header));
        said.put("delimiter", listed(delimiter));
        said.put("quote", listed(quote));
        said.put("encoding", listed(encoding));
        said.put("null", listed(nullText));
        return CsvOptions.read(new OptionTexts(said));
    }

    private static List<String> listed(String text) {
        return text == null ? List.of() : List.of(text);
    }

    private static ProblemException problem(
            String header, String delimiter, String quote, String encoding, String nullText) {
        return catchThrowableOfType(ProblemException.class, () -> read(header, delimiter, quote, encoding, nullText));
    }

    @Test
    void whatIsNotSaidIsFoundOut() {
        // When
        CsvOptions options = read(null, null, null, null, null);

        // Then
        assertThat(options).isEqualTo(CsvOptions.DEFAULT);
    }

    @Test
    void everythingCanBeSaid() {
        // When
        CsvOptions options = read("Present", ";", "'", "latin1", "\\N");

        // Then
        assertThat(options)
                .isEqualTo(new CsvOptions(CsvOptions.Header.PRESENT, ';', '\'', TextEncoding.ISO_8859_1, "\\N"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tab", "\\t", "\t"})
    void aTabHasThreeNames(String name) {
        // When
        CsvOptions options = read(null, name, null, null, null);

        // Then
        assertThat(options.delimiter()).isEqualTo('\t');
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",,", "\n", "\r", "\0", "ä", "\u007F", "€"})
    void aDelimiterIsOneAsciiCharacter(String delimiter) {
        // When
        ProblemException problem = problem(null, delimiter, null, null, null);

        // Then
        assertThat(problem.problem().status()).isEqualTo(400);
        assertThat(problem.problem().detail()).isEqualTo("delimiter is one ASCII character");
    }

    @Test
    void aQuoteIsNotTheDelimiter() {
        // When
        ProblemException problem = problem(null, "'", "'", null, null);

        // Then
        assertThat(problem.problem().detail()).isEqualTo("delimiter and quote are the same");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"", "N\"A", "a\nb", "\r", "a;b", "\0", "\\."})
    void aNullTextThatNoFieldCanHoldIsMalformed(String nullText) {
        // When
        ProblemException problem = problem(null, ";", null, null, nullText);

        // Then
        assertThat(problem).isNotNull();
        assertThat(problem.problem().status()).isEqualTo(400);
        assertThat(problem.problem().detail()).startsWith("null is");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "NULL", "\\N", "n/a", "-", " ", "∅", "1,5"})
    void anyOtherNullTextIsTaken(String nullText) {
        // When
        CsvOptions options = read(null, ";", null, null, nullText);

        // Then
        assertThat(options.nullText()).isEqualTo(nullText);
    }

    @Test
    void anUnknownEncodingIsAnsweredWithTheKnownOnes() {
        // When
        ProblemException problem = problem(null, null, null, "EBCDIC", null);

        // Then
        assertThat(problem.problem().detail()).contains("\"EBCDIC\"", "UTF-8", "UTF-16LE", "WINDOWS-1252");
    }

    @Test
    void anUnknownHeaderModeIsAnsweredWithTheKnownOnes() {
        // When
        ProblemException problem = problem("yes", null, null, null, null);

        // Then
        assertThat(problem.problem().detail()).isEqualTo("header is auto, present or absent, not \"yes\"");
    }
}
