package snapshot.format;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import ledger.FaultText;
import ledger.ProblemException;

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
        } catch (OutOfMemoryError e) {
            throw tooLarge(e);
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return in.read(bytes, offset, length);
        } catch (IOException | RuntimeException e) {
            throw damaged(path, e);
        } catch (OutOfMemoryError e) {
            throw tooLarge(e);
        }
    }

    private ProblemException tooLarge(OutOfMemoryError cause) {
        long row = in instanceof RowStream rows ? rows.row() : 1;
        return new ProblemException(new RowLimit().tooLargeToRead(String.valueOf(path.getFileName()), row), cause);
    }

    /** The one way in which a file that is not whole shows itself. */
    static IOException damaged(Path path, Exception cause) {
        return new IOException(
                "cannot read the rows in %s: it is damaged or cut off: %s\nHINT: verify the snapshot, or take an older one"
                        .formatted(path.getFileName(), FaultText.of(cause)),
                cause);
    }
}
