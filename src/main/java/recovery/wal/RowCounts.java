package recovery.wal;

/** What one transaction did to the rows of one file; it grows while the log is read. */
final class RowCounts {

    private long inserted;
    private long updated;
    private long deleted;
    private long moved;
    private long pages;

    void insert(long rows) {
        inserted += rows;
    }

    void update() {
        updated++;
    }

    void delete() {
        deleted++;
    }

    /** A row went to another partition, where it is inserted. */
    void move() {
        moved++;
    }

    /** A whole page was written into it, as moving a file does. */
    void page() {
        pages++;
    }

    /** What was counted so far was a copy of rows that stay. */
    void forgetRows() {
        inserted = 0;
        updated = 0;
        deleted = 0;
        moved = 0;
    }

    void add(RowCounts other) {
        inserted += other.inserted;
        updated += other.updated;
        deleted += other.deleted;
        moved += other.moved;
        pages += other.pages;
    }

    long inserted() {
        return inserted;
    }

    long updated() {
        return updated;
    }

    long deleted() {
        return deleted;
    }

    long moved() {
        return moved;
    }

    /** How many rows there are more. */
    long net() {
        return inserted - deleted - moved;
    }

    boolean isNothing() {
        return inserted == 0 && updated == 0 && deleted == 0 && moved == 0;
    }

    boolean hasPages() {
        return pages > 0;
    }
}
