package recovery.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTimeTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            2026-11-21 02:15:00.123456+00        | 2026-11-21T02:15:00.123456Z | 2026-11-21T02:15:00.123456Z
            2026-11-21 02:15:00+05:30            | 2026-11-20T20:45:00Z        | 2026-11-21T02:15:00+05:30
            2026-11-21 02:15:00-0330             | 2026-11-21T05:45:00Z        | 2026-11-21T02:15:00-03:30
            2026-11-21 02:15:00.5-03             | 2026-11-21T05:15:00.500Z    | 2026-11-21T02:15:00.5-03:00
            1883-11-18 12:00:00-07:52:58         | 1883-11-18T19:52:58Z        | 1883-11-18T12:00:00-07:52:58
            2026-11-21T02:15:00Z                 | 2026-11-21T02:15:00Z        | 2026-11-21T02:15:00Z
            2026-11-21t02:15:00.123456789z       | 2026-11-21T02:15:00.123456789Z | 2026-11-21T02:15:00.123456789Z
            2026-11-21T02:15+01:00               | 2026-11-21T01:15:00Z        | 2026-11-21T02:15:00+01:00
            20261121T021500,5+0100               | 2026-11-21T01:15:00.500Z    | 2026-11-21T02:15:00.5+01:00
            2026-11-21 02:15:00 UTC              | 2026-11-21T02:15:00Z        | 2026-11-21T02:15:00Z
            2026-11-21 02:15:00 Europe/Berlin    | 2026-11-21T01:15:00Z        | 2026-11-21T02:15:00+01:00[Europe/Berlin]
            2026-07-21 02:15:00 europe/berlin    | 2026-07-21T00:15:00Z        | 2026-07-21T02:15:00+02:00[Europe/Berlin]
            2026-11-21T02:15:00+01:00[Europe/Berlin] | 2026-11-21T01:15:00Z    | 2026-11-21T02:15:00+01:00[Europe/Berlin]
            2026-10-25T02:30:00+02:00[Europe/Berlin] | 2026-10-25T00:30:00Z    | 2026-10-25T02:30:00+02:00[Europe/Berlin]
            """)
    void aMomentIsTakenAsPsqlPrintsItAsIsoOrWithTheNameOfAZone(String text, String utc, String given) {
        // When
        TargetTime time = TargetTime.parse(text, BERLIN);

        // Then
        assertThat(time).isInstanceOf(TargetTime.Moment.class);
        TargetTime.Moment moment = (TargetTime.Moment) time;
        assertThat(moment.at()).isEqualTo(Instant.parse(utc));
        assertThat(moment.inGivenZone()).isEqualTo(given);
    }

    @Test
    void withoutAZoneItMayBeTwoMoments() {
        // When
        TargetTime time = TargetTime.parse("2026-11-21 02:15:00", BERLIN);

        // Then
        assertThat(time).isInstanceOf(TargetTime.Ambiguous.class);
        assertThat(((TargetTime.Ambiguous) time).message())
                .isEqualTo("\"2026-11-21 02:15:00\" has no zone: it may be 2026-11-21T02:15Z or 2026-11-21T02:15+01:00,"
                        + " which is 2026-11-21T02:15:00Z or 2026-11-21T01:15:00Z in UTC");
    }

    @Test
    void theHourThatIsThereTwiceMayBeTwoMoments() {
        // When
        TargetTime time = TargetTime.parse("2026-10-25 02:30:00 Europe/Berlin", ZoneId.of("UTC"));

        // Then
        assertThat(time).isInstanceOf(TargetTime.Ambiguous.class);
        assertThat(((TargetTime.Ambiguous) time).message())
                .contains("is twice in Europe/Berlin")
                .contains("2026-10-25T00:30:00Z or 2026-10-25T01:30:00Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "yesterday",
                "2026-11-21",
                "02:15:00+01",
                "21.11.2026 02:15:00 UTC",
                "2026-02-30 02:15:00Z",
                "2026-11-21 25:00:00Z",
                "2026-11-21 02:15:00 CST",
                "2026-11-21 02:15:00 EST",
                "2026-11-21 02:15:00 Europe/Atlantis",
                "2026-11-21 02:15:00+99",
                "2026-03-29 02:30:00 Europe/Berlin",
                "2026-11-21T02:15:00+02:00[Europe/Berlin]",
                "1763691300",
                "Sat Nov 21 02:15:00 2026 UTC"
            })
    void whatIsNoMomentIsNotGuessed(String text) {
        // When
        TargetTime time = TargetTime.parse(text, BERLIN);

        // Then
        assertThat(time).isInstanceOf(TargetTime.NotUnderstood.class);
        assertThat(((TargetTime.NotUnderstood) time).message()).startsWith("\"" + text + "\" ");
    }
}
