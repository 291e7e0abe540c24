package ingest.value;

import static ingest.value.NumberReader.Kind.INTEGER;
import static ingest.value.NumberReader.Kind.MONEY;
import static ingest.value.NumberReader.Kind.NUMERIC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import rows.load.UnfitValue;
import rows.load.ValueReader;

class NumberReaderTest {

    private static final NumberMarks ENGLISH = new NumberMarks('.', ',');
    private static final NumberMarks SWISS = new NumberMarks('.', '\'');
    private static final NumberMarks FRENCH = new NumberMarks(',', ' ');

    private static String read(NumberMarks marks, NumberReader.Kind kind, String text) throws UnfitValue {
        return new NumberReader(marks, null, kind, kind.name(), '.', false).read(text);
    }

    private static String reason(NumberMarks marks, NumberReader.Kind kind, String text) {
        return catchThrowableOfType(UnfitValue.class, () -> read(marks, kind, text))
                .getMessage();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    -1.950,00      | -1950.00
                    2100,50        | 2100.50
                    1.234.567,8    | 1234567.8
                    ,5             | 0.5
                    +1.234         | 1234
                    −3,5           | -3.5
                    1,5e3          | 1.5e3
                    " 7 "          | 7
                    NaN            | NaN
                    -Infinity      | -Infinity
                    12             | 12
                    """)
    void germanNumbersAreRead(String text, String meant) throws UnfitValue {
        assertThat(read(NumberMarks.COMMA, NUMERIC, text)).isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"+7", " 7", "7 ", "\u00a07", "NaN", "inf", "-Infinity", "+1.234,5", " 1,5 "})
    void whereMarksAreToldANumberHasNothingElse(String text) {
        // Given
        NumberReader reader = new NumberReader(NumberMarks.COMMA, null, NUMERIC, "numeric", '.', true);

        // When
        UnfitValue unfit = catchThrowableOfType(UnfitValue.class, () -> reader.read(text));

        // Then
        assertThat(unfit.getMessage()).isEqualTo("\"" + text + "\" is no numeric (" + NumberMarks.COMMA.told() + ")");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    1,234.56        | 1234.56
                    12,34,567.89    | 1234567.89
                    1,00,00,000     | 10000000
                    .5              | 0.5
                    5.              | 5
                    """)
    void englishAndIndianNumbersAreRead(String text, String meant) throws UnfitValue {
        assertThat(read(ENGLISH, NUMERIC, text)).isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1'234'567.5", "1’234’567.5"})
    void swissNumbersAreRead(String text) throws UnfitValue {
        assertThat(read(SWISS, NUMERIC, text)).isEqualTo("1234567.5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1 234 567,5", "1\u00a0234\u00a0567,5", "1\u202f234\u202f567,5", " 1 234 567,5 "})
    void frenchNumbersAreRead(String text) throws UnfitValue {
        assertThat(read(FRENCH, NUMERIC, text)).isEqualTo("1234567.5");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0,123",
                "01,234",
                "1,5",
                "1,2,3",
                "12,3456",
                "1234,567",
                ",123",
                "1.234,5",
                "100.00-",
                "(100)",
                "50%",
                "€ 5",
                "0x1F",
                "1_000",
                "1 234",
                "1.5.2",
                "--1",
                "",
                "-",
                "1e",
                "inf,5",
                "NaN5",
                "1 2"
            })
    void whatIsNotWrittenAsToldIsNoNumber(String text) {
        assertThat(reason(ENGLISH, NUMERIC, text)).isEqualTo("\"" + text + "\" is no NUMERIC (decimal=., thousands=,)");
    }

    @Test
    void theQuickWayAndTheThoroughOneReadTheSame() throws UnfitValue {
        Random random = new Random(7);
        byte[] into = new byte[80];
        int read = 0;
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "-" : "");
            for (int k = random.nextInt(5); k >= 0; k--) {
                int n = random.nextInt(1000);
                text.append(
                                random.nextBoolean()
                                        ? String.valueOf(n)
                                        : String.valueOf(n + 1000).substring(1))
                        .append(".,.,e".charAt(random.nextInt(5)));
            }
            text.setLength(text.length() - random.nextInt(2));
            NumberMarks marks = random.nextBoolean() ? NumberMarks.COMMA : ENGLISH;
            NumberReader.Kind kind = random.nextBoolean() ? INTEGER : NUMERIC;
            byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
            NumberReader reader = new NumberReader(marks, null, kind, kind.name(), '.', false);
            int end = reader.read(bytes, 0, bytes.length, into, 5);
            if (end >= 0) {
                read++;
                assertThat(new String(into, 5, end - 5, StandardCharsets.US_ASCII))
                        .as(text.toString())
                        .isEqualTo(reader.read(text.toString()));
            } else if (end == ValueReader.AS_IS) {
                assertThat(reader.read(text.toString())).isEqualTo(text.toString());
            }
        }
        assertThat(read).isGreaterThan(5_000);
    }

    @ParameterizedTest
    @CsvSource({"1.0, 1", "1e3, 1000", "1.50e1, 15", "2E0, 2", "+3.0, 3", "1200e-2, 12", "0.0, 0"})
    void wholeNumbersGoIntoIntegersHoweverTheyAreSpelt(String text, String meant) throws UnfitValue {
        assertThat(read(null, INTEGER, text)).isEqualTo(meant);
        assertThat(read(ENGLISH, INTEGER, text)).isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "1e-1", "1e30", "5.", "1,000", "1.000", "0x1F", "abc", "7"})
    void whatIsNoWholeNumberIsLeftToTheDatabaseWhereNothingWasTold(String text) throws UnfitValue {
        assertThat(read(null, INTEGER, text)).isSameAs(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "5.", "1e-1"})
    void whatIsNoWholeNumberIsNoInteger(String text) {
        assertThat(reason(ENGLISH, INTEGER, text)).isEqualTo("\"" + text + "\" is no INTEGER");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    $1,234.50     | 1234.50
                    -$3           | -3
                    $-3           | -3
                    € 5           | 5
                    5 EUR         | 5
                    CHF 1,000     | 1000
                    """)
    void moneyMayCarryItsCurrency(String text, String meant) throws UnfitValue {
        assertThat(read(ENGLISH, MONEY, text)).isEqualTo(meant);
    }
}
