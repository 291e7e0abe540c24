package postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.postgresql.core.Parser;

/**
 * A condition on the rows of a table in a user's own SQL. Checked, it is one expression: it cannot close the parentheses
 * it stands in, and so cannot add another statement or another clause to the one it is put into; and it calls nothing that
 * is declared to answer otherwise each time. What else it may read and call is for the server to say, by the rights of the
 * user that is connected.
 *
 * @param sql the expression
 */
public record Condition(String sql) {

    private static final String VOLATILE_FUNCTIONS = Sql.read("postgres/volatile-functions.sql");

    public Condition {
        Objects.requireNonNull(sql, "sql");
    }

    /**
     * Has the server look at it, without running it.
     *
     * @throws SQLException with its SQLSTATE, if it is no condition on this table; 42P17 if it calls a function that may
     *     answer otherwise each time
     */
    public static Condition checked(Connection connection, TableName table, String sql) throws SQLException {
        Condition condition = new Condition(sql);
        // What closes the one it stands in early begins with another bracket than what closes the other.
        for (String statement : List.of(
                "explain select array[\n" + sql + "\n] from " + table.quoted() + " t",
                "explain select from " + table.quoted() + " t" + condition.clause())) {
            if (Parser.parseJdbcSql(statement, true, false, true, false, false).size() != 1) {
                throw new SQLException("the condition is more than one statement", "42601");
            }
            explain(connection, statement);
        }
        List<String> functions = volatileFunctions(connection, table, sql);
        if (!functions.isEmpty()) {
            throw new SQLException(
                    "it calls " + String.join(", ", functions)
                            + ", which may answer otherwise each time; one that does not is to be declared stable",
                    "42P17");
        }
        return condition;
    }

    private static List<String> volatileFunctions(Connection connection, TableName table, String sql)
            throws SQLException {
        String view = "pg_temp.caravanserai_condition";
        Query.execute(
                connection,
                "create temporary view " + view + " as select array[\n" + sql + "\n] from " + table.quoted() + " t");
        List<String> functions = Query.list(connection, VOLATILE_FUNCTIONS, row -> row.getString("function"), view);
        Query.execute(connection, "drop view " + view);
        return functions;
    }

    private static void explain(Connection connection, String statement) throws SQLException {
        try {
            Query.execute(connection, statement);
        } catch (SQLException e) {
            if (SqlState.PROTOCOL_VIOLATION.equals(e.getSQLState())) {
                throw new SQLException("the condition has a parameter, which nobody gives a value", "42P02", e);
            }
            throw e;
        }
    }

    /** As the end of a statement; on lines of its own, so that a comment in it ends there. */
    public String clause() {
        return " where (\n" + sql + "\n)";
    }
}
