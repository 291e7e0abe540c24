package recovery.wal;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A row that was inserted into one of the catalogs that name things: an object id, and a name of 64 bytes, begin all of
 * them. Source: {@code pg_class.h}, {@code pg_namespace.h} and {@code pg_database.h} of PostgreSQL; for where the row is in
 * the record, {@code heap_xlog_insert} in {@code heapam_xlog.c}.
 */
final class CatalogRow {

    private static final int NAME = 4;
    private static final int NAME_BYTES = 64;
    private static final int SCHEMA = 68;
    private static final int FILE = 88;

    /** Bytes of {@code pg_class} that are looked at. */
    private static final int LOOKED_AT = 120;

    /** Of the header that the record keeps of a row, and of the one that a page has. */
    private static final int HEADER_IN_RECORD = 5;

    private static final int HEADER_ON_PAGE = 23;
    private static final int WIDTH_OF_HEADER_IN_RECORD = 4;
    private static final int WIDTH_OF_HEADER_ON_PAGE = 22;

    /** In the main data of an update. */
    private static final int UPDATE_FLAGS = 7;

    private static final int NEW_OFFSET = 12;
    private static final int PREFIX_FROM_OLD = 0x20;
    private static final int SUFFIX_FROM_OLD = 0x40;

    private final byte[] bytes;
    private final WalVersion version;

    private CatalogRow(byte[] bytes, WalVersion version) {
        this.bytes = bytes;
        this.version = version;
    }

    /** What a heap's insert record inserts; null if it cannot be told. */
    static CatalogRow insertedBy(WalRecord record) {
        RecordParts parts = record.parts();
        byte[] row = new byte[LOOKED_AT];
        if (parts.dataLength(0) > HEADER_IN_RECORD) {
            int data = parts.data(0);
            int skipped = HEADER_IN_RECORD
                    + LittleEndian.u8(record.bytes(), data + WIDTH_OF_HEADER_IN_RECORD)
                    - HEADER_ON_PAGE;
            copy(record.bytes(), data + skipped, parts.dataLength(0) - skipped, row);
            return new CatalogRow(row, record.version());
        }
        byte[] page = parts.hasImage(0) ? PageImage.of(record, 0) : null;
        return page == null ? null : on(page, LittleEndian.u16(record.bytes(), parts.main()), record.version());
    }

    /**
     * What a heap's update record makes of a row; null if it cannot be told. Of the old row it is only known what it was
     * called: files and kinds are told by nobody here. Source: {@code log_heap_update} in {@code heapam.c}.
     *
     * @param old what is known of the row before, or null
     */
    static CatalogRow updatedBy(WalRecord record, CatalogPlaces.Row old) {
        RecordParts parts = record.parts();
        byte[] bytes = record.bytes();
        if (parts.dataLength(0) <= HEADER_IN_RECORD) {
            byte[] page = parts.hasImage(0) ? PageImage.of(record, 0) : null;
            return page == null ? null : on(page, LittleEndian.u16(bytes, parts.main() + NEW_OFFSET), record.version());
        }
        int flags = LittleEndian.u8(bytes, parts.main() + UPDATE_FLAGS);
        int at = parts.data(0);
        int prefix = 0;
        if ((flags & PREFIX_FROM_OLD) != 0) {
            prefix = LittleEndian.u16(bytes, at);
            at += 2;
        }
        if ((flags & SUFFIX_FROM_OLD) != 0) {
            at += 2;
        }
        if ((flags & (PREFIX_FROM_OLD | SUFFIX_FROM_OLD)) != 0 && old == null) {
            return null;
        }
        at += HEADER_IN_RECORD + LittleEndian.u8(bytes, at + WIDTH_OF_HEADER_IN_RECORD) - HEADER_ON_PAGE;
        int length = parts.data(0) + parts.dataLength(0) - at;
        byte[] row = old == null ? new byte[LOOKED_AT] : rowOf(old);
        if (prefix < row.length) {
            System.arraycopy(bytes, at, row, prefix, Math.max(0, Math.min(length, row.length - prefix)));
        }
        return new CatalogRow(row, record.version());
    }

    private static byte[] rowOf(CatalogPlaces.Row old) {
        byte[] row = new byte[LOOKED_AT];
        LittleEndian.put(row, 0, old.oid());
        byte[] name = old.name().getBytes(UTF_8);
        System.arraycopy(name, 0, row, NAME, Math.min(name.length, NAME_BYTES));
        LittleEndian.put(row, SCHEMA, old.schema());
        return row;
    }

    private static CatalogRow on(byte[] page, int offset, WalVersion version) {
        int start = PageImage.row(page, offset);
        int data = start + LittleEndian.u8(page, start + WIDTH_OF_HEADER_ON_PAGE);
        byte[] row = new byte[LOOKED_AT];
        copy(page, data, page.length - data, row);
        return new CatalogRow(row, version);
    }

    private static void copy(byte[] from, int at, int length, byte[] row) {
        System.arraycopy(from, at, row, 0, Math.max(0, Math.min(length, row.length)));
    }

    /** Of a relation: what it is called. */
    CatalogPlaces.Row called() {
        return new CatalogPlaces.Row(oid(), schema(), name());
    }

    int oid() {
        return LittleEndian.i32(bytes, 0);
    }

    String name() {
        return LittleEndian.text(bytes, NAME, NAME + NAME_BYTES);
    }

    /** Of a relation: the object id of its schema. */
    int schema() {
        return LittleEndian.i32(bytes, SCHEMA);
    }

    /** Of a relation: the number of its file, 0 if it has none. */
    int file() {
        return LittleEndian.i32(bytes, FILE);
    }

    /** Of a relation: {@code p} permanent, {@code u} unlogged, {@code t} temporary. */
    char persistence() {
        return (char) bytes[version.relkindOffset() - 1];
    }

    /** Of a relation: {@code r} table, {@code i} index, {@code t} toast, {@code m} materialized view and so on. */
    char kind() {
        return (char) bytes[version.relkindOffset()];
    }
}
