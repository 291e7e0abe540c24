package recovery.heap;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/** Tells of a version that was updated whether the one that took its place lives: then nothing came between. */
final class NextVersions implements Closeable {

    private final Path first;
    private final Commits commits;
    private final Map<Integer, FileChannel> files = new HashMap<>();
    private final byte[] bytes = new byte[Page.SIZE];
    private int block = -1;

    NextVersions(Path first, Commits commits) {
        this.first = first;
        this.commits = commits;
    }

    boolean isLive(long place, int madeBy) throws IOException {
        int wanted = Tuple.blockOf(place);
        if (wanted != block && !read(wanted)) {
            return false;
        }
        Page page = new Page(bytes, block);
        int item = Tuple.itemOf(place);
        if (page.isNew() || !page.isSound() || item < 1 || item > page.pointers()) {
            return false;
        }
        if (page.stateOf(item) != Page.NORMAL || !page.isWithin(item)) {
            return false;
        }
        Tuple next = new Tuple(bytes, page.offsetOf(item), page.lengthOf(item));
        return next.xmin() == madeBy && next.wasCommitted(commits) && next.endedBy(commits) == 0;
    }

    private boolean read(int wanted) throws IOException {
        block = -1;
        int number = Integer.divideUnsigned(wanted, HeapFiles.PAGES_OF_A_FILE);
        FileChannel file = files.get(number);
        if (file == null) {
            Path path = HeapFiles.file(first, number);
            if (!Files.exists(path)) {
                return false;
            }
            file = FileChannel.open(path, StandardOpenOption.READ);
            files.put(number, file);
        }
        ByteBuffer into = ByteBuffer.wrap(bytes);
        long at = (long) Integer.remainderUnsigned(wanted, HeapFiles.PAGES_OF_A_FILE) * Page.SIZE;
        while (into.hasRemaining()) {
            int read = file.read(into, at + into.position());
            if (read < 0) {
                return false;
            }
        }
        block = wanted;
        return true;
    }

    @Override
    public void close() throws IOException {
        for (FileChannel file : files.values()) {
            file.close();
        }
    }
}
