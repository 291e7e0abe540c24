package ingest;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import ledger.Problem;
import ledger.ProblemException;

/** Unpacks gzip and stops at a bomb or at damage. */
final class GunzipInput extends FilterInputStream {

    /** Below it any ratio is harmless. */
    private static final long ALWAYS_ALLOWED = 64L << 20;

    private static final int BUFFER = 1 << 16;

    private final CountingInput packed;
    private final int mostRatio;
    private long unpacked;

    private GunzipInput(InputStream in, CountingInput packed, int mostRatio) {
        super(in);
        this.packed = packed;
        this.mostRatio = mostRatio;
    }

    static GunzipInput of(InputStream in, CountingInput packed, IngestSettings settings) throws IOException {
        try {
            return new GunzipInput(
                    new GZIPInputStream(in, BUFFER), packed, settings.gzip().maxRatio());
        } catch (EOFException | ZipException damaged) {
            throw damaged();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int got;
        try {
            got = super.read(bytes, offset, length);
        } catch (EOFException | ZipException damaged) {
            throw damaged();
        }
        unpacked += Math.max(got, 0);
        if (unpacked > ALWAYS_ALLOWED && unpacked / mostRatio > packed.count()) {
            throw new ProblemException(Problem.tooLarge(
                    "the compressed file grows to more than " + mostRatio + " times its size",
                    "unpack it and look; raise ingest.gzip.max-ratio if it is what it should be"));
        }
        return got;
    }

    private static ProblemException damaged() {
        return CsvFile.refused("the compressed file is damaged or cut off", "send it again; check it with: gzip -t");
    }
}
