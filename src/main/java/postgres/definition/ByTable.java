package postgres.definition;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import postgres.Query;

/** What one statement says of many tables, each table's share in the statement's order. */
final class ByTable<T> {

    private final Map<Long, List<T>> lists = new LinkedHashMap<>();

    static <T> ByTable<T> read(Connection connection, String sql, Query.RowMapper<T> mapper, Object... values)
            throws SQLException {
        return read(connection, sql, "table_oid", mapper, values);
    }

    static <T> ByTable<T> read(
            Connection connection, String sql, String key, Query.RowMapper<T> mapper, Object... values)
            throws SQLException {
        ByTable<T> read = new ByTable<>();
        Query.list(connection, sql, row -> read.add(row.getLong(key), mapper.map(row)), values);
        return read;
    }

    /** Adds a value behind the table's others. */
    boolean add(long table, T value) {
        return lists.computeIfAbsent(table, oid -> new ArrayList<>()).add(value);
    }

    List<T> of(long table) {
        return lists.getOrDefault(table, List.of());
    }

    Stream<T> values() {
        return lists.values().stream().flatMap(List::stream);
    }

    Map<Long, List<T>> lists() {
        return lists;
    }
}
