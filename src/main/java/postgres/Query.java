package postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The three shapes of a small statement: many rows, one row, none. Values are always bound. */
public final class Query {

    /** Makes one value of the row the result set stands on. */
    @FunctionalInterface
    public interface RowMapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    private Query() {}

    /** Every row of the answer; meant for answers that are small by their nature or by a limit. */
    public static <T> List<T> list(Connection connection, String sql, RowMapper<T> mapper, Object... values)
            throws SQLException {
        if (values.length == 0) {
            // Where nothing is bound a question mark is an operator.
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                return list(rows, mapper);
            }
        }
        try (PreparedStatement statement = prepare(connection, sql, values);
                ResultSet rows = statement.executeQuery()) {
            return list(rows, mapper);
        }
    }

    private static <T> List<T> list(ResultSet rows, RowMapper<T> mapper) throws SQLException {
        List<T> list = new ArrayList<>();
        while (rows.next()) {
            list.add(mapper.map(rows));
        }
        return list;
    }

    /** The first row of the answer, if any. */
    public static <T> Optional<T> first(Connection connection, String sql, RowMapper<T> mapper, Object... values)
            throws SQLException {
        List<T> list = list(connection, sql, mapper, values);
        return list.isEmpty() ? Optional.empty() : Optional.of(list.get(0));
    }

    /** Runs a statement and says how many rows it touched. */
    public static long update(Connection connection, String sql, Object... values) throws SQLException {
        if (values.length == 0) {
            try (Statement statement = connection.createStatement()) {
                return statement.executeLargeUpdate(sql);
            }
        }
        try (PreparedStatement statement = prepare(connection, sql, values)) {
            return statement.executeLargeUpdate();
        }
    }

    /** Runs a statement for each of several lists of values; the network's delay is paid once. */
    public static void updateEach(Connection connection, String sql, List<Object[]> several) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Object[] values : several) {
                bind(statement, values);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** Runs statement text that has nothing to bind. */
    public static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Runs statements that have nothing to bind, in their order; the network's delay is paid once. */
    public static void executeAll(Connection connection, List<String> statements) throws SQLException {
        if (!statements.isEmpty()) {
            execute(connection, String.join(";\n", statements));
        }
    }

    /** A column of type {@code text[]}; null is an empty list. */
    public static List<String> texts(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }

    private static PreparedStatement prepare(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        bind(statement, values);
        return statement;
    }

    private static void bind(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }
}
