package snapshot;

import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.Queue;
import ledger.ActiveRun;
import ledger.Problem;
import ledger.ProblemException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The pool's connections as far as snapshots may have them. A run gets all that it needs at once, in the order in which
 * they ask: two that had some each, and waited for more, would wait for ever.
 */
@Singleton
public class ConnectionBudget {

    /** One writes down what becomes of the runs. */
    private static final int OF_OTHERS = 1;

    private static final long LOOK_AGAIN_MILLIS = 500;

    private final Queue<ActiveRun> waiting = new ArrayDeque<>();
    private int free;

    public ConnectionBudget(@ConfigProperty(name = "quarkus.datasource.jdbc.max-size") int pool) {
        free = pool - OF_OTHERS;
    }

    /** What a run may open until it closes this. */
    final class Share implements AutoCloseable {

        private int count;

        private Share(int count) {
            this.count = count;
        }

        /** All of them are given back to the pool. */
        @Override
        public void close() {
            giveBack(count);
            count = 0;
        }
    }

    /**
     * Waits until so many are free; the caller holds none yet.
     *
     * @throws ProblemException if the run is cancelled meanwhile
     */
    synchronized Share take(int count, ActiveRun run) {
        waiting.add(run);
        try {
            while (waiting.peek() != run || free < count) {
                if (run.cancelWanted()) {
                    throw new ProblemException(Problem.cancelled());
                }
                wait(LOOK_AGAIN_MILLIS);
            }
            free -= count;
            return new Share(count);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while connections were waited for", e);
        } finally {
            waiting.remove(run);
            notifyAll();
        }
    }

    private synchronized void giveBack(int count) {
        free += count;
        notifyAll();
    }
}
