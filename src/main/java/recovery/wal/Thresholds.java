package recovery.wal;

/**
 * From when on deleted rows are an incident: either suffices.
 *
 * @param rows so many, at least 1
 * @param share of the rows that the table had, above 0 and at most 1
 */
public record Thresholds(long rows, double share) {

    public static final Thresholds USUAL = new Thresholds(1_000, 0.1);

    public Thresholds {
        if (rows < 1 || !(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("%d rows or a share of %s is no threshold".formatted(rows, share));
        }
    }

    /** @param had how many rows there were, {@link Relation#UNKNOWN} if nobody knows */
    boolean areReachedBy(long gone, long had) {
        return gone >= rows || gone > 0 && had > 0 && gone >= share * had;
    }
}
