package recovery.wal;

/**
 * What a page of WAL begins with. Source: {@code XLogPageHeaderData} and {@code XLogLongPageHeaderData} in PostgreSQL's
 * {@code xlog_internal.h}.
 */
final class PageHeader {

    /** Bytes of a page. */
    static final int PAGE = 8192;

    /** Bytes of the header that begins a segment; the others have fewer. */
    static final int LONG = 40;

    private static final int SHORT = 24;

    private static final int CONTINUES_RECORD = 0x01;
    private static final int IS_LONG = 0x02;
    private static final int GIVES_UP_RECORD = 0x08;

    private static final int SEGMENT_SIZE = 32;
    private static final int PAGE_SIZE = 36;

    private final byte[] bytes;
    private final int at;

    PageHeader(byte[] bytes, int at) {
        this.bytes = bytes;
        this.at = at;
    }

    static int segmentSize(byte[] beginning) {
        return WalVersion.ofMagic(LittleEndian.u16(beginning, 0)) == null
                ? 0
                : LittleEndian.i32(beginning, SEGMENT_SIZE);
    }

    int magic() {
        return LittleEndian.u16(bytes, at);
    }

    private boolean has(int flag) {
        return (LittleEndian.u16(bytes, at + 2) & flag) != 0;
    }

    boolean isLong() {
        return has(IS_LONG);
    }

    /** Whether the rest of a record that began on an earlier page comes first. */
    boolean continuesRecord() {
        return has(CONTINUES_RECORD);
    }

    /** Whether a record that a crash cut off on the page before is given up here. */
    boolean givesUpRecord() {
        return has(GIVES_UP_RECORD);
    }

    int timeline() {
        return LittleEndian.i32(bytes, at + 4);
    }

    long address() {
        return LittleEndian.i64(bytes, at + 8);
    }

    /** Bytes of that record from here on. */
    int remaining() {
        return LittleEndian.i32(bytes, at + 16);
    }

    long system() {
        return LittleEndian.i64(bytes, at + SHORT);
    }

    int segmentSize() {
        return LittleEndian.i32(bytes, at + SEGMENT_SIZE);
    }

    int pageSize() {
        return LittleEndian.i32(bytes, at + PAGE_SIZE);
    }

    /** Bytes of the header itself. */
    int length() {
        return isLong() ? LONG : SHORT;
    }
}
