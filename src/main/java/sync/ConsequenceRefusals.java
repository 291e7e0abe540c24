package sync;

import java.sql.Connection;
import java.sql.SQLException;
import ledger.Problem;
import postgres.Query;
import postgres.ReferringKey;

/** What a change of rows would do to others that nobody may touch: then it is refused, with their tables named. */
record ConsequenceRefusals(Connection connection, Flow flow) {

    /**
     * Rows of a table that is not in the flow.
     *
     * @param onlyChanges whether no row goes
     * @param refer the condition that a row {@code r} refers to what changes
     */
    void outside(ReferringKey key, Affected parent, boolean onlyChanges, String refer) throws SQLException {
        if (onlyChanges
                ? !key.onUpdate().acts()
                : !key.onDelete().acts() && !key.onUpdate().acts()) {
            return;
        }
        long rows = count("select count(*) from " + key.relation() + " r where " + refer);
        if (rows > 0) {
            throw refused(parent, key.root().display(), rows, key);
        }
    }

    TableTroubleException refused(Affected parent, String child, long rows, ReferringKey key) {
        return new TableTroubleException(
                parent.table(),
                Problem.refused(
                        "rows of " + parent.name() + " in " + flow.to() + " cannot go or change alone: " + rows + " of "
                                + child + " refer to them (" + key.name() + ") and would go or change along",
                        "sync " + child + " in the same call, or drop the foreign key " + key.name() + " in "
                                + flow.to()));
    }

    /** The source has rows that refer to what it has not: it has no such foreign key any more. */
    void left(ReferringKey key, Affected parent, Affected child) throws SQLException {
        if (child == null || !child.fetchedAny() || !parent.goesAny()) {
            return;
        }
        long rows = count("select count(*) from " + child.fetched().table() + " s where exists (select from "
                + parent.relation() + " t where " + key.hasItsValues("s", "t") + " and " + parent.goes("t")
                + ") and not " + parent.comesFor(key));
        if (rows > 0) {
            throw new TableTroubleException(
                    parent.table(),
                    Problem.refused(
                            rows + " rows of " + child.name() + " in " + flow.from() + " refer to rows of "
                                    + parent.name() + " that are not there any more, which " + flow.to()
                                    + " does not allow (" + key.name() + ")",
                            "drop the foreign key " + key.name() + " in " + flow.to() + " too, or mend those rows in "
                                    + flow.from()));
        }
    }

    private long count(String select) throws SQLException {
        return Query.first(connection, select, row -> row.getLong(1)).orElseThrow();
    }
}
