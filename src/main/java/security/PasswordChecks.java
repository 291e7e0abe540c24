package security;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Slow hashes are worked out on threads of their own, two at a time: who guesses many passwords at once waits for himself,
 * and takes neither the processor nor the threads of those who came in already.
 */
@Singleton
public final class PasswordChecks {

    private static final int AT_ONCE = 2;
    private static final int MOST_WAITING = 100;

    private final ThreadPoolExecutor threads;

    @Inject
    PasswordChecks() {
        this(AT_ONCE, MOST_WAITING);
    }

    PasswordChecks(int atOnce, int mostWaiting) {
        threads = new ThreadPoolExecutor(
                atOnce, atOnce, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(mostWaiting), work -> {
                    Thread thread = new Thread(work, "password-checks");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** What the check finds, when its turn comes; the caller's own thread goes on with it. */
    <T> Uni<T> check(Supplier<T> check) {
        Context caller = Vertx.currentContext();
        return Uni.createFrom()
                .item(check)
                .runSubscriptionOn(threads)
                .emitOn(command -> {
                    if (caller == null) {
                        command.run();
                    } else {
                        caller.runOnContext(back -> command.run());
                    }
                })
                .onFailure(RejectedExecutionException.class)
                .transform(full -> Refusal.busy());
    }

    void stop(@Observes ShutdownEvent end) {
        threads.shutdownNow();
    }
}
