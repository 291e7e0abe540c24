package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import doctor.Finding;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import ledger.ScheduleTimes;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import postgres.Patience;

class ScheduleRoutesTest extends LedgerCamel {

    private static final String DAILY = "0 15 2 * * ?";

    private final String flow = UUID.randomUUID().toString().substring(0, 8);
    private final ScheduleTimes times = new ScheduleTimes(POOL);
    private final Schedules schedules = schedules(true);

    private Schedules schedules(boolean catchUp) {
        Schedule daily = new Schedule("daily", flow, DAILY, "daily-due");
        return new Schedules(List.of(() -> List.of(daily)), in(ZoneId.of("Asia/Tokyo"), catchUp), times);
    }

    private static ScheduleSettings in(ZoneId zone, boolean catchUp) {
        return new ScheduleSettings() {
            @Override
            public boolean catchUp() {
                return catchUp;
            }

            @Override
            public Optional<String> timeZone() {
                return Optional.of(zone.getId());
            }
        };
    }

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        return withEnds(mocked("daily-due"), new ScheduleRoutes(schedules));
    }

    private MockEndpoint due(int times) {
        MockEndpoint due = getMockEndpoint("mock:daily-due");
        due.setResultWaitTime(Patience.LIMIT.toMillis());
        due.expectedMessageCount(times);
        return due;
    }

    private static Instant lastNight() {
        return new Schedule("", "", DAILY, "")
                .last(Instant.now().minusSeconds(2 * 86_400), Instant.now(), ZoneId.of("Asia/Tokyo"))
                .orElseThrow();
    }

    @Test
    void whatFellDueWhileTheServiceWasDownRunsOnceAfterTheStart() throws Exception {
        // Given
        times.see("daily " + flow, DAILY, "Asia/Tokyo", Instant.now().minusSeconds(10 * 86_400));
        MockEndpoint due = due(1);
        due.expectedBodiesReceived(flow);
        due.expectedHeaderReceived("scheduledFireTime", Date.from(lastNight()));

        // When
        start("schedule-missed");

        // Then
        MockEndpoint.assertIsSatisfied(context);
        await().untilAsserted(() -> assertThat(schedules(true).missed()).isEmpty());
    }

    @Test
    void aScheduleThatIsNewOrWasAnotherBeginsWithItsNextFiring() throws Exception {
        // When
        List<Schedules.Due> asNew = schedules(true).missed();
        times.see("daily " + flow, "0 0 4 * * ?", "Asia/Tokyo", Instant.now().minusSeconds(10 * 86_400));
        List<Schedules.Due> asAnother = schedules(true).missed();
        List<Schedules.Due> again = schedules(true).missed();

        // Then
        assertThat(List.of(asNew, asAnother, again)).containsOnly(List.of());
    }

    @Test
    void nothingIsCaughtUpWithWhereThatIsNotWanted() throws Exception {
        // Given
        times.see("daily " + flow, DAILY, "Asia/Tokyo", Instant.now().minusSeconds(10 * 86_400));

        // When
        List<Schedules.Due> missed = schedules(false).missed();

        // Then
        assertThat(missed).isEmpty();
        assertThat(schedules(true).missed()).isEmpty();
    }

    @Test
    void aScheduleThatDidNotFireIsFoundUntilItIsSeenTo() throws Exception {
        // Given
        times.see("daily " + flow, DAILY, "Asia/Tokyo", Instant.now().minusSeconds(10 * 86_400));
        Instant later = Instant.now().plusSeconds(86_400);

        // When
        List<Finding> late = schedules(true).unfired(later);
        times.see("daily " + flow, DAILY, "Asia/Tokyo", later);

        // Then
        assertThat(late).singleElement().satisfies(found -> assertThat(found.finding())
                .startsWith("daily " + flow + " fell due at "));
        assertThat(schedules(true).unfired(later)).isEmpty();
    }

    @Test
    void whatTheClocksLeaveOutIsSeenToOnce() throws Exception {
        // Given
        Schedule nightly = new Schedule("nightly", flow, "0 30 2 * * ?", "daily-due");
        Schedules here = new Schedules(List.of(() -> List.of(nightly)), in(ZoneId.of("Europe/Berlin"), true), times);
        here.missed(Instant.parse("2026-03-29T00:10:00Z"));

        // When
        List<List<Schedules.Due>> missed = new ArrayList<>();
        for (int second = 0; second < 3 * 3600; second += 10) {
            missed.add(here.missed(Instant.parse("2026-03-29T00:10:00Z").plusSeconds(second)));
        }

        // Then
        assertThat(missed.stream().flatMap(List::stream).toList())
                .containsExactly(new Schedules.Due(nightly, Instant.parse("2026-03-29T01:30:00Z")));
    }

    @Test
    void theNextFiringIsToldByTheClocksThatAreMeant() {
        // When
        List<Schedules.Told> told = schedules.told();

        // Then
        assertThat(told).hasSize(1);
        assertThat(told.get(0).next().atZone(ZoneId.of("Asia/Tokyo")).toLocalTime())
                .hasToString("02:15");
    }
}
