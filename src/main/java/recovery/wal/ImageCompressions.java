package recovery.wal;

/** Which compressions the page images of a log need a server to know, besides PostgreSQL's own; it grows while it is read. */
public final class ImageCompressions {

    private boolean lz4;
    private boolean zstd;

    void look(WalRecord record) {
        RecordParts parts = record.parts();
        for (int i = 0; i < parts.blocks(); i++) {
            if (parts.hasImage(i)) {
                lz4 |= record.version().imageNeedsLz4(parts.imageKind(i));
                zstd |= record.version().imageNeedsZstd(parts.imageKind(i));
            }
        }
    }

    public boolean lz4() {
        return lz4;
    }

    public boolean zstd() {
        return zstd;
    }
}
