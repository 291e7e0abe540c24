package postgres;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Cuts the rows of a table into some ten thousand buckets by their primary key, so that two states of it can be compared
 * bucket by bucket: what differs lies in few of them. A whole-number key is cut into ranges by dropping its lower bits;
 * any other by a hash of the key.
 *
 * @param key the primary key's columns
 * @param shift lower bits dropped, 0 to 63; null for a hash
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KeyBuckets(List<String> key, Integer shift) {

    private static final int MOST = 1 << 16;
    private static final Set<String> WHOLE_NUMBERS = Set.of("int2", "int4", "int8");
    /** A range that is mostly holes is cut by hash: otherwise all rows could lie in one bucket. */
    private static final int MOST_HOLES = 1000;

    public KeyBuckets {
        key = List.copyOf(key);
        if (key.isEmpty()) {
            throw new IllegalArgumentException("a table without a key has no buckets");
        }
    }

    /** What suits the keys that the table has now. */
    public static KeyBuckets suiting(Connection connection, Table table) throws SQLException {
        List<String> key = table.primaryKey();
        if (key.size() > 1
                || !WHOLE_NUMBERS.contains(
                        table.column(key.get(0)).orElseThrow().baseType())) {
            return new KeyBuckets(key, null);
        }
        String column = Identifier.quote(key.get(0));
        // Subtracted as numeric: the whole range of bigint is wider than bigint.
        return Query.first(
                        connection,
                        "select max(" + column + ")::numeric - min(" + column + ") as width,"
                                + " (select greatest(reltuples, 1000) from pg_class where oid = ?) as guess from "
                                + table.name().quoted(),
                        row -> new KeyBuckets(key, shift(row.getDouble("width"), row.getDouble("guess"))),
                        table.oid())
                .orElseThrow();
    }

    private static Integer shift(double width, double rows) {
        if (width > rows * MOST_HOLES) {
            return null;
        }
        int shift = 0;
        while (width / MOST >= Math.scalb(1.0, shift)) {
            shift++;
        }
        return shift;
    }

    /**
     * A condition that every row meets and that the planner takes for a rare one. It expects as many groups as keys, and
     * would gather all rows in one process; expecting few, it has each of its workers group its own.
     *
     * @param prefix what stands before the columns' names, as in {@code t.}
     */
    String estimate(String prefix) {
        if (shift == null) {
            return "";
        }
        String value = prefix + Identifier.quote(key.get(0));
        return " where (" + value + "::bigint # 0) = (" + value + "::bigint | 0)";
    }

    /** Whether a row is in one of these buckets, as an expression that is worked out for every row it is asked of. */
    public String oneOf(Collection<Long> buckets, List<Column> columns, String prefix) {
        if (buckets.isEmpty()) {
            return "false";
        }
        long first = Collections.min(buckets);
        long last = Collections.max(buckets);
        String bucket = expression(columns, prefix);
        if (last - first >= MOST * 16L || last < first) {
            return bucket + " in (" + buckets.stream().map(String::valueOf).collect(Collectors.joining(", ")) + ")";
        }
        // COPY looks through a list one by one, for every row; a bit is found at once.
        BitSet bits = new BitSet();
        buckets.forEach(number -> bits.set((int) (number - first)));
        byte[] bytes = Arrays.copyOf(bits.toByteArray(), (int) ((last - first) / 8 + 1));
        return "case when " + bucket + " between " + first + " and " + last + " then get_bit('\\x"
                + HexFormat.of().formatHex(bytes) + "'::bytea, (" + bucket + " - " + first
                + ")::int) = 1 else false end";
    }

    /**
     * The bucket of a row as a {@code bigint} expression.
     *
     * @param columns of the table, the key's among them
     * @param prefix what stands before their names, as in {@code t.}
     */
    public String expression(List<Column> columns, String prefix) {
        if (shift != null) {
            return "(" + prefix + Identifier.quote(key.get(0)) + "::bigint >> " + shift + ")";
        }
        List<Column> keys =
                columns.stream().filter(column -> key.contains(column.name())).toList();
        return "(" + ContentHash.ofRow(keys, prefix, 1) + " & " + (MOST - 1) + ")";
    }
}
