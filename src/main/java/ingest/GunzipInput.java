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

    private final Members members;
    private final CountingInput packed;
    private final int mostRatio;
    private long unpacked;

    private GunzipInput(Members members, CountingInput packed, int mostRatio) {
        super(members);
        this.members = members;
        this.packed = packed;
        this.mostRatio = mostRatio;
    }

    static GunzipInput of(InputStream in, CountingInput packed, IngestSettings settings) throws IOException {
        try {
            return new GunzipInput(new Members(in), packed, settings.gzip().maxRatio());
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
        if (got < 0 && !members.areAll()) {
            throw CsvFile.refused(
                    "something that is not compressed follows the compressed rows",
                    "send the two as files of their own");
        }
        unpacked += Math.max(got, 0);
        if (unpacked > ALWAYS_ALLOWED && unpacked / mostRatio > packed.count()) {
            throw new ProblemException(Problem.tooLarge(
                    "the compressed file grows to more than " + mostRatio + " times its size",
                    "unpack it and look; raise ingest.gzip.max-ratio if it is what it should be"));
        }
        return got;
    }

    /** Java's reader ends without a word at whatever follows the last member; it may be rows. */
    private static final class Members extends GZIPInputStream {

        private static final int TRAILER = 8;

        Members(InputStream in) throws IOException {
            super(in, BUFFER);
        }

        /** At the end: whether nothing but padding follows. */
        boolean areAll() throws IOException {
            for (int i = len - Math.max(inf.getRemaining() - TRAILER, 0); i < len; i++) {
                if (buf[i] != 0) {
                    return false;
                }
            }
            int behind;
            do {
                behind = in.read();
            } while (behind == 0);
            return behind < 0;
        }
    }

    private static ProblemException damaged() {
        return CsvFile.refused("the compressed file is damaged or cut off", "send it again; check it with: gzip -t");
    }
}
