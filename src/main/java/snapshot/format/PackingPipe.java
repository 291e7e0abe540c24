package snapshot.format;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Hands rows in blocks to a thread that packs them, so that packing hides behind receiving. */
final class PackingPipe implements Closeable {

    private static final int BLOCK = 1 << 18;
    private static final int DEPTH = 4;
    private static final Block END = new Block(0);
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final RowSink sink;
    private final BlockingQueue<Block> full = new ArrayBlockingQueue<>(DEPTH);
    private final BlockingQueue<Block> empty = new ArrayBlockingQueue<>(DEPTH);
    private final Thread packer = new Thread(this::pack, "snapshot-packer-" + COUNT.incrementAndGet());
    private volatile Throwable trouble;
    private Block current = new Block(BLOCK);

    private static final class Block {
        private final byte[] bytes;
        private int length;

        Block(int size) {
            bytes = new byte[size];
        }
    }

    PackingPipe(RowSink sink) {
        this.sink = sink;
        packer.setDaemon(true);
        packer.start();
    }

    /** Adds a message; true when a block went on its way with it, which is a good moment to say how far we are. */
    boolean add(byte[] message) throws IOException {
        boolean passed = false;
        if (message.length > current.bytes.length - current.length) {
            if (current.length > 0) {
                pass(current);
                passed = true;
            }
            current = message.length > BLOCK ? new Block(message.length) : spare();
        }
        System.arraycopy(message, 0, current.bytes, current.length, message.length);
        current.length += message.length;
        return passed;
    }

    /** Passes on what is left and waits until all of it is packed. */
    void finish() throws IOException {
        pass(current);
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
        check();
        try {
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
        packer.interrupt();
        try {
            packer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
