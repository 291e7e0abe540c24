package recovery.backup;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A file of a base backup as the server tells it where it tells changes only: which pages it holds, how long the file is, and
 * those pages. With the same file of the base backup before, it is the whole file again.
 */
final class ChangedPages implements Closeable {

    /** How such a file is called. */
    static final String PREFIX = "INCREMENTAL.";

    private static final int MAGIC = 0xd3ae1f0d;
    private static final int HEAD = 3 * Integer.BYTES;

    private final RandomAccessFile file;
    private final Map<Integer, Integer> places = new HashMap<>();
    private final long pagesAt;
    private final int length;

    ChangedPages(Path path) throws IOException {
        file = new RandomAccessFile(path.toFile(), "r");
        try {
            ByteBuffer head = read(HEAD);
            if (head.getInt() != MAGIC) {
                throw new IOException(path.getFileName() + " does not hold changed pages");
            }
            int count = head.getInt();
            int shortened = head.getInt();
            ByteBuffer numbers = read(Math.multiplyExact(count, Integer.BYTES));
            int end = shortened;
            for (int i = 0; i < count; i++) {
                int page = numbers.getInt();
                places.put(page, i);
                end = Math.max(end, page + 1);
            }
            length = end;
            long listed = HEAD + (long) count * Integer.BYTES;
            pagesAt = count == 0 ? listed : (listed + PageChecksum.PAGE - 1) / PageChecksum.PAGE * PageChecksum.PAGE;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private ByteBuffer read(int bytes) throws IOException {
        byte[] read = new byte[bytes];
        file.readFully(read);
        return ByteBuffer.wrap(read).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Of the whole file. */
    long bytes() {
        return (long) length * PageChecksum.PAGE;
    }

    /** The whole file, of which {@code before} is what it was. It is read to its end. */
    InputStream over(InputStream before) {
        return new InputStream() {
            private final byte[] page = new byte[PageChecksum.PAGE];
            private int next;
            private int at = PageChecksum.PAGE;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
            }

            @Override
            public int read(byte[] into, int offset, int wanted) throws IOException {
                if (at == PageChecksum.PAGE) {
                    if (next == length) {
                        before.transferTo(OutputStream.nullOutputStream());
                        return -1;
                    }
                    turn();
                }
                int given = Math.min(wanted, PageChecksum.PAGE - at);
                System.arraycopy(page, at, into, offset, given);
                at += given;
                return given;
            }

            /** What neither has is zeros, until the log fills it. */
            private void turn() throws IOException {
                int old = before.readNBytes(page, 0, PageChecksum.PAGE);
                Arrays.fill(page, old, PageChecksum.PAGE, (byte) 0);
                Integer place = places.get(next);
                if (place != null) {
                    file.seek(pagesAt + (long) place * PageChecksum.PAGE);
                    file.readFully(page);
                }
                next++;
                at = 0;
            }
        };
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
