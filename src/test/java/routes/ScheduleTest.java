package routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static List<Instant> firings(String cron, String from, String until) {
        Schedule schedule = new Schedule("snapshot", "", cron, "snapshot-due");
        List<Instant> firings = new ArrayList<>();
        Optional<Instant> next = schedule.after(Instant.parse(from), BERLIN);
        while (next.isPresent() && next.get().isBefore(Instant.parse(until))) {
            firings.add(next.get());
            next = schedule.after(next.get(), BERLIN);
        }
        return firings;
    }

    /** From noon to noon. */
    @ParameterizedTest
    @CsvSource({
        "0 30 2 * * ?,  2026-03-28T11:00:00Z, 2026-03-29T10:00:00Z",
        "0 0 2 * * ?,   2026-03-28T11:00:00Z, 2026-03-29T10:00:00Z",
        "0 30 1 * * ?,  2026-03-28T11:00:00Z, 2026-03-29T10:00:00Z",
        "0 30 3 * * ?,  2026-03-28T11:00:00Z, 2026-03-29T10:00:00Z",
        "0 30 2 * * ?,  2026-10-24T10:00:00Z, 2026-10-25T11:00:00Z",
        "0 0 2 * * ?,   2026-10-24T10:00:00Z, 2026-10-25T11:00:00Z",
        "0 0 3 * * ?,   2026-10-24T10:00:00Z, 2026-10-25T11:00:00Z",
        "'0 30 2,3 * * ?', 2026-03-28T11:00:00Z, 2026-03-29T10:00:00Z",
        "0 30 2 ? * SUN, 2026-10-24T10:00:00Z, 2026-10-25T11:00:00Z",
    })
    void aNightInWhichTheClocksChangeFiresOnce(String cron, String from, String until) {
        // When
        List<Instant> firings = firings(cron, from, until);

        // Then
        assertThat(firings).hasSize(1);
    }

    @Test
    void aTimeThatTheClocksLeaveOutIsAsMuchLater() {
        // When
        List<Instant> nightly = firings("0 30 2 * * ?", "2026-03-27T12:00:00Z", "2026-03-30T12:00:00Z");
        List<Instant> hourly = firings("0 0 * * * ?", "2026-03-28T23:30:00Z", "2026-03-29T03:30:00Z");

        // Then
        assertThat(nightly)
                .containsExactly(
                        Instant.parse("2026-03-28T01:30:00Z"),
                        Instant.parse("2026-03-29T01:30:00Z"),
                        Instant.parse("2026-03-30T00:30:00Z"));
        assertThat(hourly).hasSize(4);
    }

    @Test
    void theLastFiringOfALongTimeIsFoundWhateverCameBefore() {
        // Given
        Instant since = Instant.parse("2020-01-01T00:00:00Z");
        Instant now = Instant.parse("2026-11-21T12:00:00.5Z");

        // When
        List<Optional<Instant>> last = List.of(
                new Schedule("a", "", "* * * * * ?", "").last(since, now, BERLIN),
                new Schedule("b", "", "0 15 2 * * ?", "").last(since, now, BERLIN),
                new Schedule("c", "", "0 0 0 1 1 ?", "").last(since, now, BERLIN),
                new Schedule("d", "", "0 0 13 21 11 ?", "").last(since, now, ZoneId.of("UTC")),
                new Schedule("e", "", "0 0 14 21 11 ?", "").last(now.minusSeconds(60), now, BERLIN));

        // Then
        assertThat(last)
                .containsExactly(
                        Optional.of(Instant.parse("2026-11-21T12:00:00Z")),
                        Optional.of(Instant.parse("2026-11-21T01:15:00Z")),
                        Optional.of(Instant.parse("2025-12-31T23:00:00Z")),
                        Optional.of(Instant.parse("2025-11-21T13:00:00Z")),
                        Optional.empty());
    }
}
