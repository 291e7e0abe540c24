package snapshot.format;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.IOException;

/** Packs the server's CSV as it comes, as one zstd frame with a checksum. */
final class CsvSink implements RowSink {

    private final ZstdOutputStreamNoFinalizer zstd;

    CsvSink(DigestedFile file, int level) throws IOException {
        zstd = new ZstdOutputStreamNoFinalizer(file.bytes(), level);
        zstd.setChecksum(true);
    }

    @Override
    public boolean takesWholeRows() {
        return false;
    }

    @Override
    public void write(byte[] bytes, int length) throws IOException {
        zstd.write(bytes, 0, length);
    }

    @Override
    public void end(long rows) throws IOException {
        zstd.close();
    }

    @Override
    public void close() throws IOException {
        zstd.close();
    }
}
