package rows.change;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import ledger.DeadLetter;
import postgres.Query;
import postgres.SqlState;
import rows.diff.StagedDiff;

/** Rows that are to go and hold others, which would go along, or be blanked, without having been kept. */
final class HeldRows {

    private static final String HELD = "rows that are not restored would be deleted or blanked along with it";

    private HeldRows() {}

    /** Finds them; their differences say so from then on, and they are dead letters. */
    static List<DeadLetter> among(Connection connection, RowRestore restore) throws SQLException {
        StagedDiff comparison = restore.comparison();
        Deletion deletion = Deletion.of(
                connection, comparison.live(), comparison.key(), comparison.differences(), StagedDiff.Kind.ADDED);
        if (Deletion.hold(connection, List.of(deletion)) == 0) {
            return List.of();
        }
        List<DeadLetter> letters = Query.list(
                connection,
                "select row_to_json(d.*)::text as values from " + comparison.differences() + " d where "
                        + deletion.stays("d"),
                row -> restore.letter(null, SqlState.FOREIGN_KEY_VIOLATION, HELD, row.getString("values")));
        Query.update(
                connection,
                "update " + comparison.differences() + " d set \"caravanserai kind\" = 'held' where "
                        + deletion.stays("d"));
        return letters;
    }
}
