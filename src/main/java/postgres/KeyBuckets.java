package postgres;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Cuts the rows of a table into some ten thousand buckets by their primary key, so that two states of it can be compared
 * bucket by bucket: what differs lies in few of them. A whole-number key is cut into ranges by dropping its lower bits;
 * any other by a hash of the key.
 *
 * @param key the primary key's columns
 * @param ranges null for a hash
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KeyBuckets(List<String> key, Ranges ranges) {

    private static final int MOST = 1 << 16;
    /** Tables whose keys are asked for in one statement. */
    private static final int AT_A_TIME = 100;

    /** So many ranges are looked up in an index; more are found by reading all. */
    private static final int FEW = 200;

    private static final Set<String> WHOLE_NUMBERS = Set.of("int2", "int4", "int8");
    /** A range that is mostly holes is cut by hash: otherwise all rows could lie in one bucket. */
    private static final int MOST_HOLES = 1000;

    /**
     * Ranges of equal width, the outer two without an end: keys that come later may be as high as they like.
     *
     * @param shift lower bits of the key that do not count, 0 to 63
     * @param first the number of the lowest range
     * @param last the number of the highest
     */
    public record Ranges(int shift, long first, long last) {

        /** The bucket of a key. */
        public long of(long number) {
            return Math.min(Math.max(number >> shift, first), last);
        }

        private String expression(String value) {
            return "least(greatest(" + value + "::bigint >> " + shift + ", " + first + "), " + last + ")";
        }

        /** The same for one bucket, in a form that an index can be used for. */
        private String condition(long bucket, String value) {
            long from = bucket << shift;
            String above = bucket == first ? "true" : value + " >= " + from;
            String below = bucket == last ? "true" : value + " <= " + (from + ((1L << shift) - 1));
            return "(" + above + " and " + below + ")";
        }
    }

    public KeyBuckets {
        key = List.copyOf(key);
        if (key.isEmpty()) {
            throw new IllegalArgumentException("a table without a key has no buckets");
        }
    }

    /** What suits the keys that the table has now. */
    public static KeyBuckets suiting(Connection connection, Table table) throws SQLException {
        return suiting(connection, List.of(table)).get(table.name());
    }

    /** The same for many tables, asked for together; those without a key have none. */
    public static Map<TableName, KeyBuckets> suiting(Connection connection, List<Table> tables) throws SQLException {
        Map<TableName, KeyBuckets> suiting = new HashMap<>();
        List<Table> counted = new ArrayList<>();
        for (Table table : tables) {
            List<String> key = table.primaryKey();
            if (key.size() == 1
                    && WHOLE_NUMBERS.contains(
                            table.column(key.get(0)).orElseThrow().baseType())) {
                counted.add(table);
            } else if (!key.isEmpty()) {
                suiting.put(table.name(), new KeyBuckets(key, null));
            }
        }
        for (int from = 0; from < counted.size(); from += AT_A_TIME) {
            List<Table> some = counted.subList(from, Math.min(counted.size(), from + AT_A_TIME));
            String bounds = IntStream.range(0, some.size())
                    .mapToObj(i -> bounds(i, some.get(i)))
                    .collect(Collectors.joining(" union all "));
            Query.list(connection, bounds, row -> {
                Table table = some.get(row.getInt("place"));
                return suiting.put(
                        table.name(),
                        new KeyBuckets(
                                table.primaryKey(),
                                ranges(row.getLong("lowest"), row.getLong("highest"), row.getDouble("guess"))));
            });
        }
        return suiting;
    }

    private static String bounds(int place, Table table) {
        String column = Identifier.quote(table.primaryKey().get(0));
        return "select " + place + " as place, coalesce(min(" + column + "), 0)::bigint as lowest, coalesce(max("
                + column
                + "), 0)::bigint as highest, (select greatest(reltuples, 1000) from pg_class where oid = " + table.oid()
                + ") as guess from " + table.name().quoted();
    }

    private static Ranges ranges(long lowest, long highest, double rows) {
        // As floating point: the whole range of bigint is wider than bigint.
        double width = (double) highest - (double) lowest;
        if (width > rows * MOST_HOLES) {
            return null;
        }
        int shift = 0;
        while (width / MOST >= Math.scalb(1.0, shift)) {
            shift++;
        }
        return new Ranges(shift, lowest >> shift, highest >> shift);
    }

    private String value(String prefix) {
        return prefix + Identifier.quote(key.get(0));
    }

    /**
     * The bucket of a row as a {@code bigint} expression.
     *
     * @param columns of the table, the key's among them
     * @param prefix what stands before their names, as in {@code t.}
     */
    public String expression(List<Column> columns, String prefix) {
        if (ranges != null) {
            return ranges.expression(value(prefix));
        }
        List<Column> keys =
                columns.stream().filter(column -> key.contains(column.name())).toList();
        return "(" + ContentHash.ofRow(keys, prefix, 1) + " & " + (MOST - 1) + ")";
    }

    /**
     * A condition that every row meets and that the planner takes for a rare one. It expects as many groups as keys, and
     * would gather all rows in one process; expecting few, it has each of its workers group its own.
     */
    String estimate(String prefix) {
        return ranges == null ? "" : " where (" + value(prefix) + "::bigint # 0) = (" + value(prefix) + "::bigint | 0)";
    }

    /**
     * The condition that a row lies in one of these buckets.
     *
     * @param columns of the table, the key's among them
     * @param prefix what stands before their names, as in {@code t.}
     */
    public String among(List<Column> columns, String prefix, List<Long> buckets) {
        if (buckets.isEmpty()) {
            return "false";
        }
        if (ranges != null && buckets.size() <= FEW) {
            return buckets.stream()
                    .map(bucket -> ranges.condition(bucket, value(prefix)))
                    .collect(Collectors.joining(" or ", "(", ")"));
        }
        // A list would be looked through one by one, for every row; a bit is found at once.
        long first = Collections.min(buckets);
        BitSet bits = new BitSet();
        buckets.forEach(bucket -> bits.set((int) (bucket - first)));
        String bucket = expression(columns, prefix);
        return "case when " + bucket + " between " + first + " and " + Collections.max(buckets)
                + " then get_bit('\\x" + HexFormat.of().formatHex(bits.toByteArray()) + "'::bytea, (" + bucket + " - "
                + first + ")::int) = 1 else false end";
    }
}
