package security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailedLoginsTest {

    private final AtomicLong nanos = new AtomicLong(-1000);
    private final FailedLogins failed = new FailedLogins(nanos::get);

    private void fail(int times, String address, String user) {
        for (int i = 0; i < times; i++) {
            failed.failed(address, user);
        }
    }

    @Test
    void eachFailureIsAnsweredSlowerThanTheOneBefore() {
        // When
        Duration first = failed.failed("here", "ann");
        Duration second = failed.failed("here", "ann");

        // Then
        assertThat(first).isPositive();
        assertThat(second).isGreaterThan(first);
        assertThat(failed.refused("here", "ann")).isZero();
    }

    @Test
    void tooManyShutTheDoorForThatUserAtThatAddressAndForLongerEachTime() {
        // Given
        fail(FailedLogins.FREE_OF_A_USER, "here", "ann");

        // When
        Duration refused = failed.refused("here", "ann");

        // Then
        assertThat(refused).isEqualTo(Duration.ofSeconds(30));
        assertThat(failed.refused("elsewhere", "ann")).isZero();
        assertThat(failed.refused("here", "bob")).isZero();
        nanos.addAndGet(Duration.ofSeconds(30).toNanos());
        assertThat(failed.refused("here", "ann")).isZero();
        failed.failed("here", "ann");
        assertThat(failed.refused("here", "ann")).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void anAddressThatTriesManyNamesIsRefusedWhateverTheName() {
        // Given
        for (int i = 0; i < FailedLogins.FREE_OF_AN_ADDRESS; i++) {
            failed.failed("here", "user" + i);
        }

        // When
        Duration refused = failed.refused("here", "ann");

        // Then
        assertThat(refused).isEqualTo(Duration.ofSeconds(30));
        assertThat(failed.refused("elsewhere", "ann")).isZero();
    }

    @Test
    void whoComesInAndWhoRestsBeginsAnew() {
        // Given
        fail(FailedLogins.FREE_OF_A_USER - 1, "here", "ann");
        failed.succeeded("here", "ann");
        fail(FailedLogins.FREE_OF_A_USER - 1, "there", "bob");
        nanos.addAndGet(Duration.ofHours(1).toNanos());

        // When
        failed.failed("here", "ann");
        failed.failed("there", "bob");

        // Then
        assertThat(failed.refused("here", "ann")).isZero();
        assertThat(failed.refused("there", "bob")).isZero();
    }
}
