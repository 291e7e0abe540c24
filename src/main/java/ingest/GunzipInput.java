package ingest;

import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Unpacks gzip, one member after the other, and stops at a bomb, at damage, and at whatever follows the last member, for it
 * may be rows.
 */
final class GunzipInput extends InputStream {

    private static final int FIRST_OF_A_MEMBER = 0x1F;

    /** What a member says of itself, such as its file's name, ends with a zero byte: some never end. */
    private static final int LONGEST_HEADER = 1 << 17;

    private static final String CHECK = "gzip -t";

    private final PackedInput in;
    private final Growth growth;
    private InputStream member;

    private GunzipInput(PackedInput in, Growth growth) {
        this.in = in;
        this.growth = growth;
    }

    /**
     * @param in compressed, able to go back to a mark
     * @param packed counts what is read of it
     */
    static GunzipInput of(InputStream in, CountingInput packed, IngestSettings settings) throws IOException {
        GunzipInput unpacking = new GunzipInput(
                new PackedInput(in), new Growth(packed::count, settings.gzip().maxRatio()));
        unpacking.member = PackedInput.toldFromDamage(unpacking::nextMember, CHECK);
        return unpacking;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int got = PackedInput.toldFromDamage(() -> unpack(bytes, offset, length), CHECK);
        growth.add(got);
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
        in.allow(LONGEST_HEADER);
        InputStream next =
                GzipCompressorInputStream.builder().setInputStream(in).get();
        in.allow(Long.MAX_VALUE);
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
}
