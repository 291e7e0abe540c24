package ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ledger.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    private static CsvOptions said(String... texts) {
        return HandMade.options(texts);
    }

    private static ProblemException problemWith(String name, String text) {
        return catchThrowableOfType(ProblemException.class, () -> said(name, text));
    }

    @Test
    void everythingCanBeSaid() {
        // When
        CsvOptions options = read("Present", ";", "'", "latin1", "\\N");

        // Then
        assertThat(options.header()).isEqualTo(CsvOptions.Header.PRESENT);
        assertThat(options.delimiter()).isEqualTo(";");
        assertThat(options.quote()).isEqualTo('\'');
        assertThat(options.encoding()).isEqualTo(TextEncoding.ISO_8859_1);
        assertThat(options.nulls()).containsExactly("\\N");
    }

    @Test
    void everythingElseOfTheStructureCanBeSaidToo() {
        // When
        CsvOptions options = said(
                "skip",
                "3",
                "footer",
                "2",
                "comment",
                "//",
                "trim",
                "true",
                "escape",
                "\\",
                "quote",
                "none",
                "empty",
                "text",
                "ragged",
                "fill",
                "map",
                "A b:a",
                "map",
                "C:b",
                "unknown-columns",
                "ignore");

        // Then
        assertThat(options.skip()).isEqualTo(3);
        assertThat(options.footer()).isEqualTo(2);
        assertThat(options.comment()).isEqualTo("//");
        assertThat(options.trim()).isTrue();
        assertThat(options.escape()).isEqualTo('\\');
        assertThat(options.quote()).isEqualTo(CsvOptions.NONE);
        assertThat(options.empty()).isEqualTo(CsvOptions.Empty.TEXT);
        assertThat(options.fill()).isTrue();
        assertThat(options.columns().renamed()).isEqualTo(Map.of("A b", "a", "C", "b"));
        assertThat(options.columns().ignoreUnknown()).isTrue();
    }

    @Test
    void anEscapeThatIsTheQuoteIsADoubledQuote() {
        // When
        CsvOptions options = said("quote", "\"", "escape", "\"");

        // Then
        assertThat(options.escape()).isEqualTo(CsvOptions.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "skip, -1",
        "footer, two",
        "ragged, cut",
        "empty, gap",
        "trim, yes",
        "escape, ab",
        "quote, ä",
        "comment, ' '",
    })
    void whatMakesNoSenseIsMalformed(String name, String text) {
        // When
        ProblemException problem = problemWith(name, text);

        // Then
        assertThat(problem.problem().status()).isEqualTo(400);
        assertThat(problem.problem().detail()).startsWith(name + " is ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tab", "\\t", "\t"})
    void aTabHasThreeNames(String name) {
        // When
        CsvOptions options = read(null, name, null, null, null);

        // Then
        assertThat(options.delimiter()).isEqualTo("\t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "a\rb", "\0", "123456789"})
    void aDelimiterIsOneToEightCharactersOfALine(String delimiter) {
        // When
        ProblemException problem = problem(null, delimiter, null, null, null);

        // Then
        assertThat(problem.problem().status()).isEqualTo(400);
        assertThat(problem.problem().detail()).startsWith("delimiter is 1 to 8 characters");
    }

    @Test
    void aDelimiterMayBeLongerAndCannotAlwaysBeTyped() {
        // Then
        assertThat(said("delimiter", "||").delimiter()).isEqualTo("||");
        assertThat(said("delimiter", "¦").delimiter()).isEqualTo("¦");
        assertThat(said("delimiter", "blanks").delimiter()).isEqualTo(CsvOptions.BLANKS);
        assertThat(said("delimiter", "\\x1F").delimiter()).isEqualTo(String.valueOf((char) 0x1F));
        assertThat(said("delimiter", "\\u0001\\x02").delimiter()).isEqualTo(new String(new char[] {1, 2}));
    }

    @Test
    void aQuoteIsNotTheDelimiter() {
        // When
        ProblemException problem = problem(null, "'", "'", null, null);

        // Then
        assertThat(problem.problem().detail()).isEqualTo("delimiter and quote are the same");
    }

    @Test
    void theUsualQuoteIsADelimiterOnlyWhereItIsNoQuote() {
        // When
        ProblemException problem = problem(null, "\"", null, null, null);

        // Then
        assertThat(problem.problem().detail()).startsWith("delimiter is the usual quote");
        assertThat(said("delimiter", "\"", "quote", "none").delimiter()).isEqualTo("\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "\r", "\0"})
    void aNullTextThatNoFieldCanHoldIsMalformed(String nullText) {
        // When
        ProblemException problem = problem(null, ";", null, null, nullText);

        // Then
        assertThat(problem).isNotNull();
        assertThat(problem.problem().status()).isEqualTo(400);
        assertThat(problem.problem().detail()).startsWith("null is");
    }

    @Test
    void nullTextsAreListedOrSaidSeveralTimes() {
        // When
        CsvOptions options = said("null", "NULL,\\N,#N/A,-", "null", "\\.");

        // Then
        assertThat(options.nulls()).containsExactly("NULL", "\\N", "#N/A", "-", "\\.");
    }

    @Test
    void anUnknownEncodingIsAnsweredWithTheKnownOnes() {
        // When
        ProblemException problem = problem(null, null, null, "EBCDICK", null);

        // Then
        assertThat(problem.problem().detail()).contains("\"EBCDICK\"", "UTF-8", "UTF-16LE", "WINDOWS-1252");
    }

    @Test
    void anUnknownHeaderModeIsAnsweredWithTheKnownOnes() {
        // When
        ProblemException problem = problem("yes", null, null, null, null);

        // Then
        assertThat(problem.problem().detail()).isEqualTo("header is auto, present or absent, not \"yes\"");
    }
}
