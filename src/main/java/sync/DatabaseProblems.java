package sync;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import ledger.Problem;
import ledger.ProblemException;
import postgres.SqlState;

/** What a database says no to, as an answer that says what to do; what may pass stays what it is. */
final class DatabaseProblems {

    private DatabaseProblems() {}

    /** The target did not take rows. */
    static SQLException writing(SQLException e, String tables, Flow flow, long lockTimeoutMillis) {
        String state = String.valueOf(e.getSQLState());
        if (SqlState.LOCK_NOT_AVAILABLE.equals(state)) {
            throw new ProblemException(Problem.locked(tables + " in " + flow.to(), lockTimeoutMillis));
        }
        if (!SqlState.isRowsFault(e)) {
            return e;
        }
        String hint =
                switch (state) {
                    case SqlState.UNIQUE_VIOLATION ->
                        "a row of the target is in the way: compare both sides, have deletes synced too, or copy the table again";
                    case SqlState.FOREIGN_KEY_VIOLATION -> "the flow needs the tables that its tables refer to, too";
                    default -> "make the target's table fit, or copy it again";
                };
        throw new ProblemException(Problem.conflict(
                flow.to() + " does not take rows of " + tables + " (SQLSTATE " + state + "): " + SqlState.firstLine(e),
                hint));
    }

    /** The same of several tables. */
    static SQLException writing(SQLException e, List<TableSync> tables, Flow flow, long lockTimeoutMillis) {
        return writing(
                e,
                tables.stream().map(table -> table.source().name().display()).collect(Collectors.joining(", ")),
                flow,
                lockTimeoutMillis);
    }

    /** There is no room: that does not pass by itself. */
    static Problem full(SQLException e, Flow flow) {
        return Problem.unavailable(
                "the disk of " + flow.to() + " is full: " + SqlState.firstLine(e),
                "make room there, and sync again; what had arrived before is kept");
    }

    /** The source did not give rows. */
    static SQLException reading(SQLException e, Flow flow, long lockTimeoutMillis) {
        String state = String.valueOf(e.getSQLState());
        if (SqlState.LOCK_NOT_AVAILABLE.equals(state)) {
            throw new ProblemException(Problem.locked("a table in " + flow.from(), lockTimeoutMillis));
        }
        if (SqlState.UNDEFINED_TABLE.equals(state)) {
            throw new ProblemException(Problem.refused(
                    "something is gone from " + flow.from() + ": " + SqlState.firstLine(e),
                    flow.deletes() == SyncSettings.Deletes.LOG
                            ? "sync again; if it is the log of what is deleted, POST /api/v1/flows/" + flow.name()
                                    + "/install, and compare once with repair"
                            : "sync again"));
        }
        if (SqlState.INSUFFICIENT_PRIVILEGE.equals(state)) {
            throw new ProblemException(Problem.refused(
                    "the user of " + flow.from() + " lacks a right: " + SqlState.firstLine(e),
                    "grant select on the flow's tables, and on caravanserai_sync where deletes are logged"));
        }
        return e;
    }

    /** The source cannot be altered. */
    static SQLException changing(SQLException e, Flow flow, long lockTimeoutMillis) {
        String state = String.valueOf(e.getSQLState());
        if (SqlState.LOCK_NOT_AVAILABLE.equals(state)) {
            throw new ProblemException(Problem.locked("a table in " + flow.from(), lockTimeoutMillis));
        }
        if (SqlState.INSUFFICIENT_PRIVILEGE.equals(state)) {
            throw new ProblemException(Problem.refused(
                    "the user of " + flow.from() + " may not make triggers there: " + SqlState.firstLine(e),
                    "let the tables' owner do it once, with a flow of the same name"));
        }
        return e;
    }
}
