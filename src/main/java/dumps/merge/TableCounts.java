package dumps.merge;

/** How the rows of one table came to be what they are. */
public final class TableCounts {

    private long rows;
    private long deleted;
    private long older;
    private long ties;
    private long doubtful;
    private long twice;

    void row() {
        rows++;
    }

    void deletedOne() {
        deleted++;
    }

    void olderOne() {
        older++;
    }

    void tie() {
        ties++;
    }

    void doubtfulOne() {
        doubtful++;
    }

    void twiceInOne() {
        twice++;
    }

    /** Rows that are there. */
    public long rows() {
        return rows;
    }

    /** Rows that are gone since a later complete dump does not have them. */
    public long deleted() {
        return deleted;
    }

    /** Versions in later files that are older by their own time. */
    public long older() {
        return older;
    }

    /** Versions with one time and other values, of which that of the later file was taken. */
    public long ties() {
        return ties;
    }

    /** Rows that a complete dump does not have, of which nothing says that it is the later one: they stay. */
    public long doubtful() {
        return doubtful;
    }

    /** Rows that one file has twice. */
    public long twice() {
        return twice;
    }
}
