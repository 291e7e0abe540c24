package recovery.wal;

/**
 * The major version that wrote a page of WAL, which the page itself tells. What the versions write differently is said
 * here and nowhere else. Source: {@code XLOG_PAGE_MAGIC} in PostgreSQL's {@code xlog_internal.h}, {@code xlogrecord.h},
 * {@code xact.h}.
 */
public enum WalVersion {
    V14(14, 0xD10D),
    V15(15, 0xD110),
    V16(16, 0xD113),
    V17(17, 0xD116),
    V18(18, 0xD118);

    private static final int COMPRESSED_IN_14 = 0x02;
    private static final int PGLZ = 0x04;
    private static final int LZ4 = 0x08;
    private static final int ZSTD = 0x10;

    private final int major;
    private final int magic;

    WalVersion(int major, int magic) {
        this.major = major;
        this.magic = magic;
    }

    /** The version that writes this magic number, or null. */
    static WalVersion ofMagic(int magic) {
        for (WalVersion version : values()) {
            if (version.magic == magic) {
                return version;
            }
        }
        return null;
    }

    public int major() {
        return major;
    }

    boolean imageIsCompressed(int kind) {
        return (kind & (this == V14 ? COMPRESSED_IN_14 : PGLZ | LZ4 | ZSTD)) != 0;
    }

    boolean imageNeedsLz4(int kind) {
        return this != V14 && (kind & LZ4) != 0;
    }

    boolean imageNeedsZstd(int kind) {
        return this != V14 && (kind & ZSTD) != 0;
    }

    /** Bytes of a dropped statistics entry in a commit record: the object's id became twice as long in 18. */
    int droppedStatisticsBytes() {
        return this == V18 ? 16 : 12;
    }

    /** Which info of the database resource manager drops one: 15 put the other way of creating one in between. */
    int databaseDrop() {
        return this == V14 ? 0x10 : 0x20;
    }

    /** Where {@code relkind} is in a row of {@code pg_class}: 18 put {@code relallfrozen} before it. */
    int relkindOffset() {
        return this == V18 ? 119 : 115;
    }
}
