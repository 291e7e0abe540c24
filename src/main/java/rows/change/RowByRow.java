package rows.change;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import postgres.Query;
import postgres.Sql;
import postgres.SqlState;
import postgres.TempTable;

/**
 * Changes that could not be made at once, because a row stood in the way: each row alone, where the database itself says
 * what is wrong with it, in the caller's transaction. The loop is the server's: no row comes by here.
 */
public final class RowByRow {

    private static final String ROW_BY_ROW = Sql.read("rows/change/row-by-row.sql");

    private final Connection connection;
    private final String waiting = TempTable.name();
    /** How many of each kind were tried. */
    private final long[] rows;

    /**
     * One kind of change.
     *
     * @param places selects the {@code ctid} of each row that is to be tried
     * @param statement changes the row whose {@code .ctid = $1}
     * @param leftOut selects SQLSTATE, reason and column of why it leaves that row out; null if it leaves out none that
     *     is at fault
     */
    public record Change(String places, String statement, String leftOut) {

        /** Written into the loop, where it is planned once and not for each row. */
        private String one() {
            return ofTheRow(statement);
        }

        private String why() {
            return leftOut == null
                    ? "null"
                    : "select x.* into caravanserai_state, caravanserai_message, caravanserai_fault from ("
                            + ofTheRow(leftOut) + ") x limit 1";
        }

        private static String ofTheRow(String sql) {
            return sql.replace(".ctid = $1", ".ctid = caravanserai_place");
        }
    }

    private RowByRow(Connection connection, int kinds) {
        this.connection = connection;
        rows = new long[kinds];
    }

    /** Tries all of them, those of the first kind before those of the second. */
    public static RowByRow of(Connection connection, List<Change> kinds) throws SQLException {
        RowByRow tried = new RowByRow(connection, kinds.size());
        Query.execute(
                connection,
                "create temporary table " + tried.waiting
                        + " (change int, place tid, state text, message text, fault text) on commit drop");
        for (int i = 0; i < kinds.size(); i++) {
            Change kind = kinds.get(i);
            tried.rows[i] = Query.update(
                    connection, "insert into " + tried.waiting + " select " + i + ", x.* from (" + kind.places + ") x");
        }
        String tag = UUID.randomUUID().toString().replace("-", "");
        Query.execute(
                connection,
                Sql.fill(
                        // No name in a statement can end the text that it is in.
                        ROW_BY_ROW.replace("$caravanserai$", "$caravanserai" + tag + "$"),
                        Map.of(
                                "waiting", tried.waiting,
                                "changes", cases(kinds, Change::one),
                                "left out", cases(kinds, Change::why),
                                "passing", SqlState.notARowsFault("caravanserai_state"))));
        return tried;
    }

    private static String cases(List<Change> kinds, Function<Change, String> statement) {
        return IntStream.range(0, kinds.size())
                .mapToObj(i -> "when " + i + " then " + statement.apply(kinds.get(i)) + ";")
                .collect(Collectors.joining(" "));
    }

    /** How many rows of a kind were changed. */
    public long changed(int kind) throws SQLException {
        return rows[kind]
                - Query.first(
                                connection,
                                "select count(*) from " + waiting + " where change = ?",
                                row -> row.getLong(1),
                                kind)
                        .orElseThrow();
    }

    /** Rows {@code f} of a kind that the table did not take: {@code place}, {@code state}, {@code message}, {@code fault}. */
    public String failed(int kind) {
        return "(select * from " + waiting + " where change = " + kind + " and state <> '')";
    }

    /** Whether rows are left that others stand in the way of, by what these do not give up alone. */
    public boolean anyInTheWay() throws SQLException {
        return Query.first(connection, "select exists (" + inTheWay() + ")", row -> row.getBoolean(1))
                .orElseThrow();
    }

    /** Whether a row is one of these, as a condition on its place. */
    public String isInTheWay(String place) {
        return place + " in (" + inTheWay() + ")";
    }

    private String inTheWay() {
        return "select place from " + waiting + " where " + SqlState.taken("state");
    }

    /** They were changed after all. */
    public void outOfTheWay() throws SQLException {
        Query.update(connection, "delete from " + waiting + " where place in (" + inTheWay() + ")");
    }
}
