package ledger;

import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Work that a thread of its own does beside the caller, who waits for its end. */
public final class Background<T> {

    private final FutureTask<T> work;

    /** What is done. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws SQLException;
    }

    private Background(Work<T> work) {
        this.work = new FutureTask<>(work::run);
    }

    /**
     * Begins.
     *
     * @param name the thread's
     */
    public static <T> Background<T> start(String name, Work<T> work) {
        Background<T> background = new Background<>(work);
        Thread thread = new Thread(background.work, name);
        thread.setDaemon(true);
        thread.start();
        return background;
    }

    /** Waits for it, and throws what it threw. */
    public T await() throws SQLException {
        try {
            return work.get();
        } catch (ExecutionException e) {
            throw thrown(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while another thread was waited for", e);
        }
    }

    /** What a thread threw, to be thrown by another. */
    static SQLException thrown(Throwable trouble) {
        if (trouble instanceof SQLException sql) {
            return sql;
        } else if (trouble instanceof RuntimeException unchecked) {
            throw unchecked;
        } else if (trouble instanceof Error error) {
            throw error;
        }
        throw new IllegalStateException(trouble);
    }
}
