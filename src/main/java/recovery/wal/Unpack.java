package recovery.wal;

/** The two compressions of page images that no library here knows. */
final class Unpack {

    private static final int LONG_MATCH = 18;
    private static final int SHORTEST_PGLZ = 3;
    private static final int SHORTEST_LZ4 = 4;
    private static final int MORE = 15;
    private static final int FULL = 255;

    private Unpack() {}

    /**
     * PostgreSQL's own: a byte of eight flags, and for each a byte as it is, or how far back and how long to repeat. Source:
     * {@code pg_lzcompress.c}.
     *
     * @throws IndexOutOfBoundsException if it makes no sense
     */
    static byte[] pglz(byte[] packed, int length) {
        byte[] plain = new byte[length];
        int from = 0;
        int to = 0;
        while (from < packed.length && to < length) {
            int flags = LittleEndian.u8(packed, from++);
            for (int i = 0; i < 8 && from < packed.length && to < length; i++, flags >>= 1) {
                if ((flags & 1) == 0) {
                    plain[to++] = packed[from++];
                    continue;
                }
                int first = LittleEndian.u8(packed, from);
                int count = (first & 0x0F) + SHORTEST_PGLZ;
                int back = (first & 0xF0) << 4 | LittleEndian.u8(packed, from + 1);
                from += 2;
                if (count == LONG_MATCH) {
                    count += LittleEndian.u8(packed, from++);
                }
                to = repeat(plain, to, back, Math.min(count, length - to));
            }
        }
        return plain;
    }

    /**
     * A block of LZ4: a token, bytes as they are, how far back and how long to repeat. Source: LZ4's {@code
     * lz4_Block_format.md}.
     *
     * @throws IndexOutOfBoundsException if it makes no sense
     */
    static byte[] lz4(byte[] packed, int length) {
        byte[] plain = new byte[length];
        int from = 0;
        int to = 0;
        while (from < packed.length) {
            int token = LittleEndian.u8(packed, from++);
            int literals = token >> 4;
            if (literals == MORE) {
                int more;
                do {
                    more = LittleEndian.u8(packed, from++);
                    literals += more;
                } while (more == FULL);
            }
            System.arraycopy(packed, from, plain, to, literals);
            from += literals;
            to += literals;
            if (from >= packed.length) {
                break;
            }
            int back = LittleEndian.u16(packed, from);
            from += 2;
            int count = (token & MORE) + SHORTEST_LZ4;
            if ((token & MORE) == MORE) {
                int more;
                do {
                    more = LittleEndian.u8(packed, from++);
                    count += more;
                } while (more == FULL);
            }
            to = repeat(plain, to, back, count);
        }
        return plain;
    }

    /** Byte by byte: what is repeated may reach into what it makes. */
    private static int repeat(byte[] plain, int to, int back, int count) {
        for (int i = 0; i < count; i++) {
            plain[to + i] = plain[to + i - back];
        }
        return to + count;
    }
}
