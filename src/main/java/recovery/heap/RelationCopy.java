package recovery.heap;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * Copies the files of a relation while its server writes into them: a page that is torn by a write is read again, which its
 * checksum tells, or a second reading.
 */
final class RelationCopy {

    private static final int AT_ONCE = 1 << 20;
    private static final int TRIES = 50;
    private static final long PAUSE_NANOS = 5_000_000;

    private final boolean checksums;
    private final LongConsumer progress;
    private final ByteBuffer one = ByteBuffer.allocate(AT_ONCE);
    private final ByteBuffer other = ByteBuffer.allocate(AT_ONCE);
    private long bytes;

    /** @param progress is told how many bytes were copied, and may throw to end it */
    RelationCopy(boolean checksums, LongConsumer progress) {
        this.checksums = checksums;
        this.progress = progress;
    }

    /** Copies all of them. */
    void copy(Path from, Path to) throws IOException {
        for (int i = 0; Files.exists(HeapFiles.file(from, i)); i++) {
            try (FileChannel in = FileChannel.open(HeapFiles.file(from, i), StandardOpenOption.READ);
                    OutputStream out =
                            new BufferedOutputStream(Files.newOutputStream(HeapFiles.file(to, i)), AT_ONCE)) {
                copy(in, i * HeapFiles.PAGES_OF_A_FILE, out);
            }
        }
    }

    private void copy(FileChannel in, int firstBlock, OutputStream out) throws IOException {
        for (long at = 0; ; ) {
            int read = read(in, one, at, AT_ONCE);
            int whole = read - read % Page.SIZE;
            if (whole == 0) {
                return;
            }
            if (!checksums) {
                read(in, other, at, whole);
            }
            for (int page = 0; page < whole; page += Page.SIZE) {
                settle(in, at, page, firstBlock + (int) ((at + page) / Page.SIZE));
            }
            out.write(one.array(), 0, whole);
            at += whole;
            bytes += whole;
            progress.accept(bytes);
        }
    }

    /** Until it is as it was written. */
    private void settle(FileChannel in, long at, int page, int block) throws IOException {
        for (int i = 0; !isWhole(page, block); i++) {
            if (i == TRIES) {
                throw new IOException("page " + block + " of the table is never as it was written");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            if (!checksums) {
                System.arraycopy(other.array(), page, one.array(), page, Page.SIZE);
            }
            ByteBuffer again = ByteBuffer.wrap((checksums ? one : other).array(), page, Page.SIZE);
            for (long place = at + page; again.hasRemaining(); ) {
                int read = in.read(again, place);
                if (read < 0) {
                    throw new IOException("the file of the table became shorter");
                }
                place += read;
            }
        }
    }

    private boolean isWhole(int page, int block) {
        return checksums
                ? Page.isWhole(one.array(), page, block)
                : Arrays.equals(one.array(), page, page + Page.SIZE, other.array(), page, page + Page.SIZE);
    }

    private static int read(FileChannel in, ByteBuffer into, long at, int most) throws IOException {
        into.clear().limit(most);
        while (into.hasRemaining()) {
            if (in.read(into, at + into.position()) < 0) {
                break;
            }
        }
        return into.position();
    }
}
