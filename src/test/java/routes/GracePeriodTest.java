package routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GracePeriodTest {

    @ParameterizedTest
    @CsvSource({"30, 25000", "600, 595000", "6, 4000", "1, 667", "0, 0"})
    void workIsBrokenOffBeforeTheGracePeriodIsOver(long graceSeconds, long millis) {
        // When
        Duration patience = GracePeriod.patience(Duration.ofSeconds(graceSeconds));

        // Then
        assertThat(patience.plusNanos(500_000).toMillis()).isEqualTo(millis);
    }
}
