package ledger;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The five counts of a run. The ledger's CHECK holds them to {@code in = loaded + rejected + unchanged + skipped}. */
public record Rows(
        @JsonProperty("in") long in,
        @JsonProperty("loaded") long loaded,
        @JsonProperty("rejected") long rejected,
        @JsonProperty("unchanged") long unchanged,
        @JsonProperty("skipped") long skipped) {

    /** Nothing came in. */
    public static final Rows NONE = new Rows(0, 0, 0, 0, 0);

    public Rows {
        if (in < 0 || loaded < 0 || rejected < 0 || unchanged < 0 || skipped < 0) {
            throw new IllegalArgumentException("a count of rows is never negative");
        }
    }

    /** What came in and was left alone as a whole: a file undone. */
    public static Rows allSkipped(long in) {
        return new Rows(in, 0, 0, 0, in);
    }
}
