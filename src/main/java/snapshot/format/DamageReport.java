package snapshot.format;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Says of which file the bytes are that cannot be read, and what to do. */
final class DamageReport extends FilterInputStream {

    private final Path path;

    DamageReport(Path path, InputStream in) {
        super(in);
        this.path = path;
    }

    @Override
    public int read() throws IOException {
        try {
            return in.read();
        } catch (IOException | RuntimeException e) {
            throw damaged(path, e);
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return in.read(bytes, offset, length);
        } catch (IOException | RuntimeException e) {
            throw damaged(path, e);
        }
    }

    /** The one way in which a file that is not whole shows itself. */
    static IOException damaged(Path path, Exception cause) {
        return new IOException(
                "cannot read the rows in %s: it is damaged or cut off: %s\nHINT: verify the snapshot, or take an older one"
                        .formatted(path, cause.getMessage()),
                cause);
    }
}
