package recovery.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import ledger.Background;
import postgres.Lsn;
import postgres.replication.ReplicationConnection;
import postgres.replication.ServerAddress;
import postgres.replication.WalStream;
import recovery.wal.SegmentName;

/**
 * The log that belongs to a base backup, received beside it through a slot that lives as long as the connection: whatever
 * else is kept of the log, a base backup is whole by itself.
 */
final class BackupLog implements LogOfBackup {

    private static final Duration BETWEEN_WORDS = Duration.ofSeconds(5);

    /** A server that is written to by nobody has sent all of the last segment long before. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int GLANCE_MILLIS = 5;

    private final ReplicationConnection connection;
    private final String slot;
    private final int segmentBytes;
    private final int level;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final List<StoredFile> files = new ArrayList<>();
    private Path folder;
    private SegmentName segment;
    private PackedFile file;
    private volatile Lsn target;
    private volatile SQLException failure;
    private Background<Lsn> receiving;

    private BackupLog(ReplicationConnection connection, String slot, int level) throws SQLException {
        this.connection = connection;
        this.slot = slot;
        this.level = level;
        this.segmentBytes = connection.segmentBytes();
        connection.keepLog(slot);
    }

    /** Has the server keep its log from now on. */
    static BackupLog open(ServerAddress server, UUID run, int level) throws SQLException {
        ReplicationConnection connection = server.replication("caravanserai base backup");
        try {
            return new BackupLog(
                    connection, "caravanserai_base_" + run.toString().replace("-", ""), level);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public int segmentBytes() {
        return segmentBytes;
    }

    @Override
    public void begin(Lsn start, int timeline, Path into) throws SQLException {
        folder = into;
        segment = SegmentName.holding(start, timeline, segmentBytes);
        WalStream stream = connection.stream(slot, segment.start(), timeline);
        receiving = Background.start("base-backup-log", () -> receive(stream));
    }

    @Override
    public void check() throws SQLException {
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public List<StoredFile> upTo(Lsn stop) throws SQLException {
        target = stop;
        receiving.await();
        return List.copyOf(files);
    }

    private Lsn receive(WalStream stream) throws SQLException {
        try {
            long spoken = System.nanoTime();
            long news = spoken;
            while (!isEnough(stream, System.nanoTime() - news) && !isClosing()) {
                Optional<WalStream.Chunk> chunk = stream.next(false);
                long now = System.nanoTime();
                if (chunk.isPresent()) {
                    write(chunk.get());
                    news = now;
                } else {
                    closing.await(GLANCE_MILLIS, TimeUnit.MILLISECONDS);
                }
                if (stream.isAnswerWanted() || now - spoken > BETWEEN_WORDS.toNanos()) {
                    stream.tell(segment.start());
                    spoken = now;
                }
            }
            endPart();
            return stream.received();
        } catch (IOException e) {
            failure = new SQLException("cannot keep the log of the base backup: " + e.getMessage(), e);
            throw failure;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the log was received", e);
        } catch (SQLException e) {
            failure = e;
            throw e;
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    /** The server ends the segment when a base backup ends; one that stands by does not, and a part has to do. */
    private boolean isEnough(WalStream stream, long silence) {
        Lsn stop = target;
        if (stop == null || stream.received().isBefore(stop)) {
            return false;
        }
        Lsn end = SegmentName.holding(new Lsn(stop.bytes() - 1), segment.timeline(), segmentBytes)
                .end();
        return !stream.received().isBefore(end) || silence > PATIENCE.toNanos();
    }

    private void write(WalStream.Chunk chunk) throws IOException {
        var bytes = chunk.bytes();
        while (bytes.hasRemaining()) {
            if (file == null) {
                file = PackedFile.compressed(folder, segment.toString(), level);
            }
            int length = (int) Math.min(bytes.remaining(), segmentBytes - file.unpacked());
            file.write(bytes.array(), bytes.arrayOffset() + bytes.position(), length);
            bytes.position(bytes.position() + length);
            if (file.unpacked() == segmentBytes) {
                keep();
            }
        }
    }

    private void keep() throws IOException {
        StoredFile kept = file.finish();
        file = null;
        files.add(new StoredFile(
                BackupManifest.LOG + "/" + kept.name(), kept.bytes(), kept.sha256(), kept.unpackedBytes()));
        segment = segment.next();
    }

    /**
     * What is missing of the last segment was not written yet, and is zeros in a server's own file too. Of a segment behind the
     * end only its beginning has come, and whoever received all of it must not take this for it.
     */
    private void endPart() throws IOException {
        if (file != null && !isClosing() && !segment.start().isBefore(target)) {
            file.close();
            file = null;
            Files.delete(folder.resolve(segment + PackedFile.SUFFIX));
        } else if (file != null && !isClosing()) {
            byte[] zeros = new byte[1 << 16];
            while (file.unpacked() < segmentBytes) {
                file.write(zeros, 0, (int) Math.min(zeros.length, segmentBytes - file.unpacked()));
            }
            keep();
        }
    }

    @Override
    public void close() throws SQLException, IOException {
        closing.countDown();
        connection.close();
        if (receiving != null) {
            try {
                receiving.await();
            } catch (SQLException broken) {
                // Whoever waited for it has it already; whoever did not has given up.
                failure = broken;
            }
        }
        if (file != null) {
            file.close();
        }
    }
}
