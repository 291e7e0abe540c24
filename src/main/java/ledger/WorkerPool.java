package ledger;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import postgres.Backend;

/** Threads that work for one run: when it is cancelled, or what one of them does fails, all of them stop. */
public final class WorkerPool implements AutoCloseable {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final ActiveRun active;
    private final int size;
    private final ExecutorService threads;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Set<Backend> backends = new HashSet<>();

    /** Something to do. */
    @FunctionalInterface
    public interface Task {
        void run() throws SQLException, IOException;
    }

    /** @param name the threads', with a number behind it */
    public WorkerPool(ActiveRun active, String name, int size) {
        this.active = active;
        this.size = size;
        threads = Executors.newFixedThreadPool(size, task -> {
            Thread thread = new Thread(RunLog.of(active.id(), task), name + "-" + COUNT.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** How many work at a time. */
    public int size() {
        return size;
    }

    /** Does all of them, as many at a time as there are threads; throws what the first that failed threw. */
    public void all(List<Task> tasks) throws SQLException, IOException {
        CompletionService<Void> done = new ExecutorCompletionService<>(threads);
        for (Task task : tasks) {
            done.submit(() -> {
                check();
                task.run();
                return null;
            });
        }
        List<Throwable> failures = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            try {
                done.take().get();
            } catch (ExecutionException e) {
                failures.add(e.getCause());
                stop();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failures.add(0, new IOException("interrupted in the middle of the work", e));
                stop();
            }
        }
        if (!failures.isEmpty()) {
            rethrow(failures);
        }
    }

    private void rethrow(List<Throwable> failures) throws SQLException, IOException {
        Throwable first = failures.get(0);
        failures.stream().skip(1).forEach(first::addSuppressed);
        checkCancelled();
        if (first instanceof IOException io) {
            throw io;
        }
        throw Background.thrown(first);
    }

    /**
     * The server process works for the run from now on, and is stopped with it.
     *
     * @throws ProblemException if the run is to stop; then it works for nobody
     */
    public void worksOn(Backend backend) {
        synchronized (backends) {
            backends.add(backend);
        }
        active.worksOn(backend);
        try {
            check();
        } catch (ProblemException e) {
            leaves(backend);
            throw e;
        }
    }

    /** The server process works for somebody else from now on. */
    public void leaves(Backend backend) {
        synchronized (backends) {
            backends.remove(backend);
        }
        active.leaves(backend);
    }

    private void stop() throws SQLException {
        stopped.countDown();
        synchronized (backends) {
            for (Backend backend : backends) {
                backend.cancelStatement();
            }
        }
    }

    /** Throws if the run is to stop. */
    public void check() {
        checkCancelled();
        if (stopped.getCount() == 0) {
            throw new ProblemException(Problem.conflict("the work has ended already", null));
        }
    }

    private void checkCancelled() {
        if (active.cancelWanted()) {
            throw new ProblemException(Problem.cancelled());
        }
    }

    /** Waits for a while, or until all stop. */
    public void pause(long millis) throws IOException {
        try {
            stopped.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a worker waited", e);
        }
        check();
    }

    @Override
    public void close() {
        stopped.countDown();
        threads.shutdownNow();
    }
}
