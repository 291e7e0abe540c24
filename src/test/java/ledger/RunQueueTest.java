package ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunQueueTest {

    private final ExecutorService workers = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work);
        thread.setUncaughtExceptionHandler((dead, trouble) -> {});
        return thread;
    });
    private final RunQueue queue = new RunQueue(2, workers);
    private final List<String> begun = new CopyOnWriteArrayList<>();
    private final CountDownLatch locked = new CountDownLatch(1);

    @AfterEach
    void stop() {
        locked.countDown();
        workers.shutdownNow();
    }

    private void wait(String subject, String name) {
        queue.add(subject, () -> {
            begun.add(name);
            try {
                locked.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void awaitBegun(String... names) {
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> begun.containsAll(List.of(names)));
    }

    @Test
    void soManyAreWorkedOnAtATimeInTheirOrder() {
        // When
        for (String name : List.of("one", "two", "three", "four")) {
            wait("a table", name);
        }
        awaitBegun("one", "two");

        // Then
        assertThat(begun).containsExactlyInAnyOrder("one", "two");
        assertThat(queue.waiting()).isEqualTo(2);
        assertThat(queue.isMoving()).isTrue();
    }

    @Test
    void whatIsAboutSomethingElseGoesPastThoseThatAreAllAboutOneThing() {
        // Given
        for (int i = 0; i < 300; i++) {
            wait("locked", "locked " + i);
        }

        // When
        queue.add("free", () -> begun.add("free"));
        queue.add("free", () -> begun.add("free too"));

        // Then
        awaitBegun("free", "free too");
        assertThat(begun).hasSize(4);
    }

    @Test
    void whateverAPieceOfWorkThrowsTheNextHasItsTurn() {
        // When
        for (int i = 0; i < 20; i++) {
            queue.add("a table", () -> {
                throw new OutOfMemoryError("as if");
            });
        }
        queue.add("a table", () -> begun.add("after"));

        // Then
        awaitBegun("after");
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> queue.isMoving() && queue.waiting() == 0);
    }

    @Test
    void whatGetsNoThreadIsDoneByWhoeverAsksForIt() {
        // Given
        RunQueue threadless = new RunQueue(1, work -> {
            throw new OutOfMemoryError("unable to create native thread, as if");
        });

        // When
        threadless.add("a table", () -> {
            begun.add("one");
            threadless.add("a table", () -> begun.add("two"));
            begun.add("one is done");
        });

        // Then
        assertThat(begun).containsExactly("one", "one is done", "two");
        assertThat(threadless.waiting()).isZero();
    }
}
