package ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InboxWatchTest {

    private static final Duration EVERY = Duration.ofMillis(200);

    /** Milliseconds, moved on by whoever waits. */
    private long now;

    private final List<Duration> waits = new ArrayList<>();

    @Test
    void whereNothingArrivesTheNextLookIsAsOftenAsEver() throws Exception {
        // Given
        InboxWatch watch = watch(List.of());

        // When
        watch.awaitNextLook();

        // Then
        assertThat(waits).containsExactly(EVERY);
        assertThat(now).isEqualTo(200);
    }

    @Test
    void filesMovedInOneAfterTheOtherAreOneLook() throws Exception {
        // Given
        InboxWatch watch = watch(List.of(30L, 40L, 99L, 170L));

        // When
        watch.awaitNextLook();

        // Then
        assertThat(now).isEqualTo(270);
    }

    @Test
    void whatComesAfterAPauseIsTheNextLook() throws Exception {
        // Given
        InboxWatch watch = watch(List.of(30L, 131L));

        // When
        watch.awaitNextLook();
        long first = now;
        watch.awaitNextLook();

        // Then
        assertThat(first).isEqualTo(130);
        assertThat(now).isEqualTo(231);
    }

    @Test
    void filesThatNeverStopComingAreLookedAtAfterASecond() throws Exception {
        // Given
        List<Long> everyFiftyMillis = new ArrayList<>();
        for (long at = 50; at <= 3000; at += 50) {
            everyFiftyMillis.add(at);
        }
        InboxWatch watch = watch(everyFiftyMillis);

        // When
        watch.awaitNextLook();

        // Then
        assertThat(now).isEqualTo(1050);
    }

    /** Something arrives at each of these milliseconds. */
    private InboxWatch watch(List<Long> arrivals) {
        List<Long> coming = new ArrayList<>(arrivals);
        return new InboxWatch(
                atMost -> {
                    waits.add(atMost);
                    if (coming.isEmpty() || coming.get(0) > now + atMost.toMillis()) {
                        now += atMost.toMillis();
                        return false;
                    }
                    now = Math.max(now, coming.remove(0));
                    return true;
                },
                EVERY,
                () -> Duration.ofMillis(now).toNanos());
    }
}
