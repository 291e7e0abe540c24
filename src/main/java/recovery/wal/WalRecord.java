package recovery.wal;

import postgres.Lsn;

/**
 * One record of the log, as long as the reader stands on it: its bytes are the reader's and change with the next one.
 * Source: {@code XLogRecord} in PostgreSQL's {@code xlogrecord.h}.
 */
public final class WalRecord {

    /** Bytes of the header. */
    static final int HEADER = 24;

    static final int XID = 4;
    static final int PREVIOUS = 8;
    static final int INFO = 16;
    static final int RESOURCE = 17;
    static final int CRC = 20;

    private WalVersion version;
    private byte[] bytes;
    private int at;
    private int length;
    private long start;
    private long end;
    private final RecordParts parts = new RecordParts();
    private boolean cut;

    void set(WalVersion by, byte[] in, int offset, int tall, long from, long to) {
        version = by;
        bytes = in;
        at = offset;
        length = tall;
        start = from;
        end = to;
        cut = false;
    }

    /** Where it begins. */
    public Lsn lsn() {
        return new Lsn(start);
    }

    /** Where the next one may begin. */
    public Lsn end() {
        return new Lsn(end);
    }

    /** Its bytes, header and all, without what pages put between them. */
    public int length() {
        return length;
    }

    /** The transaction that wrote it, or 0. */
    public int xid() {
        return LittleEndian.i32(bytes, at + XID);
    }

    /** Where the record before it begins. */
    public Lsn previous() {
        return new Lsn(LittleEndian.i64(bytes, at + PREVIOUS));
    }

    /** The number of its resource manager. */
    public int resource() {
        return LittleEndian.u8(bytes, at + RESOURCE);
    }

    /** What it is among the records of its resource manager: the upper four bits of its info. */
    public int info() {
        return LittleEndian.u8(bytes, at + INFO) & 0xF0;
    }

    public WalVersion version() {
        return version;
    }

    long start() {
        return start;
    }

    boolean is(int resource, int info) {
        return resource() == resource && info() == info;
    }

    byte[] bytes() {
        return bytes;
    }

    /** The blocks it changes and its main data. */
    RecordParts parts() {
        if (!cut) {
            parts.cut(version, bytes, at, length);
            cut = true;
        }
        return parts;
    }
}
