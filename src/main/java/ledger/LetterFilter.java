package ledger;

import java.util.List;
import java.util.UUID;

/**
 * Which dead letters are meant; null is any.
 *
 * @param ids these and no others, or null
 * @param before only letters with a smaller id
 */
public record LetterFilter(
        List<Long> ids, String table, UUID run, String state, String sqlstate, String column, Long before) {

    /** Every letter there is. */
    public static final LetterFilter ALL = new LetterFilter(null, null, null, null, null, null, null);

    /** The values in the order in which {@code sql/ledger/*-dead-letters.sql} bind them. */
    public Object[] values(Object... more) {
        Object[] first = {ids == null ? null : ids.toArray(Long[]::new), table, run, state, sqlstate, column, before};
        Object[] all = java.util.Arrays.copyOf(first, first.length + more.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return all;
    }
}
