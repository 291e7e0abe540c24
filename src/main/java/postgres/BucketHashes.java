package postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The content hash of a table, bucket by bucket.
 *
 * @param buckets rows and hash of every bucket that has rows, by its number
 */
public record BucketHashes(Map<Long, Bucket> buckets) {

    // The groups fit in memory, and compiling the statement would cost more than it saves.
    private static final String PREPARE = Sql.read("postgres/before-hashing.sql");
    private static final String RESTORE = Sql.read("postgres/after-hashing.sql");

    /** How many rows a bucket holds, and their hash. */
    public record Bucket(long rows, long hash) {}

    public BucketHashes {
        buckets = Map.copyOf(buckets);
    }

    /** One statement that gives {@code bucket, rows, hash}; without buckets all rows are in bucket 0. */
    static String query(String relation, List<Column> columns, KeyBuckets buckets) {
        String bucket = buckets == null ? "0::bigint" : buckets.expression(columns, "t.");
        return "select " + bucket + " as bucket, count(*) as rows, sum(" + ContentHash.ofRow(columns, "t.")
                + ") as hash from " + relation + " t" + (buckets == null ? "" : buckets.estimate("t.")) + " group by 1";
    }

    /**
     * Reads the relation once, in the caller's transaction.
     *
     * @param relation quoted, with {@code only} where children are not meant
     * @param columns those that count, the key's among them
     * @param buckets null where the table has no key
     */
    public static BucketHashes of(Connection connection, String relation, List<Column> columns, KeyBuckets buckets)
            throws SQLException {
        return of(connection, List.of(new Rows(relation, columns, buckets))).get(0);
    }

    /**
     * What is hashed.
     *
     * @param relation quoted, with {@code only} where children are not meant
     * @param columns those that count, the key's among them
     * @param buckets null where the table has no key
     */
    public record Rows(String relation, List<Column> columns, KeyBuckets buckets) {}

    /** The same of several at one go, in their order: for small ones the way to the server takes longest. */
    public static List<BucketHashes> of(Connection connection, List<Rows> several) throws SQLException {
        List<Map<Long, Bucket>> read = new ArrayList<>();
        List<String> queries = new ArrayList<>();
        for (Rows rows : several) {
            queries.add("select q.*, " + read.size() + " as place from ("
                    + query(rows.relation, rows.columns, rows.buckets) + ") q");
            read.add(new TreeMap<>());
        }
        // A cursor would keep the server from using its parallel workers.
        try (Statement statement = connection.createStatement()) {
            boolean answers =
                    statement.execute(PREPARE + ";\n" + String.join(" union all ", queries) + ";\n" + RESTORE);
            while (answers || statement.getUpdateCount() >= 0) {
                if (answers) {
                    read(statement, read);
                }
                answers = statement.getMoreResults();
            }
        }
        return read.stream().map(BucketHashes::new).toList();
    }

    private static void read(Statement statement, List<Map<Long, Bucket>> into) throws SQLException {
        try (ResultSet rows = statement.getResultSet()) {
            while (rows.next()) {
                into.get(rows.getInt(4))
                        .put(
                                rows.getLong(1),
                                new Bucket(
                                        rows.getLong(2),
                                        rows.getBigDecimal(3).toBigInteger().longValue()));
            }
        }
    }

    public long rows() {
        return buckets.values().stream().mapToLong(Bucket::rows).sum();
    }

    /** The content hash of all rows, as 16 hexadecimal digits. */
    public String hash() {
        return HexFormat.of()
                .toHexDigits(buckets.values().stream().mapToLong(Bucket::hash).sum());
    }

    /** Those of some buckets. */
    public BucketHashes among(Collection<Long> numbers) {
        Map<Long, Bucket> some = new HashMap<>(buckets);
        some.keySet().retainAll(Set.copyOf(numbers));
        return new BucketHashes(some);
    }

    /** The buckets in which the two differ. */
    public List<Long> differing(BucketHashes other) {
        List<Long> differing = new ArrayList<>();
        buckets.forEach((number, bucket) -> {
            if (!bucket.equals(other.buckets.get(number))) {
                differing.add(number);
            }
        });
        other.buckets.keySet().stream()
                .filter(number -> !buckets.containsKey(number))
                .forEach(differing::add);
        return differing;
    }
}
