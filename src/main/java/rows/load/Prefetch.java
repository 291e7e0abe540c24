package rows.load;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Reads one batch ahead on a thread of its own, so that scanning the next hides behind loading the last. */
public final class Prefetch implements Closeable {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final RecordSource source;
    private final BlockingQueue<Read> ahead = new ArrayBlockingQueue<>(1);
    private Thread reader;
    private boolean begun;
    private boolean ended;

    private record Read(Batch batch, Throwable trouble) {}

    public Prefetch(RecordSource source) {
        this.source = source;
    }

    /** The next batch, or null at the end. */
    public Batch next() throws IOException {
        if (ended) {
            return null;
        }
        if (!begun) {
            begun = true;
            Batch first = source.next();
            // A small file ends here and needs no thread.
            if (first != null && source.position() < source.size()) {
                reader = new Thread(this::readAhead, "ingest-reader-" + COUNT.incrementAndGet());
                reader.setDaemon(true);
                reader.start();
            }
            return first;
        }
        return reader == null ? source.next() : take();
    }

    private void readAhead() {
        try {
            Batch batch;
            do {
                batch = source.next();
                ahead.put(new Read(batch, null));
            } while (batch != null);
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException | Error trouble) {
            hand(trouble);
        }
    }

    private void hand(Throwable trouble) {
        try {
            ahead.put(new Read(null, trouble));
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private Batch take() throws IOException {
        Read read;
        try {
            read = ahead.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while reading ahead");
        }
        ended = read.batch == null;
        if (read.trouble instanceof IOException io) {
            throw io;
        } else if (read.trouble instanceof RuntimeException runtime) {
            throw runtime;
        } else if (read.trouble instanceof Error error) {
            throw error;
        }
        return read.batch;
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.interrupt();
            try {
                reader.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        source.close();
    }
}
