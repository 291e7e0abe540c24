package rows.diff;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import postgres.Column;
import postgres.ContentHash;
import postgres.Identifier;
import postgres.Query;
import postgres.Sql;

/**
 * The rows of one side that lie in buckets that differ, in the order of their keys: a key, and a hash of each other
 * column. A few of them are in memory at a time.
 */
public final class KeyedRows implements AutoCloseable {

    private static final String PREPARE = Sql.read("rows/diff/before-sorting.sql");
    private static final int AT_A_TIME = 2_000;

    /** What the server writes before the elements of an array, and before each element. */
    private static final int ARRAY_HEADER = 20;

    private static final int ELEMENT_HEADER = 4;

    private final Statement statement;
    private final ResultSet rows;
    private final boolean[] numbers;
    private Row row;

    /**
     * One row.
     *
     * @param key {@code Long} or the bytes of a text, in the key's order
     * @param json the key as an object
     * @param hashes of the columns that are no key, as the server sends an array
     */
    record Row(Object[] key, String json, byte[] hashes) {

        /** The order in which the server gives them. */
        int compareTo(Row other) {
            for (int i = 0; i < key.length; i++) {
                int order = key[i] instanceof Long number
                        ? number.compareTo((Long) other.key[i])
                        : Arrays.compareUnsigned((byte[]) key[i], (byte[]) other.key[i]);
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        }

        /** About what it takes in memory. */
        int bytes() {
            return 200 + 2 * json.length() + hashes.length;
        }

        boolean isAsIn(Row other) {
            return Arrays.equals(hashes, other.hashes);
        }

        /** The hash of a column, by its place among those that are no key. */
        long hash(int column) {
            return ByteBuffer.wrap(hashes)
                    .getLong(ARRAY_HEADER + column * (ELEMENT_HEADER + Long.BYTES) + ELEMENT_HEADER);
        }
    }

    private KeyedRows(Statement statement, ResultSet rows, boolean[] numbers) throws SQLException {
        this.statement = statement;
        this.rows = rows;
        this.numbers = numbers;
        advance();
    }

    /**
     * Asks for them, in the caller's transaction.
     *
     * @param relation one of the pair's two
     */
    static KeyedRows of(Connection connection, TablePair pair, String relation, List<Long> buckets)
            throws SQLException {
        Query.execute(connection, PREPARE);
        boolean[] numbers = new boolean[pair.key().size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = pair.columns().isWholeNumber(pair.key().get(i));
        }
        Statement statement = connection.createStatement();
        try {
            statement.setFetchSize(AT_A_TIME);
            return new KeyedRows(statement, statement.executeQuery(query(pair, relation, buckets)), numbers);
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private static String query(TablePair pair, String relation, List<Long> buckets) {
        String keys = pair.key().stream()
                .map(name -> ordered(pair.columns(), name) + ", ")
                .collect(Collectors.joining());
        String json = pair.key().stream()
                .map(name -> Identifier.literal(name) + ", t." + Identifier.quote(name))
                .collect(Collectors.joining(", ", "json_build_object(", ")::text"));
        String hashes = others(pair).stream()
                .map(column -> ContentHash.ofRow(List.of(column), "t."))
                .collect(Collectors.joining(", ", "array_send(array[", "]::bigint[])"));
        String order = pair.key().stream()
                .map(name -> Integer.toString(pair.key().indexOf(name) + 1))
                .collect(Collectors.joining(", "));
        return "select " + keys + json + ", " + hashes + " from " + relation + " t where " + pair.among(buckets)
                + " order by " + order;
    }

    /** In a form that both sides put into the same order. */
    private static String ordered(ComparedColumns columns, String name) {
        Column column = columns.column(name);
        String value = "t." + Identifier.quote(name);
        if (columns.isWholeNumber(name)) {
            return value + "::bigint";
        }
        if (column.baseType().equals("numeric") && ContentHash.asStored(column)) {
            return "trim_scale(" + value + ")::text collate \"C\"";
        }
        return "(" + ContentHash.exact(column, "t.") + ")::text collate \"C\"";
    }

    /** The columns that are no key, in the order of their hashes. */
    static List<Column> others(TablePair pair) {
        return pair.columns().columns().stream()
                .filter(column -> !pair.key().contains(column.name()))
                .toList();
    }

    /** The row it stands on, null behind the last. */
    Row row() {
        return row;
    }

    void advance() throws SQLException {
        if (!rows.next()) {
            row = null;
            return;
        }
        Object[] key = new Object[numbers.length];
        for (int i = 0; i < key.length; i++) {
            key[i] = numbers[i] ? (Object) rows.getLong(i + 1) : rows.getBytes(i + 1);
        }
        row = new Row(key, rows.getString(key.length + 1), rows.getBytes(key.length + 2));
    }

    @Override
    public void close() throws SQLException {
        statement.close();
    }
}
