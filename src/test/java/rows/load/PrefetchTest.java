package rows.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ingest.HandMade;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import ledger.Problem;
import ledger.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class PrefetchTest {

    /** So many chunks of one row each, then the end or a trouble. */
    private static class Numbers implements RecordSource {
        private final int chunks;
        private final Throwable trouble;
        final AtomicInteger given = new AtomicInteger();
        final Set<Thread> readers = ConcurrentHashMap.newKeySet();
        volatile boolean closed;

        Numbers(int chunks, Throwable trouble) {
            this.chunks = chunks;
            this.trouble = trouble;
        }

        @Override
        public Batch next() throws IOException {
            readers.add(Thread.currentThread());
            if (given.get() == chunks) {
                if (trouble instanceof IOException io) {
                    throw io;
                } else if (trouble instanceof RuntimeException runtime) {
                    throw runtime;
                } else if (trouble instanceof Error error) {
                    throw error;
                }
                return null;
            }
            BatchBuilder chunk = new BatchBuilder(
                    HandMade.textTable("t", "a"), List.of("a"), Dialect.OURS, TextEncoding.UTF_8, new byte[16]);
            chunk.add(new byte[] {'1'}, 0, 1, given.incrementAndGet());
            return chunk.build();
        }

        @Override
        public long position() {
            return given.get();
        }

        @Override
        public long size() {
            return chunks;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static List<Long> lines(Prefetch prefetch) throws IOException {
        List<Long> lines = new ArrayList<>();
        for (Batch chunk = prefetch.next(); chunk != null; chunk = prefetch.next()) {
            lines.add(chunk.line(0));
        }
        return lines;
    }

    @Test
    void allChunksComeInOrderAndThenTheEndForGood() throws IOException {
        // Given
        Numbers source = new Numbers(1000, null);

        try (Prefetch prefetch = new Prefetch(source)) {
            // When
            List<Long> lines = lines(prefetch);

            // Then
            assertThat(lines).hasSize(1000).isSorted();
            assertThat(prefetch.next()).isNull();
            assertThat(prefetch.next()).isNull();
        }
        assertThat(source.closed).isTrue();
    }

    @Test
    void aSourceOfOneChunkNeedsNoThread() throws IOException {
        // Given
        Numbers source = new Numbers(1, null);

        try (Prefetch prefetch = new Prefetch(source)) {
            // When
            List<Long> lines = lines(prefetch);

            // Then
            assertThat(lines).containsExactly(1L);
            assertThat(source.readers).containsExactly(Thread.currentThread());
        }
    }

    @Test
    void noMoreThanTwoChunksAreReadAhead() throws IOException {
        // Given
        Numbers source = new Numbers(1000, null);

        try (Prefetch prefetch = new Prefetch(source)) {
            // When
            for (int taken = 1; taken <= 500; taken++) {
                prefetch.next();

                // Then
                assertThat(source.given.get()).isLessThanOrEqualTo(taken + 2);
            }
        }
    }

    @Test
    void aTroubleWhileReadingAheadIsThrownWhereItsChunkWouldBe() throws IOException {
        for (Throwable trouble : List.of(
                new IOException("disk"),
                new ProblemException(Problem.refused("damaged", "again")),
                new OutOfMemoryError("made up"))) {
            // Given
            Numbers source = new Numbers(3, trouble) {
                @Override
                public long size() {
                    return 4;
                }
            };

            try (Prefetch prefetch = new Prefetch(source)) {
                prefetch.next();
                prefetch.next();
                prefetch.next();

                // When
                Throwable thrown = catchThrowable(prefetch::next);

                // Then
                assertThat(thrown).isSameAs(trouble);
            }
            assertThat(source.closed).isTrue();
        }
    }

    @Test
    void closingStopsTheReaderWhoeverItWaitsFor() throws Exception {
        // Given
        CountDownLatch reading = new CountDownLatch(1);
        Numbers endless = new Numbers(10, null) {
            @Override
            public Batch next() throws IOException {
                if (given.get() == 1) {
                    readers.add(Thread.currentThread());
                    reading.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        throw new InterruptedIOException();
                    }
                }
                return super.next();
            }
        };
        Prefetch waitsForBytes = new Prefetch(endless);
        waitsForBytes.next();
        reading.await();
        Numbers source = new Numbers(1000, null);
        Prefetch waitsForTheLoader = new Prefetch(source);
        waitsForTheLoader.next();

        // When
        waitsForBytes.close();
        waitsForTheLoader.close();

        // Then
        assertThat(endless.closed).isTrue();
        assertThat(source.closed).isTrue();
        assertThat(endless.readers).allMatch(thread -> thread == Thread.currentThread() || !thread.isAlive());
        assertThat(source.readers).allMatch(thread -> thread == Thread.currentThread() || !thread.isAlive());
    }
}
