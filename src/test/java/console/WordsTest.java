package console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import ledger.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {

    private final Words say = new Words(Instant.parse("2026-11-26T14:32:06Z"));

    @ParameterizedTest
    @CsvSource({"0, 0 B", "999, 999 B", "84300, 84.3 kB", "999950, 1.0 MB", "41200000, 41.2 MB", "5000000000000, 5.0 TB"
    })
    void bytesAreInPowersOfAThousand(long bytes, String said) {
        assertThat(say.bytes(bytes)).isEqualTo(said);
    }

    @ParameterizedTest
    @CsvSource({
        "0.412, 0.41 s",
        "1.84, 1.8 s",
        "59.4, 59 s",
        "252, 4 min 12 s",
        "240, 4 min",
        "11520, 3 h 12 min",
        "90000, 1 d 1 h",
        "86400, 1 d"
    })
    void durationsAreInTwoUnitsAtMost(double seconds, String said) {
        assertThat(say.duration(seconds)).isEqualTo(said);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-26T14:32:06Z, now",
        "2026-11-26T14:31:26Z, 40 s ago",
        "2026-11-26T14:21:07Z, 10 min ago",
        "2026-11-26T02:15:00Z, 12 h ago",
        "2026-11-23T02:15:00Z, 3 d ago",
        "2026-11-12T02:00:11Z, 'Nov 12, 02:00'",
        "2026-11-27T02:15:00Z, in 11 h",
    })
    void timesAreRelativeToAWeekAndThenDates(String moment, String said) {
        assertThat(say.ago(moment)).isEqualTo(said);
        assertThat(say.time(moment).getValue()).contains(">" + said + "<", "datetime=\"" + moment + "\"");
    }

    @Test
    void whatNobodyKnowsIsADashAndNeverANought() {
        assertThat(say.rows(null)).isEqualTo("–").isEqualTo(say.bytes(null)).isEqualTo(say.duration(null));
        assertThat(say.rows(0)).isEqualTo("0");
        assertThat(say.rows(1_020_148)).isEqualTo("1,020,148");
    }

    @Test
    void aPartThatIsNotNoughtIsSeenHoweverSmallAndAllAreTheWhole() {
        // When
        String tally = say.tally(
                        Json.read("{\"in\":1000000,\"loaded\":999999,\"rejected\":1,\"unchanged\":0,\"skipped\":0}"))
                .getValue();

        // Then
        assertThat(tally)
                .contains("aria-label=\"1,000,000 in: 999,999 loaded, 1 rejected\"")
                .contains("class=\"loaded\" x=\"0.00%\" width=\"96.50%\"")
                .contains("class=\"rejected\" x=\"96.50%\" width=\"3.50%\"")
                .doesNotContain("unchanged");
    }
}
