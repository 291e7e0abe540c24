package sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HorizonTest {

    private static final long NOW = 100_000_000;

    private static Horizon.Listing listing(long clock, Map<String, Long> started, String... prepared) {
        return new Horizon.Listing("server", "1/00000001", clock, started, Set.copyOf(Arrays.asList(prepared)));
    }

    private static Map<String, Long> unknown(String... ids) {
        Map<String, Long> started = new HashMap<>();
        Arrays.stream(ids).forEach(id -> started.put(id, null));
        return started;
    }

    @Test
    void withNobodyAtWorkTheCeilingIsAlmostNow() {
        assertThat(Horizon.of(null, listing(NOW, Map.of())).ceiling()).isEqualTo(NOW - Horizon.MARGIN);
    }

    @Test
    void theOldestOpenTransactionIsTheCeiling() {
        // Given
        Horizon.Listing now = listing(NOW, Map.of("1/1", NOW - 50_000_000, "1/2", NOW - 10));

        // When
        Horizon horizon = Horizon.of(null, now);

        // Then
        assertThat(horizon.ceiling()).isEqualTo(NOW - 50_000_000 - Horizon.MARGIN);
    }

    @Test
    void aTransactionOfWhichNothingMayBeSeenHoldsEverythingTheFirstTime() {
        assertThat(Horizon.of(null, listing(NOW, unknown("1/1"))).ceiling()).isNull();
    }

    @Test
    void oneThatCameSinceBeganAfterTheLastLook() {
        // Given
        Horizon before = Horizon.of(null, listing(NOW, Map.of()));

        // When
        Horizon horizon = Horizon.of(before, listing(NOW + 30_000_000, unknown("1/1")));

        // Then
        assertThat(horizon.ceiling()).isEqualTo(NOW - Horizon.MARGIN);
    }

    @Test
    void whatIsKnownOfOneStaysKnownForAsLongAsItIsOpen() {
        // Given
        Horizon first = Horizon.of(null, listing(NOW, Map.of()));
        Horizon second = Horizon.of(first, listing(NOW + 10_000_000, unknown("1/1")));

        // When
        Horizon third = Horizon.of(second, listing(NOW + 20_000_000, unknown("1/1")));
        Horizon ended = Horizon.of(third, listing(NOW + 30_000_000, Map.of()));

        // Then
        assertThat(third.ceiling()).isEqualTo(NOW - Horizon.MARGIN);
        assertThat(ended.ceiling()).isEqualTo(NOW + 30_000_000 - Horizon.MARGIN);
    }

    @Test
    void oneThatIsPreparedHoldsTheCeilingWhereItWas() {
        // Given
        Horizon first = Horizon.of(null, listing(NOW, Map.of("1/1", NOW - 5_000_000)));

        // When
        Horizon second = Horizon.of(first, listing(NOW + 10_000_000, Map.of(), "700"));
        Horizon third = Horizon.of(second, listing(NOW + 20_000_000, Map.of(), "700"));

        // Then
        assertThat(second.ceiling()).isEqualTo(first.ceiling());
        assertThat(third.ceiling()).isEqualTo(first.ceiling());
    }

    @Test
    void oneThatIsPreparedWhenNothingWasKnownHoldsEverything() {
        assertThat(Horizon.of(null, listing(NOW, Map.of(), "700")).ceiling()).isNull();
    }

    @Test
    void aClockThatWasSetBackIsNoticedAndNothingKnownIsBelieved() {
        // Given
        Horizon before = Horizon.of(null, listing(NOW, Map.of()));

        // When
        Horizon horizon = Horizon.of(before, listing(NOW - 60_000_000, unknown("1/1")));

        // Then
        assertThat(before.isSetBack(NOW - 60_000_000)).isTrue();
        assertThat(before.isSetBack(NOW - 1000)).isFalse();
        assertThat(horizon.ceiling()).isNull();
    }

    @Test
    void anotherServerIsNoticedAndARestartIsNone() {
        // Given
        Horizon before = Horizon.of(null, listing(NOW, Map.of()));
        Horizon unknown = new Horizon("server", null, NOW, NOW, Map.of(), Map.of());

        // Then
        assertThat(before.isElsewhere("1/00000002")).isTrue();
        assertThat(before.isElsewhere("2/00000001")).isTrue();
        assertThat(before.isElsewhere("1/00000001")).isFalse();
        assertThat(unknown.isElsewhere("1/00000001")).isFalse();
    }
}
