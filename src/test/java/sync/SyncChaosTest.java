package sync;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A few seeds of what {@link SyncSweepIT} does with many. */
class SyncChaosTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whateverWritersDoAndWhateverBreaksBothSidesAreEqualInTheEnd(long seed)
            throws SQLException, InterruptedException {
        Chaos.run(seed);
    }
}
