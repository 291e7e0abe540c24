package recovery.receive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import postgres.Lsn;
import postgres.replication.WalStream;

/**
 * Receiving over one connection. The server is told what is on disk here as soon as nothing more comes at once, and at least
 * every 50 ms.
 */
final class Reception {

    private static final long FLUSH = Duration.ofMillis(50).toNanos();
    private static final long WORD = Duration.ofSeconds(5).toNanos();
    private static final long SILENCE = Duration.ofSeconds(60).toNanos();
    private static final long QUIET = Duration.ofMillis(200).toNanos();
    private static final int GLANCE_MILLIS = 1;
    private static final int QUIET_GLANCE_MILLIS = 10;

    private final WalStream stream;
    private final SegmentWriter writer;
    private final Optional<Lsn> end;
    private final CountDownLatch closing;
    private final DeadRowKeeping keeping;
    private final Consumer<Reception> told;
    private long flushed = System.nanoTime();
    private long spoken = flushed;
    private long news = flushed;
    private long heard = flushed;
    private long messages;

    /**
     * @param end where the timeline ended, if it did: what the server sends of it from there on is nobody's
     * @param keeping what the server is to keep beside the log
     * @param told is told whenever the server was
     */
    Reception(
            WalStream stream,
            SegmentWriter writer,
            Optional<Lsn> end,
            CountDownLatch closing,
            DeadRowKeeping keeping,
            Consumer<Reception> told) {
        this.stream = stream;
        this.writer = writer;
        this.end = end;
        this.closing = closing;
        this.keeping = keeping;
        this.told = told;
    }

    Lsn flushed() {
        return writer.flushed();
    }

    Lsn serverAt() {
        return stream.serverAt();
    }

    KeptDeadRows deadRows() {
        return keeping.kept();
    }

    /** Goes on until the server or the timeline ends it, or it is closed. */
    void run() throws SQLException, IOException, InterruptedException {
        told.accept(this);
        while (closing.getCount() > 0 && stream.isActive() && !isAtEnd()) {
            Optional<WalStream.Chunk> chunk = stream.next(false);
            long now = System.nanoTime();
            if (chunk.isPresent()) {
                write(chunk.get());
                news = now;
            }
            listen(now);
            keeping.tell(stream, now);
            boolean behind = writer.flushed().isBefore(writer.written());
            if (behind && (chunk.isEmpty() || now - flushed > FLUSH) || stream.isAnswerWanted()) {
                tell(false);
            } else if (now - spoken > WORD) {
                tell(true);
            }
            if (chunk.isEmpty()) {
                closing.await(now - news < QUIET ? GLANCE_MILLIS : QUIET_GLANCE_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
        writer.flush();
        keeping.end(stream);
    }

    private boolean isAtEnd() {
        return end.isPresent() && !writer.written().isBefore(end.get());
    }

    private void write(WalStream.Chunk chunk) throws IOException {
        ByteBuffer bytes = chunk.bytes();
        if (end.isPresent()) {
            long most = end.get().bytesSince(chunk.at());
            bytes.limit((int) Math.min(bytes.limit(), bytes.position() + most));
        }
        writer.write(bytes);
    }

    /** It is asked for a word every now and then: a server that vanished without one is noticed. */
    private void listen(long now) throws SQLException {
        if (stream.messages() > messages) {
            messages = stream.messages();
            heard = now;
        } else if (now - heard > SILENCE) {
            throw new SQLException("the server says nothing any more", "08006");
        }
    }

    private void tell(boolean answer) throws SQLException, IOException {
        writer.flush();
        stream.tell(writer.flushed(), answer);
        flushed = System.nanoTime();
        spoken = flushed;
        told.accept(this);
    }
}
