package routes.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import ledger.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormCutterTest {

    private static final String FORM =
            """
            nobody reads this\r
            --x\r
            Content-Disposition: form-data; name="table"\r
            \r
            customers\r
            --x  \r
            Content-Disposition: form-data; name="f"; filename="a \\"b\\" C:\\d.csv"\r
            Content-Type: text/csv; charset=utf-8\r
            \r
            1,a\r
            --xy\r
            --x-\r
            \r
            \r
            --x\r
            content-disposition: form-data;\r
              name=empty; filename=""; filename*=utf-8''K%C3%A4+se.csv\r
            \r
            \r
            --x--\r
            nor this\r
            --x\r
            """;

    /** The parts as field, file and text, when the form comes in pieces of that many bytes. */
    private static List<List<String>> parts(FormCutter cutter, String form, int piece) {
        List<List<String>> parts = new ArrayList<>();
        byte[] bytes = form.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < bytes.length; at += piece) {
            for (Reception.Event event :
                    cutter.cut(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece)))) {
                if (event instanceof Reception.Event.Begin begin) {
                    parts.add(new ArrayList<>(
                            Arrays.asList(begin.head().field(), begin.head().fileName(), "")));
                } else if (event instanceof Reception.Event.More more) {
                    List<String> last = parts.get(parts.size() - 1);
                    last.set(2, last.get(2) + new String(more.bytes(), StandardCharsets.UTF_8));
                }
            }
        }
        return parts;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 11, 64, 10_000})
    void aFormIsCutTheSameInWhateverPiecesItComes(int piece) {
        // Given
        FormCutter cutter = new FormCutter("x");

        // When
        List<List<String>> parts = parts(cutter, FORM, piece);

        // Then
        assertThat(cutter.isWhole()).isTrue();
        assertThat(parts)
                .containsExactly(
                        Arrays.asList("table", null, "customers"),
                        List.of("f", "a \"b\" C:\\d.csv", "1,a\r\n--xy\r\n--x-\r\n\r\n"),
                        List.of("empty", "Kä+se.csv", ""));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10_000})
    void aFormOfBareLineFeedsIsOneToo(int piece) {
        // When
        List<List<String>> parts = parts(new FormCutter("x"), FORM.replace("\r\n", "\n"), piece);

        // Then
        assertThat(parts).hasSize(3).element(0).isEqualTo(Arrays.asList("table", null, "customers"));
    }

    @Test
    void aFormWithoutItsLastBoundaryIsNotWhole() {
        // Given
        FormCutter cutter = new FormCutter("x");

        // When
        parts(cutter, FORM.substring(0, FORM.indexOf("--x--") + 4), 4);

        // Then
        assertThat(cutter.isWhole()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "Content-Type: text/csv                                                       | has no name",
                "Content-Disposition: form-data; name=a\\nContent-Transfer-Encoding: base64    | comes in base64",
                "Content-Disposition: form-data; name=a; filename*=klingon''a                 | not encoded as it says",
                "Content-Disposition: form-data; name=a; filename*=utf-8''a%00b.csv           | holds a NUL",
            })
    void aPartOfWhichNothingCanBeMadeIsMalformed(String head, String detail) {
        // Given
        FormCutter cutter = new FormCutter("x");

        // When
        ProblemException refused = catchThrowableOfType(
                ProblemException.class, () -> parts(cutter, "--x\n" + head.replace("\\n", "\n") + "\n\na\n--x--", 100));

        // Then
        assertThat(refused.problem().status()).isEqualTo(400);
        assertThat(refused.problem().detail()).contains(detail);
    }

    @Test
    void aHeadThatNeverEndsIsMalformed() {
        // When
        ProblemException refused = catchThrowableOfType(
                ProblemException.class, () -> parts(new FormCutter("x"), "--x\n" + "a: b\n".repeat(5000), 1000));

        // Then
        assertThat(refused.problem().detail()).contains("never ends");
    }

    @ParameterizedTest
    @ValueSource(strings = {""})
    void anEmptyBoundaryCutsNothing(String boundary) {
        // When
        ProblemException refused = catchThrowableOfType(ProblemException.class, () -> new FormCutter(boundary));

        // Then
        assertThat(refused.problem().status()).isEqualTo(400);
    }
}
