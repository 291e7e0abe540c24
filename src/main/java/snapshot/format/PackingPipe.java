package snapshot.format;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import postgres.CopyOut;

/** Hands rows in blocks to a thread that packs them, so that packing hides behind receiving. */
final class PackingPipe implements Closeable {

    private static final int BLOCK = CopyOut.PIECE;
    private static final int DEPTH = 4;
    private static final Block END = new Block(0);
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final RowSink sink;
    private final long mostOfARow;
    private final BlockingQueue<Block> full = new ArrayBlockingQueue<>(DEPTH + 1);
    private final BlockingQueue<Block> empty = new ArrayBlockingQueue<>(DEPTH);
    /** Blocks that may be on their way; one that is larger than others is there alone. */
    private final Semaphore room = new Semaphore(DEPTH);

    /** There is none where all fits in one block. */
    private Thread packer;

    private volatile Throwable trouble;

    private static final class Block {
        private final byte[] bytes;
        private int length;

        Block(int size) {
            bytes = new byte[size];
        }

        int permits() {
            return bytes.length > BLOCK ? DEPTH : 1;
        }
    }

    /** @param mostOfARow bytes of one, where the sink takes whole rows only */
    PackingPipe(RowSink sink, long mostOfARow) {
        this.sink = sink;
        this.mostOfARow = mostOfARow;
    }

    /**
     * Takes all that the server sends, and waits until all of it is packed.
     *
     * @param rowsSoFar told with every block how many rows have come
     * @return how many bytes that were
     * @throws RowTooLargeException if the sink takes whole rows only, and one is too large
     */
    long take(CopyOut out, LongConsumer rowsSoFar) throws IOException, SQLException {
        Block block = spare();
        long bytes = 0;
        long rows = 0;
        int row = 0;
        for (int got = out.into(block.bytes, 0); got >= 0; got = out.into(block.bytes, block.length)) {
            bytes += got;
            block.length += got;
            if (out.isAtRowEnd()) {
                rows++;
                row = block.length;
            }
            if (block.length == block.bytes.length) {
                block = passOn(block, row, out);
                row = 0;
                rowsSoFar.accept(rows);
            }
        }
        if (packer == null) {
            sink.write(block.bytes, block.length);
        } else {
            pass(block);
            finish();
        }
        return bytes;
    }

    /** A block is full, perhaps in the middle of a row that began at that place; returns the next, with room in it. */
    private Block passOn(Block block, int row, CopyOut out) throws IOException {
        int begun = block.length - row;
        if (!sink.takesWholeRows() || begun == 0) {
            pass(block);
            return spare();
        }
        long whole = (long) begun + out.left();
        if (whole > mostOfARow) {
            throw new RowTooLargeException(whole);
        }
        // With some room behind it: a row that ends with its block would be passed on at once.
        Block next = whole < BLOCK ? spare() : new Block((int) whole + BLOCK / 2);
        System.arraycopy(block.bytes, row, next.bytes, 0, begun);
        next.length = begun;
        block.length = row;
        if (row > 0) {
            pass(block);
        }
        return next;
    }

    private void finish() throws IOException {
        pass(END);
        try {
            packer.join();
        } catch (InterruptedException e) {
            throw interrupted();
        }
        check();
    }

    private Block spare() {
        Block block = empty.poll();
        if (block == null) {
            return new Block(BLOCK);
        }
        block.length = 0;
        return block;
    }

    private void pass(Block block) throws IOException {
        if (packer == null) {
            packer = new Thread(this::pack, "snapshot-packer-" + COUNT.incrementAndGet());
            packer.setDaemon(true);
            packer.start();
        }
        check();
        try {
            room.acquire(block.permits());
            full.put(block);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while packing rows");
    }

    private void check() throws IOException {
        if (trouble instanceof IOException io) {
            throw io;
        } else if (trouble instanceof Error error) {
            throw error;
        } else if (trouble != null) {
            throw new IOException("cannot pack the rows: " + trouble.getMessage(), trouble);
        }
    }

    private void pack() {
        try {
            for (Block block = full.take(); block != END; block = full.take()) {
                // After trouble the rest is only taken off the queue, so that nobody waits in front of it.
                if (trouble == null) {
                    write(block);
                }
                room.release(block.permits());
                if (block.bytes.length == BLOCK) {
                    empty.offer(block);
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(Block block) {
        try {
            sink.write(block.bytes, block.length);
        } catch (IOException | RuntimeException | Error e) {
            trouble = e;
        }
    }

    @Override
    public void close() {
        if (packer == null) {
            return;
        }
        packer.interrupt();
        try {
            packer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
