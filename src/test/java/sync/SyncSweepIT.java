package sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Syncs while writers are at work and everything is broken off at random moments, {@code -Dsweep.seeds} times.
 * {@code -Dsweep.seed} is the first one, to repeat a sweep.
 */
@Tag("sweep")
class SyncSweepIT {

    private static final int SEEDS = Integer.getInteger("sweep.seeds", 500);
    private static final long FIRST = Long.getLong("sweep.seed", System.nanoTime() % 1_000_000_000);

    @Test
    void forEverySeedBothSidesAreEqualInTheEnd() throws SQLException, InterruptedException {
        System.out.println("sweep.seed=" + FIRST + " sweep.seeds=" + SEEDS);
        List<String> faults = new ArrayList<>();
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            try {
                Chaos.run(seed);
            } catch (AssertionError e) {
                faults.add(e.getMessage());
            }
            if ((seed - FIRST) % 50 == 49) {
                System.out.println((seed - FIRST + 1) + " seeds, " + faults.size() + " faults");
            }
        }
        assertThat(faults).isEmpty();
    }
}
