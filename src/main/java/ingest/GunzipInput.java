package ingest;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import ledger.Problem;
import ledger.ProblemException;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Unpacks gzip, one member after the other, and stops at a bomb, at damage, and at whatever follows the last member, for it
 * may be rows.
 */
final class GunzipInput extends InputStream {

    /** Below it any ratio is harmless. */
    private static final long ALWAYS_ALLOWED = 64L << 20;

    private static final int FIRST_OF_A_MEMBER = 0x1F;

    /** What a member says of itself, such as its file's name, ends with a zero byte: some never end. */
    private static final int LONGEST_HEADER = 1 << 17;

    private final Packed in;
    private final CountingInput packed;
    private final int mostRatio;
    private InputStream member;
    private long unpacked;

    private GunzipInput(Packed in, CountingInput packed, int mostRatio) {
        this.in = in;
        this.packed = packed;
        this.mostRatio = mostRatio;
    }

    /**
     * @param in compressed, able to go back to a mark
     * @param packed counts what is read of it
     */
    static GunzipInput of(InputStream in, CountingInput packed, IngestSettings settings) throws IOException {
        GunzipInput unpacking =
                new GunzipInput(new Packed(in), packed, settings.gzip().maxRatio());
        unpacking.member = unpacking.toldFromDamage(unpacking::nextMember);
        return unpacking;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int got = toldFromDamage(() -> unpack(bytes, offset, length));
        unpacked += Math.max(got, 0);
        if (unpacked > ALWAYS_ALLOWED && unpacked / mostRatio > packed.count()) {
            throw new ProblemException(Problem.tooLarge(
                    "the compressed file grows to more than " + mostRatio + " times its size",
                    "unpack it and look; raise ingest.gzip.max-ratio if it is what it should be"));
        }
        return got;
    }

    private int unpack(byte[] bytes, int offset, int length) throws IOException {
        int got = member.read(bytes, offset, length);
        while (got < 0 && anotherFollows()) {
            member = nextMember();
            got = member.read(bytes, offset, length);
        }
        return got;
    }

    private InputStream nextMember() throws IOException {
        in.most = LONGEST_HEADER;
        InputStream next =
                GzipCompressorInputStream.builder().setInputStream(in).get();
        in.most = Long.MAX_VALUE;
        return next;
    }

    /** At the end of a member: whether there is one more, and not the end of the file or padding up to there. */
    private boolean anotherFollows() throws IOException {
        in.mark(1);
        int next = in.read();
        if (next == FIRST_OF_A_MEMBER) {
            in.reset();
            return true;
        }
        while (next == 0) {
            next = in.read();
        }
        if (next >= 0) {
            throw CsvFile.refused(
                    "something that is not compressed follows the compressed rows",
                    "send the two as files of their own");
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        member.close();
    }

    /** Takes each failure for damage of the file but those of reading it. */
    private <T> T toldFromDamage(Step<T> step) throws IOException {
        try {
            return step.take();
        } catch (UncheckedIOException unreadable) {
            throw unreadable.getCause();
        } catch (IOException damaged) {
            throw CsvFile.refused("the compressed file is damaged or cut off", "send it again; check it with: gzip -t");
        }
    }

    @FunctionalInterface
    private interface Step<T> {
        T take() throws IOException;
    }

    /** The compressed bytes. What the disk says goes past the unpacking unchanged. */
    private static final class Packed extends FilterInputStream {

        /** How many more bytes may be read. */
        private long most = Long.MAX_VALUE;

        Packed(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            count(1);
            try {
                return super.read();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            count(1);
            try {
                return super.read(bytes, offset, length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The reader of headers takes byte by byte. */
        private void count(int bytes) throws IOException {
            most -= bytes;
            if (most < 0) {
                throw new IOException("the header never ends");
            }
        }
    }
}
