package snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import ledger.ActiveRun;
import ledger.ActiveRuns;
import ledger.ProblemException;
import ledger.RunId;
import org.junit.jupiter.api.Test;

class ConnectionsTest {

    private final Connections connections = new Connections(6);

    private static ActiveRun run() {
        return new ActiveRuns().open(RunId.next());
    }

    /** Asks on a thread of its own, and returns when it has got them or waits. */
    private CompletableFuture<Connections.Share> ask(int count, ActiveRun run) {
        CompletableFuture<Connections.Share> got = new CompletableFuture<>();
        AtomicReference<Thread> asking = new AtomicReference<>();
        got.completeAsync(
                () -> {
                    asking.set(Thread.currentThread());
                    return connections.take(count, run);
                },
                task -> {
                    Thread thread = new Thread(task);
                    thread.setDaemon(true);
                    thread.start();
                });
        while (!got.isDone() && (asking.get() == null || asking.get().getState() != Thread.State.TIMED_WAITING)) {
            Thread.onSpinWait();
        }
        return got;
    }

    @Test
    void aRunGetsNoneBeforeItGetsAll() {
        // Given
        Connections.Share first = connections.take(3, run());
        CompletableFuture<Connections.Share> second = ask(3, run());
        boolean before = second.isDone();

        // When
        first.close();

        // Then
        assertThat(before).isFalse();
        second.join().close();
        connections.take(5, run()).close();
    }

    @Test
    void aRunThatNeedsManyIsNotOvertakenForEver() {
        // Given
        Connections.Share first = connections.take(3, run());
        CompletableFuture<Connections.Share> many = ask(5, run());
        CompletableFuture<Connections.Share> few = ask(1, run());
        boolean overtaken = few.isDone();

        // When
        first.close();
        Connections.Share all = many.join();

        // Then
        assertThat(overtaken).isFalse();
        assertThat(few).isNotDone();
        all.close();
        few.join().close();
    }

    @Test
    void aCancelledRunDoesNotWait() throws Exception {
        // Given
        Connections.Share first = connections.take(5, run());
        ActiveRun cancelled = run();
        CompletableFuture<Connections.Share> second = ask(5, cancelled);
        CompletableFuture<Connections.Share> third = ask(5, run());

        // When
        cancelled.cancel();

        // Then
        assertThat(second.handle((share, trouble) -> trouble).join()).hasRootCauseInstanceOf(ProblemException.class);
        first.close();
        third.join().close();
    }

    @Test
    void whatIsGivenBackTwiceCountsOnce() {
        // Given
        Connections.Share share = connections.take(3, run());
        share.close();

        // When
        share.close();

        // Then
        Connections.Share all = connections.take(5, run());
        assertThat(ask(1, run())).isNotDone();
        all.close();
    }
}
