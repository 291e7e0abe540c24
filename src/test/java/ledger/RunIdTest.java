package ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class RunIdTest {

    @Test
    void anIdIsAUuidOfVersion7AndTellsTheTimeItWasMade() {
        // Given
        long before = System.currentTimeMillis();

        // When
        UUID id = RunId.next();

        // Then
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isBetween(before, System.currentTimeMillis() + 1000);
    }

    @Test
    void idsMadeOneAfterAnotherSortInThatOrderHoweverFast() {
        // Given
        List<UUID> ids = new ArrayList<>();

        // When
        for (int i = 0; i < 200_000; i++) {
            ids.add(RunId.next());
        }

        // Then
        for (int i = 1; i < ids.size(); i++) {
            assertThat(ids.get(i)).isGreaterThan(ids.get(i - 1));
            if (i % 1000 == 0) {
                assertThat(ids.get(i).toString()).isGreaterThan(ids.get(i - 1).toString());
            }
        }
    }

    @Test
    void threadsNeverGetTheSameId() throws InterruptedException, ExecutionException {
        // Given
        int threads = 8;
        int each = 20_000;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<List<UUID>>> made = new ArrayList<>();

        // When
        for (int t = 0; t < threads; t++) {
            made.add(pool.submit(() -> {
                List<UUID> mine = new ArrayList<>();
                for (int i = 0; i < each; i++) {
                    mine.add(RunId.next());
                }
                return mine;
            }));
        }

        // Then
        Set<Long> stamps = new HashSet<>();
        for (Future<List<UUID>> mine : made) {
            assertThat(mine.get()).isSorted();
            mine.get().forEach(id -> stamps.add(id.getMostSignificantBits()));
        }
        assertThat(stamps).hasSize(threads * each);
        pool.shutdown();
    }
}
