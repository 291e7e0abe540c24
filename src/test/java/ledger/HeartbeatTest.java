package ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;

class HeartbeatTest {

    private final Heartbeat heart = new Heartbeat("somebody");
    private OffsetDateTime now = OffsetDateTime.parse("2026-01-31T12:00:00Z");

    private void beats(int times) {
        for (int i = 0; i < times; i++) {
            now = now.plusSeconds(5);
            heart.heard(now);
        }
    }

    @Test
    void itIsSteadyWhenItWasHeardForHalfAMinute() {
        // Given
        beats(6);
        boolean before = heart.isSteady();

        // When
        beats(1);

        // Then
        assertThat(before).isFalse();
        assertThat(heart.isSteady()).isTrue();
    }

    @Test
    void aGapBeginsItAnew() {
        // Given
        beats(7);

        // When
        now = now.plusSeconds(20);
        beats(1);
        boolean after = heart.isSteady();
        beats(6);

        // Then
        assertThat(after).isFalse();
        assertThat(heart.isSteady()).isTrue();
    }

    @Test
    void aClockThatIsSetBackBeginsItAnew() {
        // Given
        beats(7);

        // When
        now = now.minusHours(1);
        beats(1);

        // Then
        assertThat(heart.isSteady()).isFalse();
    }
}
