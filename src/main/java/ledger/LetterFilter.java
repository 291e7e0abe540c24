package ledger;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Which dead letters are meant; null is any.
 *
 * @param ids these and no others, or null
 * @param before only letters with a smaller id
 */
public record LetterFilter(
        List<Long> ids, String table, UUID run, String state, String sqlstate, String column, Long before) {

    /** The most letters one answer holds. */
    public static final int MOST = 1000;

    /** Every letter there is. */
    public static final LetterFilter ALL = new LetterFilter(null, null, null, null, null, null, null);

    /** Whether it says which letters: what state they are in, or where a page ends, does not. */
    public boolean chooses() {
        return ids != null || table != null || run != null || sqlstate != null || column != null;
    }

    /** Of these letters those that can be changed. */
    public LetterFilter open() {
        return new LetterFilter(ids, table, run, state == null ? "open" : state, sqlstate, column, before);
    }

    /** One letter and no other. */
    public static LetterFilter one(long id) {
        return new LetterFilter(List.of(id), null, null, null, null, null, null);
    }

    /** The filter as named values for {@code sql/ledger/*-dead-letters.sql}. */
    public Map<String, Object> parameters() {
        Map<String, Object> named = new LinkedHashMap<>();
        named.put("ids", ids == null ? null : ids.toArray(Long[]::new));
        named.put("table", table);
        named.put("run", run);
        named.put("state", state);
        named.put("sqlstate", sqlstate);
        named.put("column", column);
        named.put("before", before);
        return named;
    }

    /** The same for the latest letters that fit, so many of them, whole. */
    public Map<String, Object> parameters(int limit) {
        return parameters(limit, null);
    }

    /**
     * The same.
     *
     * @param cut bytes of a row as it came, and characters of a value, that are wanted at most; null for all
     */
    public Map<String, Object> parameters(int limit, Integer cut) {
        if (limit < 1 || limit > MOST) {
            throw new ProblemException(
                    Problem.malformed("limit is 1 to " + MOST + ", not " + limit, "page on with before=<id>"));
        }
        Map<String, Object> named = parameters();
        named.put("limit", limit);
        named.put("cut", cut);
        return named;
    }

    /** The values in the order in which {@code sql/ledger/take-dead-letters.sql} binds them, and more after them. */
    public Object[] values(Object... more) {
        Object[] first = {ids == null ? null : ids.toArray(Long[]::new), table, run, state, sqlstate, column, before};
        Object[] all = java.util.Arrays.copyOf(first, first.length + more.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return all;
    }
}
