package recovery.receive;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Set;
import postgres.DurableFiles;
import postgres.Lsn;
import recovery.wal.SegmentName;

/**
 * Writes the log down, a file a segment. One that is not full is called {@code .partial}, and has its size from the beginning:
 * bringing some more bytes to the disk then changes nothing but those. What is there already is never overwritten by other
 * bytes.
 */
final class SegmentWriter implements Closeable {

    private static final int ZEROS = 1 << 20;

    private final Path folder;
    private SegmentName segment;
    private FileChannel file;
    /** How many bytes of the file were written by an earlier process, and have to come again as they are. */
    private int known;

    private Lsn written;
    private Lsn flushed;

    /** @param first the segment whose first byte comes next */
    SegmentWriter(Path folder, SegmentName first) {
        this.folder = folder;
        this.segment = first;
        this.written = first.start();
        this.flushed = written;
    }

    /** Writes what comes next. */
    void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (file == null) {
                open();
            }
            int offset = (int) written.bytesSince(segment.start());
            ByteBuffer part = bytes.slice();
            part.limit(Math.min(part.remaining(), segment.size() - offset));
            bytes.position(bytes.position() + part.limit());
            compare(part.duplicate(), offset);
            int length = part.remaining();
            for (int at = offset; part.hasRemaining(); ) {
                at += file.write(part, at);
            }
            written = written.plus(length);
            if (offset + length == segment.size()) {
                complete();
            }
        }
    }

    private void open() throws IOException {
        if (Files.exists(folder.resolve(segment.toString()))
                || Files.exists(folder.resolve(segment + ReceivedLog.PACKED))) {
            throw new IOException("the segment " + segment + " is here already");
        }
        Path partial = folder.resolve(segment + ReceivedLog.PARTIAL);
        file = FileChannel.open(partial, Set.of(CREATE, READ, WRITE), DurableFiles.OWNER_ONLY_FILE);
        known = file.size() == segment.size() ? filled(file, segment.size()) : 0;
        if (file.size() != segment.size()) {
            file.truncate(0);
            ByteBuffer zeros = ByteBuffer.allocate(ZEROS);
            for (int at = 0; at < segment.size(); ) {
                zeros.rewind();
                at += file.write(zeros, at);
            }
            file.force(true);
            DurableFiles.sync(folder);
        }
    }

    /** How many bytes there are in the file up to the last that is not zero. */
    static int filled(FileChannel file, int size) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(ZEROS);
        for (int end = size; end > 0; end -= ZEROS) {
            bytes.clear();
            read(file, bytes, end - ZEROS);
            for (int i = ZEROS; i > 0; i--) {
                if (bytes.get(i - 1) != 0) {
                    return end - ZEROS + i;
                }
            }
        }
        return 0;
    }

    private static void read(FileChannel file, ByteBuffer into, int offset) throws IOException {
        while (into.hasRemaining()) {
            if (file.read(into, offset + into.position()) < 0) {
                throw new IOException("a segment of the log is shorter than it was");
            }
        }
    }

    private void compare(ByteBuffer coming, int offset) throws IOException {
        int length = Math.min(coming.remaining(), known - offset);
        if (length <= 0) {
            return;
        }
        byte[] here = new byte[length];
        read(file, ByteBuffer.wrap(here), offset);
        byte[] there = new byte[length];
        coming.get(there);
        int differs = Arrays.mismatch(here, there);
        if (differs >= 0) {
            throw new IOException("the server's log at " + segment.start().plus(offset + differs)
                    + " is not what was received before, so the server has gone back: " + segment);
        }
    }

    private void complete() throws IOException {
        flush();
        file.close();
        file = null;
        Files.move(
                folder.resolve(segment + ReceivedLog.PARTIAL),
                folder.resolve(segment.toString()),
                StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.sync(folder);
        segment = segment.next();
    }

    /** Brings all that was written to the disk. */
    void flush() throws IOException {
        if (file != null && flushed.isBefore(written)) {
            file.force(false);
        }
        flushed = written;
    }

    Lsn written() {
        return written;
    }

    /** What is on disk. */
    Lsn flushed() {
        return flushed;
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            flush();
            file.close();
            file = null;
        }
    }
}
