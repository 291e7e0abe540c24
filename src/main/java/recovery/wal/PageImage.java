package recovery.wal;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;

/**
 * A page as a record carries it the first time that it is changed after a checkpoint: without the zeros in its middle, and
 * perhaps compressed. Source: {@code RestoreBlockImage} in PostgreSQL's {@code xlogreader.c}.
 */
final class PageImage {

    private static final int PAGE = 8192;
    private static final int HAS_HOLE = 0x01;
    private static final int LINE_POINTERS = 24;
    private static final int OFFSET = 0x7FFF;

    private PageImage() {}

    /** The page, or null if it cannot be unpacked. */
    static byte[] of(WalRecord record, int block) {
        RecordParts parts = record.parts();
        int kind = parts.imageKind(block);
        int length = parts.imageLength(block);
        byte[] content = new byte[length];
        System.arraycopy(record.bytes(), parts.image(block), content, 0, length);
        int hole = (kind & HAS_HOLE) != 0 ? parts.hole(block) : 0;
        if (record.version().imageIsCompressed(kind)) {
            int without = PAGE - parts.holeLength(block);
            content = unpacked(record.version(), kind, content, without);
            if (content == null) {
                return null;
            }
            length = without;
        }
        byte[] page = new byte[PAGE];
        if ((kind & HAS_HOLE) == 0) {
            System.arraycopy(content, 0, page, 0, Math.min(length, PAGE));
        } else {
            System.arraycopy(content, 0, page, 0, hole);
            System.arraycopy(content, hole, page, PAGE - (length - hole), length - hole);
        }
        return page;
    }

    /** Where the row of an offset, which counts from 1, begins on the page. */
    static int row(byte[] page, int offset) {
        return LittleEndian.i32(page, LINE_POINTERS + 4 * (offset - 1)) & OFFSET;
    }

    private static byte[] unpacked(WalVersion version, int kind, byte[] packed, int length) {
        try {
            if (version.imageNeedsZstd(kind)) {
                return Zstd.decompress(packed, length);
            }
            return version.imageNeedsLz4(kind) ? Unpack.lz4(packed, length) : Unpack.pglz(packed, length);
        } catch (IndexOutOfBoundsException | ZstdException nonsense) {
            return null;
        }
    }
}
