package postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * What was set of dates and zones for a role or a database, which the driver's own settings hide.
 *
 * @param dateStyle as in {@code ISO, DMY}, or null
 * @param timeZone as the server takes it, or null
 * @param moneyMark what the server wants before the fraction of money
 */
public record ToldSettings(Setting dateStyle, Setting timeZone, char moneyMark) {

    private static final String TOLD = Sql.read("postgres/told-settings.sql");

    /**
     * One of them.
     *
     * @param by whose it is: the role's, the database's, or set for all roles of the server
     */
    public record Setting(String value, String by) {}

    private record Row(String name, Setting setting) {
        static Row of(ResultSet row) throws SQLException {
            return new Row(row.getString("name"), new Setting(row.getString("value"), row.getString("told_by")));
        }
    }

    /** Those of the database and role of this connection. */
    public static ToldSettings of(Connection connection) throws SQLException {
        List<Row> rows = Query.list(connection, TOLD, Row::of);
        return new ToldSettings(
                first(rows, "datestyle"),
                first(rows, "timezone"),
                mark(first(rows, "money").value()));
    }

    /** The mark before the digit of a half. */
    private static char mark(String half) {
        int five = half.indexOf('5');
        return five > 0 && !Character.isDigit(half.charAt(five - 1)) ? half.charAt(five - 1) : '.';
    }

    private static Setting first(List<Row> rows, String name) {
        return rows.stream()
                .filter(row -> row.name.equals(name))
                .map(Row::setting)
                .findFirst()
                .orElse(null);
    }

    /** Until the transaction ends times without a zone are of this one, whose name the server checks. */
    public static void timeZone(Connection connection, String zone) throws SQLException {
        set(connection, "timezone", zone);
    }

    /** Until the transaction ends triggers, defaults and rare types read dates in this order, as in {@code DMY}. */
    public static void dateOrder(Connection connection, String order) throws SQLException {
        set(connection, "datestyle", "ISO, " + order);
    }

    private static void set(Connection connection, String name, String value) throws SQLException {
        Optional<String> done =
                Query.first(connection, "select set_config(?, ?, true)", row -> row.getString(1), name, value);
        if (done.isEmpty()) {
            throw new SQLException("cannot set " + name);
        }
    }
}
