package dumps.read;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** The bytes of a part of a dump, unpacked, while those that lie on the disk are hashed. */
final class PackedBytes extends FilterInputStream {

    private static final long ENOUGH_TO_JUDGE = 1L << 30;
    private static final int MOST_TIMES = 1_000;

    private final MessageDigest digest;
    private final InputStream raw;
    private final long packed;
    private long unpacked;

    private PackedBytes(InputStream raw, InputStream plain, MessageDigest digest, long packed) {
        super(plain);
        this.raw = raw;
        this.packed = packed;
        this.digest = digest;
    }

    static PackedBytes open(DumpSource.Part part) throws IOException {
        MessageDigest digest = DumpSource.digest();
        InputStream raw = new DigestInputStream(part.opener().open(), digest);
        try {
            BufferedInputStream buffered = new BufferedInputStream(raw, 1 << 16);
            return new PackedBytes(raw, plain(buffered), digest, Math.max(part.packed(), 1));
        } catch (IOException damaged) {
            raw.close();
            throw part.damaged(damaged);
        }
    }

    private static InputStream plain(BufferedInputStream in) throws IOException {
        in.mark(4);
        byte[] head = in.readNBytes(4);
        in.reset();
        if (head.length >= 2 && head[0] == (byte) 0x1F && head[1] == (byte) 0x8B) {
            return new GunzipInput(in);
        }
        boolean zstd = head.length == 4
                && head[0] == (byte) 0x28
                && head[1] == (byte) 0xB5
                && head[2] == (byte) 0x2F
                && head[3] == (byte) 0xFD;
        return zstd ? new ZstdInputStream(in) : in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int got = super.read(bytes, offset, length);
        unpacked += Math.max(got, 0);
        if (isTooMany(unpacked, packed)) {
            throw new IOException("it unpacks to more than " + MOST_TIMES + " times its size");
        }
        return got;
    }

    /** Whether nobody would pack so much into so little for any good. */
    static boolean isTooMany(long unpacked, long packed) {
        return unpacked > ENOUGH_TO_JUDGE && unpacked / MOST_TIMES > packed;
    }

    /** Of all bytes of the part: those that were not needed are read for it. Null where these are too many. */
    String sha256() throws IOException {
        byte[] bytes = new byte[1 << 16];
        for (int got = 0; got >= 0; got = raw.read(bytes)) {
            unpacked += got;
            if (isTooMany(unpacked, packed)) {
                return null;
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
