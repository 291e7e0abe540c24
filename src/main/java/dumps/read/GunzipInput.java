package dumps.read;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Unpacks gzip, one member after the other: gives all that comes before damage, and passes over nothing behind the last. */
final class GunzipInput extends GZIPInputStream {

    private static final int BLOCK = 1 << 16;
    private static final int TRAILER = 8;

    GunzipInput(InputStream in) throws IOException {
        super(in, BLOCK);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int got = super.read(bytes, offset, length);
        if (got < 0) {
            for (int left = inf.getRemaining() - TRAILER; left > 0; left--) {
                if (buf[len - left] != 0) {
                    throw new IOException("something that is not compressed follows the compressed bytes");
                }
            }
        }
        return got;
    }
}
