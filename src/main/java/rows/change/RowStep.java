package rows.change;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import ledger.DeadLetter;
import ledger.Json;
import postgres.Identifier;
import postgres.Query;
import postgres.Savepoint;
import rows.diff.StagedDiff;

/**
 * One kind of change, of all rows that need it: first as one statement; if a row stands in its way, row by row.
 *
 * @param kind which differences it is about
 * @param statement changes rows; a further condition on the difference {@code d} may follow it
 * @param leftOut selects SQLSTATE, reason and column of why the statement leaves out the row of the difference at
 *     {@code $1}; null if it leaves out none
 */
record RowStep(StagedDiff diff, StagedDiff.Kind kind, String statement, String leftOut) {

    /**
     * What came of it.
     *
     * @param changed how many rows
     * @param letters the rows that the table did not take
     */
    record Outcome(long changed, List<DeadLetter> letters) {}

    /**
     * All rows at once.
     *
     * @throws SQLException that is a row's fault, also where the statement left out rows that do not fit
     */
    Outcome atOnce(Connection connection) throws SQLException {
        long rows = Query.update(connection, statement);
        check(rows);
        return new Outcome(rows, List.of());
    }

    /**
     * Looks at how many rows it changed.
     *
     * @throws SQLException if it left out rows that do not fit
     */
    void check(long rows) throws SQLException {
        if (leftOut != null && rows < diff.count(kind)) {
            throw new SQLException("values do not fit as they are", "22000");
        }
    }

    /** At once if that goes, else row by row. */
    Outcome apply(Connection connection, UUID run) throws SQLException {
        Outcome[] done = new Outcome[1];
        return Savepoint.attempt(connection, () -> done[0] = atOnce(connection)).isEmpty()
                ? done[0]
                : oneByOne(connection, run);
    }

    private Outcome oneByOne(Connection connection, UUID run) throws SQLException {
        RowByRow tried = RowByRow.of(connection, List.of(rowByRow()));
        return new Outcome(tried.changed(0), letters(connection, run, tried.failed(0)));
    }

    /** The same for each row alone. */
    RowByRow.Change rowByRow() {
        return new RowByRow.Change(
                "select d.ctid from " + diff.differences() + " d where d.\"caravanserai kind\" = "
                        + Identifier.literal(StagedDiff.text(kind)),
                statement + " and d.ctid = $1",
                leftOut);
    }

    /** The rows {@code f} that were not changed. */
    List<DeadLetter> letters(Connection connection, UUID run, String failed) throws SQLException {
        boolean only = kind == StagedDiff.Kind.ADDED;
        return Query.list(
                connection,
                "select f.state, f.message, f.fault, row_to_json(" + (only ? "d.*" : "s.*") + ")::text as values from "
                        + failed + " f join " + diff.differences() + " d on d.ctid = f.place"
                        + (only ? "" : " join " + diff.wanted() + " s on " + diff.sameKey("s", "d")),
                found -> letter(
                        diff,
                        run,
                        found.getString("fault"),
                        found.getString("state"),
                        found.getString("message"),
                        found.getString("values")));
    }

    /** A wanted row, its values as a JSON object, that the table did not take. */
    static DeadLetter letter(StagedDiff diff, UUID run, String column, String sqlstate, String reason, String values) {
        return new DeadLetter(
                null,
                run,
                diff.live().name().display(),
                diff.source().place(),
                null,
                column,
                sqlstate,
                reason,
                values.getBytes(StandardCharsets.UTF_8),
                "UTF_8",
                Json.read(values),
                true);
    }
}
