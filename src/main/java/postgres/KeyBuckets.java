package postgres;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.Connection;
import java.sql.SQLException;
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
     * The bucket of a row as a {@code bigint} expression.
     *
     * @param columns of the table, the key's among them
     * @param prefix what stands before their names, as in {@code t.}
     */
    public String expression(List<Column> columns, String prefix) {
        if (shift != null) {
            // Around again after the last: keys that came later may be as high as they like.
            return "((" + prefix + Identifier.quote(key.get(0)) + "::bigint >> " + shift + ") & " + (MOST - 1) + ")";
        }
        List<Column> keys =
                columns.stream().filter(column -> key.contains(column.name())).toList();
        return "(" + ContentHash.ofRow(keys, prefix, 1) + " & " + (MOST - 1) + ")";
    }

    /** The condition that a row lies in one of these buckets. */
    public String among(List<Column> columns, String prefix, List<Long> buckets) {
        return buckets.isEmpty()
                ? "false"
                : expression(columns, prefix) + " in ("
                        + buckets.stream().map(String::valueOf).collect(Collectors.joining(", ")) + ")";
    }
}
