package snapshot.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/** The rows of several files, one after the other. */
final class JoinedRows extends InputStream {

    /** Opens one. */
    @FunctionalInterface
    interface Opening {
        InputStream open(Path file) throws IOException;
    }

    private final Iterator<Path> files;
    private final Opening opening;
    private InputStream open = InputStream.nullInputStream();

    JoinedRows(List<Path> files, Opening opening) {
        this.files = files.iterator();
        this.opening = opening;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int got = open.read(bytes, offset, length);
        while (got < 0 && files.hasNext()) {
            open.close();
            open = opening.open(files.next());
            got = open.read(bytes, offset, length);
        }
        return got;
    }

    @Override
    public void close() throws IOException {
        open.close();
    }
}
