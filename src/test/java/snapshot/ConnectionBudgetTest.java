package snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import ledger.ActiveRun;
import ledger.ActiveRuns;
import ledger.ProblemException;
import ledger.RunId;
import org.junit.jupiter.api.Test;

class ConnectionBudgetTest {

    private final ConnectionBudget connections = new ConnectionBudget(6);

    private static ActiveRun run() {
        return new ActiveRuns().open(RunId.next());
    }

    /** Asks on a thread of its own, and returns when it has got them or waits. */
    private CompletableFuture<ConnectionBudget.Share> ask(int count, ActiveRun run) {
        CompletableFuture<ConnectionBudget.Share> got = new CompletableFuture<>();
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
        ConnectionBudget.Share first = connections.take(3, run());
        CompletableFuture<ConnectionBudget.Share> second = ask(3, run());
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
        ConnectionBudget.Share first = connections.take(3, run());
        CompletableFuture<ConnectionBudget.Share> many = ask(5, run());
        CompletableFuture<ConnectionBudget.Share> few = ask(1, run());
        boolean overtaken = few.isDone();

        // When
        first.close();
        ConnectionBudget.Share all = many.join();

        // Then
        assertThat(overtaken).isFalse();
        assertThat(few).isNotDone();
        all.close();
        few.join().close();
    }

    @Test
    void aCancelledRunDoesNotWait() throws Exception {
        // Given
        ConnectionBudget.Share first = connections.take(5, run());
        ActiveRun cancelled = run();
        CompletableFuture<ConnectionBudget.Share> second = ask(5, cancelled);
        CompletableFuture<ConnectionBudget.Share> third = ask(5, run());

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
        ConnectionBudget.Share share = connections.take(3, run());
        share.close();

        // When
        share.close();

        // Then
        ConnectionBudget.Share all = connections.take(5, run());
        assertThat(ask(1, run())).isNotDone();
        all.close();
    }
}
