package postgres.server;

import io.quarkus.runtime.Application;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What is to happen when the process ends, but not while the application still works with it.
 *
 * <p>Shutdown hooks run side by side, and on a signal the code after {@code Quarkus.run} may never run; so a hook that waits
 * for Quarkus is the only place that comes last both after a normal end and after a signal.
 */
final class AfterQuarkus {

    /** Longer than any graceful shutdown; a hook that waits for ever would keep a broken process alive. */
    private static final long PATIENCE_MINUTES = 5;

    private AfterQuarkus() {}

    static Thread hook(String name, Runnable last) {
        return new Thread(
                () -> {
                    awaitQuarkus();
                    last.run();
                },
                name);
    }

    private static void awaitQuarkus() {
        Application application = Application.currentApplication();
        if (application == null) {
            return;
        }
        try {
            CompletableFuture.runAsync(
                            application::awaitShutdown, task -> daemon(task).start())
                    .get(PATIENCE_MINUTES, TimeUnit.MINUTES);
        } catch (InterruptedException | ExecutionException | TimeoutException gaveUp) {
            // Quarkus hangs, and the process ends all the same: what comes last must still be done.
            return;
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "await-quarkus");
        thread.setDaemon(true);
        return thread;
    }
}
