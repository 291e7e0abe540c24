package rows.change;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
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
    private final String changes = TempTable.name();
    /** How many of each kind were tried. */
    private final long[] rows;

    /**
     * One kind of change.
     *
     * @param places selects the {@code ctid} of each row that is to be tried
     * @param statement changes the row whose place is bound to {@code $1}
     * @param leftOut selects SQLSTATE, reason and column of why it leaves that row out; null if it leaves out none that
     *     is at fault
     */
    public record Change(String places, String statement, String leftOut) {}

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
        Query.execute(
                connection,
                "create temporary table " + tried.changes
                        + " (change int, statement text, left_out text) on commit drop");
        for (int i = 0; i < kinds.size(); i++) {
            Change kind = kinds.get(i);
            tried.rows[i] = Query.update(
                    connection, "insert into " + tried.waiting + " select " + i + ", x.* from (" + kind.places + ") x");
            Query.update(
                    connection, "insert into " + tried.changes + " values (?, ?, ?)", i, kind.statement, kind.leftOut);
        }
        Query.execute(
                connection,
                Sql.fill(
                        ROW_BY_ROW,
                        Map.of(
                                "waiting", tried.waiting,
                                "changes", tried.changes,
                                "passing", SqlState.notARowsFault("failed_state"))));
        return tried;
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
