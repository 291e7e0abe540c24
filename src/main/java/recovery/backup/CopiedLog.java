package recovery.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Lsn;
import recovery.wal.SegmentName;

/** The log that belongs to a base backup, out of the server's own folder: each segment as soon as the next one is there. */
final class CopiedLog implements LogOfBackup {

    private static final long BETWEEN_LOOKS = TimeUnit.SECONDS.toNanos(1);
    private static final long GLANCE = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    private final Path from;
    private final int segmentBytes;
    private final int level;
    private final List<StoredFile> files = new ArrayList<>();
    private Path into;
    private SegmentName next;
    private long looked = System.nanoTime();

    /** @param from the server's folder of its log */
    CopiedLog(Path from, int segmentBytes, int level) {
        this.from = from;
        this.segmentBytes = segmentBytes;
        this.level = level;
    }

    @Override
    public void begin(Lsn start, int timeline, Path target) {
        next = SegmentName.holding(start, timeline, segmentBytes);
        into = target;
    }

    /** Before the server writes over them. */
    @Override
    public void check() throws IOException {
        long now = System.nanoTime();
        if (now - looked > BETWEEN_LOOKS) {
            while (Files.exists(from.resolve(next.next().toString()))
                    && Files.size(from.resolve(next.toString())) == segmentBytes
                    && isWritten(next.next())) {
                take();
            }
            looked = now;
        }
    }

    /** Files are made beforehand out of old ones: one is in use when its first page says that it is itself. */
    private boolean isWritten(SegmentName segment) throws IOException {
        try (InputStream in = Files.newInputStream(from.resolve(segment.toString()))) {
            byte[] head = in.readNBytes(Long.BYTES * 2);
            long address = java.nio.ByteBuffer.wrap(head)
                    .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                    .getLong(Long.BYTES);
            return address == segment.start().bytes();
        }
    }

    /** The server has ended the segment with the backup's end: what is behind it will not change. */
    @Override
    public List<StoredFile> upTo(Lsn stop) throws IOException {
        long deadline = System.nanoTime() + PATIENCE;
        while (next.start().isBefore(stop)) {
            if (Files.exists(from.resolve(next.toString()))) {
                take();
            } else if (System.nanoTime() > deadline) {
                throw gone();
            } else {
                LockSupport.parkNanos(GLANCE);
            }
        }
        return List.copyOf(files);
    }

    private void take() throws IOException {
        Path segment = from.resolve(next.toString());
        try (PackedFile file = PackedFile.compressed(into, next.toString(), level);
                InputStream in = Files.newInputStream(segment)) {
            byte[] buffer = new byte[1 << 18];
            for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                file.write(buffer, 0, got);
            }
            StoredFile kept = file.finish();
            files.add(new StoredFile(
                    BackupManifest.LOG + "/" + kept.name(), kept.bytes(), kept.sha256(), kept.unpackedBytes()));
        } catch (NoSuchFileException recycled) {
            throw gone();
        }
        next = next.next();
    }

    private ProblemException gone() {
        return new ProblemException(Problem.unavailable(
                "the server threw away " + next + " of its log before it was copied",
                "raise wal_keep_size for the time of the base backup, or grant replication"));
    }

    @Override
    public int segmentBytes() {
        return segmentBytes;
    }

    @Override
    public void close() {
        next = null;
    }
}
