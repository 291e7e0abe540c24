package ingest;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Unpacks zstd, one frame after the other, and stops at a bomb, at damage, and at whatever follows the last frame. */
final class ZstdInput extends InputStream {

    private static final String CHECK = "zstd -t";

    private final InputStream frames;
    private final Growth growth;

    private ZstdInput(InputStream frames, Growth growth) {
        this.frames = frames;
        this.growth = growth;
    }

    /** @param packed counts what is read of it */
    static ZstdInput of(InputStream in, CountingInput packed, IngestSettings settings) throws IOException {
        InputStream frames = PackedInput.toldFromDamage(() -> new ZstdInputStream(new PackedInput(in)), CHECK);
        return new ZstdInput(frames, new Growth(packed::count, settings.gzip().maxRatio()));
    }

    /** Whether a file begins as zstd does. */
    static boolean isZstd(byte[] head) {
        return head.length >= 4
                && head[0] == (byte) 0x28
                && head[1] == (byte) 0xB5
                && head[2] == (byte) 0x2F
                && head[3] == (byte) 0xFD;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int got = PackedInput.toldFromDamage(() -> frames.read(bytes, offset, length), CHECK);
        growth.add(got);
        return got;
    }

    @Override
    public void close() throws IOException {
        frames.close();
    }
}
