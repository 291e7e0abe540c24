package recovery.heap;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Writes pages of tuples into the empty file of a table, so that everybody sees them; their transactions stay readable. */
final class HeapWriter implements Closeable {

    private static final int HALF = 16;

    private final Path first;
    private final byte[] bytes = new byte[Page.SIZE];
    private boolean begun;
    private int block = -1;
    private int lower;
    private int upper;
    private int number = -1;
    private FileChannel file;

    HeapWriter(Path first) {
        this.first = first;
    }

    /**
     * Adds one.
     *
     * @param endedBy the transaction that ended it, which nobody minds any more
     * @return where it is
     */
    long add(byte[] from, int at, int length, int endedBy) throws IOException {
        int room = Bytes.aligned(length, Byte.SIZE);
        if (!begun || upper - room < lower + Page.POINTER) {
            flush();
            begin();
        }
        upper -= room;
        System.arraycopy(from, at, bytes, upper, length);
        Bytes.i32(bytes, lower, Page.pointerTo(upper, length));
        lower += Page.POINTER;
        int item = (lower - Page.HEADER) / Page.POINTER;
        Bytes.i32(bytes, upper + Tuple.XMAX, endedBy);
        Bytes.i32(bytes, upper + Tuple.CID, 0);
        Bytes.u16(bytes, upper + Tuple.BLOCK, block >>> HALF);
        Bytes.u16(bytes, upper + Tuple.BLOCK + 2, block);
        Bytes.u16(bytes, upper + Tuple.ITEM, item);
        Bytes.u16(bytes, upper + Tuple.MASK2, Bytes.u16(bytes, upper + Tuple.MASK2) & Tuple.COLUMNS);
        Bytes.u16(bytes, upper + Tuple.MASK, Bytes.u16(bytes, upper + Tuple.MASK) & Tuple.KEPT | Tuple.VISIBLE);
        return Tuple.place(block, item);
    }

    private void begin() {
        Arrays.fill(bytes, (byte) 0);
        begun = true;
        block++;
        lower = Page.HEADER;
        upper = Page.SIZE;
    }

    private void flush() throws IOException {
        if (!begun) {
            return;
        }
        Bytes.u16(bytes, Page.LOWER, lower);
        Bytes.u16(bytes, Page.UPPER, upper);
        Bytes.u16(bytes, Page.SPECIAL, Page.SIZE);
        Bytes.u16(bytes, Page.SIZE_AND_LAYOUT, Page.LAYOUT);
        Bytes.u16(bytes, Page.CHECKSUM, Page.checksum(bytes, 0, block));
        open(block / HeapFiles.PAGES_OF_A_FILE);
        ByteBuffer page = ByteBuffer.wrap(bytes);
        long at = (long) (block % HeapFiles.PAGES_OF_A_FILE) * Page.SIZE;
        while (page.hasRemaining()) {
            at += file.write(page, at);
        }
        begun = false;
    }

    private void open(int wanted) throws IOException {
        if (wanted == number) {
            return;
        }
        if (file != null) {
            file.close();
        }
        Path path = HeapFiles.file(first, wanted);
        boolean made = !Files.exists(path);
        file = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        if (made) {
            Files.setOwner(path, Files.getOwner(first));
            Files.setPosixFilePermissions(path, Files.getPosixFilePermissions(first));
        }
        number = wanted;
    }

    @Override
    public void close() throws IOException {
        flush();
        if (file != null) {
            file.close();
        }
    }
}
