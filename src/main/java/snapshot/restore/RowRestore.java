package snapshot.restore;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;
import ledger.DeadLetter;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Query;
import postgres.Sql;
import postgres.SqlState;
import postgres.Table;
import postgres.definition.SequenceDefinition;
import snapshot.Comparison;
import snapshot.Diff;
import snapshot.KeyList;
import snapshot.RowSource;

/**
 * Brings rows of a snapshot back into the live table they came from, inside the caller's transaction: what differs is
 * found, what will be overwritten is kept, then rows are deleted, changed and inserted. A row that the table does not
 * take is a dead letter; the others go in.
 */
final class RowRestore {

    private static final String HELD = "rows that are not restored would be deleted or blanked along with it";
    private static final String ADVANCE_SEQUENCE = Sql.read("snapshot/advance-sequence.sql");

    private final Connection connection;
    private final UUID run;
    private final Comparison comparison;
    private final RestoreRequest.Which which;
    private final Diff diff;
    private final OptionalLong keysNotHeld;
    private final List<DeadLetter> letters = new ArrayList<>();
    /** Of rows that are not tried any more. */
    private final List<DeadLetter> rejected = new ArrayList<>();

    private long inserted;
    private long updated;
    private long deleted;

    private RowRestore(Connection connection, UUID run, Comparison comparison, RestoreRequest.Which which)
            throws SQLException {
        this.connection = connection;
        this.run = run;
        this.comparison = comparison;
        this.which = which;
        diff = comparison.diff(Answer.SAMPLE);
        keysNotHeld = comparison.keysNotHeld();
    }

    /** Finds what differs; nothing is changed yet. */
    static RowRestore of(Connection connection, RestoreRequest request, RowSource contents, Table live)
            throws SQLException, IOException {
        Comparison comparison = Comparison.of(connection, contents, live);
        if (request.keys() != null) {
            only(comparison, KeyList.read(request.keys(), contents.key()));
        }
        return new RowRestore(connection, request.run(), comparison, request.rows());
    }

    private static void only(Comparison comparison, KeyList keys) throws SQLException {
        try {
            comparison.only(keys);
        } catch (SQLException e) {
            if (!SqlState.isRowsFault(e)) {
                throw e;
            }
            throw new ProblemException(Problem.malformed(
                    "a key does not fit " + comparison.live().name().display() + ": "
                            + e.getMessage().lines().findFirst().orElse(""),
                    null));
        }
    }

    /** What differs, of the rows that were asked for. */
    Diff diff() {
        return diff;
    }

    /** What differs, as the answer begins to tell it. */
    ObjectNode told() {
        ObjectNode told = Json.mapper().valueToTree(diff);
        keysNotHeld.ifPresent(keys -> told.put("keysNotHeld", keys));
        return told;
    }

    Comparison comparison() {
        return comparison;
    }

    boolean inserts() {
        return which != RestoreRequest.Which.CHANGED;
    }

    boolean updates() {
        return which != RestoreRequest.Which.MISSING;
    }

    boolean deletes() {
        return which == RestoreRequest.Which.ALL;
    }

    /** Whether there are rows to remove. */
    boolean shrinks() {
        return deletes() && diff.added() > 0;
    }

    /** The kinds of differences whose rows are there as they were kept when all is done, as a list of SQL. */
    String touches() {
        return inserts() && updates() ? "'missing', 'changed'" : inserts() ? "'missing'" : "'changed'";
    }

    /** Rows that are not tried any more; their differences say so. */
    void reject(List<DeadLetter> rows) {
        rejected.addAll(rows);
    }

    DeadLetter letter(String column, String sqlstate, String reason, String values) {
        return RowStep.letter(comparison, run, column, sqlstate, reason, values);
    }

    /** Removes what was added since, where everything is to be as it was. */
    void delete() throws SQLException {
        letters.clear();
        inserted = updated = deleted = 0;
        if (shrinks()) {
            hold();
            RowStep step = RowStep.delete(comparison);
            deleted = step.apply(connection);
            letters.addAll(step.letters(connection, run));
        }
    }

    /** What would go with a row, or be blanked, without having been kept, holds it: its difference says so. */
    private void hold() throws SQLException {
        Deletion deletion = Deletion.of(
                connection,
                comparison.live(),
                comparison.contents().key(),
                comparison.differences(),
                Comparison.Kind.ADDED);
        if (Deletion.hold(connection, List.of(deletion)) == 0) {
            return;
        }
        letters.addAll(Query.list(
                connection,
                "select row_to_json(d.*)::text as values from " + comparison.differences() + " d where "
                        + deletion.stays("d"),
                row -> letter(null, SqlState.FOREIGN_KEY_VIOLATION, HELD, row.getString("values"))));
        Query.update(
                connection,
                "update " + comparison.differences() + " d set \"caravanserai kind\" = 'held' where "
                        + deletion.stays("d"));
    }

    /** Gives changed rows their values back. */
    void update() throws SQLException {
        if (updates() && comparison.count(Comparison.Kind.CHANGED) > 0) {
            RowStep step = RowStep.update(comparison);
            updated = step.apply(connection);
            letters.addAll(step.letters(connection, run));
        }
    }

    /** Puts missing rows back. */
    void insert() throws SQLException {
        if (inserts() && diff.missing() > 0) {
            RowStep step = RowStep.insert(comparison);
            inserted = step.apply(connection);
            letters.addAll(step.letters(connection, run));
            advanceSequences();
        }
    }

    private void advanceSequences() throws SQLException {
        Table live = comparison.live();
        for (SequenceDefinition sequence : comparison.contents().definition().sequences()) {
            if (sequence.column() != null
                    && sequence.lastValue() != null
                    && sequence.called()
                    && live.columns().stream().anyMatch(column -> column.name().equals(sequence.column()))) {
                Query.list(
                        connection,
                        ADVANCE_SEQUENCE,
                        row -> 0,
                        sequence.lastValue(),
                        live.name().quoted(),
                        sequence.column());
            }
        }
    }

    List<DeadLetter> letters() {
        return Stream.concat(rejected.stream(), letters.stream()).toList();
    }

    long inserted() {
        return inserted;
    }

    long updated() {
        return updated;
    }

    long deleted() {
        return deleted;
    }
}
