package postgres.replication;

import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import org.postgresql.copy.CopyDual;
import postgres.Lsn;

/** The write-ahead log as the server sends it, without a gap. */
public final class WalStream {

    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private static final int WAL = 'w';
    private static final int KEEPALIVE = 'k';
    private static final int STATUS = 'r';
    private static final int STATUS_BYTES = 34;
    private static final int FEEDBACK = 'h';
    private static final int FEEDBACK_BYTES = 25;

    private final CopyDual copy;
    private Lsn received;
    private Lsn serverAt;
    private boolean answerWanted;
    private long messages;

    WalStream(CopyDual copy, Lsn from) {
        this.copy = copy;
        this.received = from;
        this.serverAt = from;
    }

    /**
     * Some of the log.
     *
     * @param at where it begins
     * @param bytes all of it, from its position to its limit
     */
    public record Chunk(Lsn at, ByteBuffer bytes) {

        public Chunk {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(bytes, "bytes");
        }
    }

    /**
     * What has come, if anything has.
     *
     * @param wait whether to wait for something, be it only a sign of life
     * @throws SQLException if the server ends it, or it has a gap
     */
    public Optional<Chunk> next(boolean wait) throws SQLException {
        byte[] message = copy.readFromCopy(wait);
        if (message == null) {
            return Optional.empty();
        }
        messages++;
        ByteBuffer in = ByteBuffer.wrap(message);
        int type = in.get();
        if (type == KEEPALIVE) {
            serverAt = new Lsn(in.getLong());
            in.getLong();
            answerWanted |= in.get() == 1;
            return Optional.empty();
        }
        if (type != WAL) {
            throw new SQLException("the server sent a message of type " + type + " among its log", "08P01");
        }
        Lsn at = new Lsn(in.getLong());
        serverAt = new Lsn(in.getLong());
        in.getLong();
        if (!at.equals(received)) {
            throw new SQLException("the log goes on at " + at + " instead of " + received, "08P01");
        }
        received = at.plus(in.remaining());
        return Optional.of(new Chunk(at, in));
    }

    /** How far it has come. */
    public Lsn received() {
        return received;
    }

    /** How far the server was when it last spoke. */
    public Lsn serverAt() {
        return serverAt;
    }

    /** Whether the server wants to hear of us soon, or hangs up. */
    public boolean isAnswerWanted() {
        return answerWanted;
    }

    /** Whether it goes on: at the end of a timeline it does not. */
    public boolean isActive() {
        return copy.isActive();
    }

    /** How many messages have come. */
    public long messages() {
        return messages;
    }

    /** Tells the server what is on disk here: it may throw that away. */
    public void tell(Lsn flushed) throws SQLException {
        tell(flushed, false);
    }

    /** The same; the server may be asked for a sign of life. */
    public void tell(Lsn flushed, boolean answer) throws SQLException {
        ByteBuffer status = ByteBuffer.allocate(STATUS_BYTES);
        status.put((byte) STATUS)
                .putLong(received.bytes())
                .putLong(flushed.bytes())
                .putLong(0)
                .putLong(ChronoUnit.MICROS.between(EPOCH, Instant.now()))
                .put((byte) (answer ? 1 : 0));
        copy.writeToCopy(status.array(), 0, STATUS_BYTES);
        copy.flushCopy();
        answerWanted = false;
    }

    /**
     * Has the server keep dead rows that a transaction of that number might still see, also while we are away.
     *
     * @param xid with its epoch, as {@code pg_snapshot_xmin} gives it; 0 for none
     */
    public void keepFrom(long xid) throws SQLException {
        ByteBuffer feedback = ByteBuffer.allocate(FEEDBACK_BYTES);
        feedback.put((byte) FEEDBACK)
                .putLong(ChronoUnit.MICROS.between(EPOCH, Instant.now()))
                .putInt((int) xid)
                .putInt((int) (xid >>> Integer.SIZE))
                .putInt(0)
                .putInt(0);
        copy.writeToCopy(feedback.array(), 0, FEEDBACK_BYTES);
        copy.flushCopy();
    }

    /** Ends it from our side, at the end of a timeline. */
    public void end() throws SQLException {
        copy.endCopy();
    }
}
