package ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ingest.value.DateOrder;
import java.time.ZoneId;
import java.util.Set;
import ledger.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadOptionsTest {

    private static LoadOptions read(String name, String text) {
        return LoadOptions.read(OptionTexts.of(name, text));
    }

    @Test
    void whatIsNotSaidIsAsPostgresHasIt() {
        // When
        LoadOptions options = LoadOptions.read(OptionTexts.NONE);

        // Then
        assertThat(options.csv()).isEqualTo(CsvOptions.DEFAULT);
        assertThat(options.values()).isEqualTo(ValueOptions.DEFAULT);
        assertThat(options.replaceMinPercent()).isEmpty();
    }

    @Test
    void valuesAreSaidInTheWordsOfTheirUsers() {
        // When
        ValueOptions words = read("booleans", "Ja, WAHR/Nein").values();

        // Then
        assertThat(words.trueWords()).isEqualTo(Set.of("ja", "wahr"));
        assertThat(words.falseWords()).isEqualTo(Set.of("nein"));
        assertThat(read("dates", "DMY").values().dates()).isEqualTo(DateOrder.DMY);
        assertThat(read("time-zone", "Europe/Berlin").values().timeZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(read("decimal", ",").values().decimal()).isEqualTo(',');
        assertThat(read("replace-min-percent", "12.5").replaceMinPercent()).hasValue(12.5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "mode; append; mode is insert, upsert or replace",
                "replace-min-percent; 101; replace-min-percent is a number from 0 to 100",
                "replace-min-percent; NaN; replace-min-percent is a number from 0 to 100",
                "types; id; types are column:type",
                "types; id:; types are column:type",
                "booleans; Ja; booleans are the words for true",
                "booleans; ja/JA; booleans has the same word on both sides",
                "dates; german; dates is iso, dmy, mdy or ymd",
                "time-zone; Mars/Base; time-zone \"Mars/Base\" is none that is known",
                "decimal; ,,; decimal is one character",
                "thousands; 1; thousands is one character",
                "again; 1; again is true or false"
            })
    void whatMakesNoSenseIsMalformed(String name, String text, String detail) {
        // When
        ProblemException refusal = catchThrowableOfType(ProblemException.class, () -> read(name, text));

        // Then
        assertThat(refusal.problem().status()).isEqualTo(400);
        assertThat(refusal.problem().detail()).startsWith(detail);
    }
}
