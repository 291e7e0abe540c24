package rows.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import ledger.DeadLetter;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Identifier;
import postgres.Query;
import postgres.Savepoint;
import postgres.SqlState;
import postgres.Table;
import rows.diff.KeyList;
import rows.diff.RowSource;
import rows.diff.StagedDiff;
import rows.diff.TableDiff;

/**
 * Brings rows of a snapshot back into the live table they came from, inside the caller's transaction: what differs is
 * found, what will be overwritten is kept, then rows are deleted, changed and inserted. A row that the table does not
 * take is a dead letter; the others go in.
 */
public final class RowRestore {

    private static final String HELD = "rows that are not restored would be deleted or blanked along with it";

    private final Connection connection;
    private final UUID run;
    private final StagedDiff comparison;
    private final RowStatements statements;
    private final RowChoice choice;
    private final TableDiff diff;
    private final OptionalLong keysNotHeld;
    private final List<DeadLetter> letters = new ArrayList<>();
    /** Of rows that are not tried any more. */
    private final List<DeadLetter> rejected = new ArrayList<>();

    private long inserted;
    private long updated;
    private long deleted;

    private RowRestore(Connection connection, UUID run, StagedDiff comparison, RowChoice choice) throws SQLException {
        this.connection = connection;
        this.run = run;
        this.comparison = comparison;
        statements = new RowStatements(comparison);
        this.choice = choice;
        diff = comparison.diff();
        keysNotHeld = comparison.keysNotHeld();
    }

    /** Finds what differs; nothing is changed yet. */
    public static RowRestore of(
            Connection connection, UUID run, RowChoice choice, JsonNode keys, RowSource contents, Table live)
            throws SQLException, IOException {
        StagedDiff comparison = StagedDiff.of(connection, contents, live);
        if (keys != null) {
            only(comparison, KeyList.read(keys, contents.key()));
        }
        return new RowRestore(connection, run, comparison, choice);
    }

    private static void only(StagedDiff comparison, KeyList keys) throws SQLException {
        try {
            comparison.only(keys);
        } catch (SQLException e) {
            if (!SqlState.isRowsFault(e)) {
                throw e;
            }
            throw new ProblemException(Problem.malformed(
                    "a key does not fit " + comparison.live().name().display() + ": " + SqlState.firstLine(e), null));
        }
    }

    /** What differs, of the rows that were asked for. */
    public TableDiff diff() {
        return diff;
    }

    /** The same, as the answer begins. */
    public ObjectNode detail() {
        ObjectNode detail = Json.mapper().valueToTree(diff);
        keysNotHeld.ifPresent(keys -> detail.put("keysNotHeld", keys));
        return detail;
    }

    public StagedDiff comparison() {
        return comparison;
    }

    public boolean inserts() {
        return choice != RowChoice.CHANGED;
    }

    public boolean updates() {
        return choice != RowChoice.MISSING;
    }

    public boolean deletes() {
        return choice == RowChoice.ALL;
    }

    /** Whether there are rows to remove. */
    public boolean shrinks() {
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
            RowStep.Outcome outcome = statements.delete().apply(connection, run);
            deleted = outcome.changed();
            letters.addAll(outcome.letters());
        }
    }

    /** What would go with a row, or be blanked, without having been kept, holds it: its difference says so. */
    private void hold() throws SQLException {
        Deletion deletion = Deletion.of(
                connection,
                comparison.live(),
                comparison.source().key(),
                comparison.differences(),
                StagedDiff.Kind.ADDED);
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

    /** Puts missing rows back, and gives changed rows their values back. */
    void insertAndUpdate() throws SQLException {
        boolean insert = inserts() && comparison.count(StagedDiff.Kind.MISSING) > 0;
        boolean update = updates() && comparison.count(StagedDiff.Kind.CHANGED) > 0;
        if (!insert && !update) {
            return;
        }
        inserted = updated = 0;
        RowStep missing = insert ? statements.insert() : null;
        RowStep changed = update ? statements.update() : null;
        // Each for itself: what stands in the way of one does not hold up the other.
        boolean insertWaits = insert && atOnce(missing).isPresent();
        Optional<SQLException> inTheWay = update ? atOnce(changed) : Optional.empty();
        if (insertWaits && update && inTheWay.isEmpty()) {
            // Changed rows may have given up what missing ones had.
            insertWaits = atOnce(missing).isPresent();
        }
        List<RowStep> waiting = new ArrayList<>();
        if (insertWaits) {
            waiting.add(missing);
        }
        if (inTheWay.isPresent()) {
            waiting.add(changed);
        }
        // Rows may be in each other's way, as when two have swapped a unique value.
        if (!waiting.isEmpty() && !(inTheWay.filter(SqlState::isTaken).isPresent() && swapped(ofKinds(waiting)))) {
            oneByOne(waiting);
        }
        if (insert) {
            SequenceAdvance.ofColumns(connection, comparison.source().definition(), comparison.live());
        }
    }

    private Optional<SQLException> atOnce(RowStep step) throws SQLException {
        return Savepoint.attempt(
                connection, () -> count(step, step.atOnce(connection).changed()));
    }

    private void count(RowStep step, long rows) {
        if (step.kind() == StagedDiff.Kind.MISSING) {
            inserted += rows;
        } else {
            updated += rows;
        }
    }

    private static String ofKinds(List<RowStep> steps) {
        return steps.stream()
                .map(step -> Identifier.literal(StagedDiff.text(step.kind())))
                .collect(Collectors.joining(", ", "d.\"caravanserai kind\" in (", ")"));
    }

    /** Whether the rows of these differences {@code d} could go and come again. */
    private boolean swapped(String which) throws SQLException {
        Optional<UniqueSwap> swap = statements.swap(which);
        boolean[] done = new boolean[1];
        if (swap.isPresent()) {
            Savepoint.attempt(connection, () -> {
                Optional<UniqueSwap.Swapped> swapped = swap.get().run(connection);
                if (swapped.isPresent()) {
                    inserted += swapped.get().fresh();
                    updated += swapped.get().changed();
                    done[0] = true;
                }
            });
        }
        return done[0];
    }

    private void oneByOne(List<RowStep> steps) throws SQLException {
        RowByRow tried =
                RowByRow.of(connection, steps.stream().map(RowStep::rowByRow).toList());
        for (int i = 0; i < steps.size(); i++) {
            count(steps.get(i), tried.changed(i));
        }
        boolean changed = steps.stream().anyMatch(step -> step.kind() == StagedDiff.Kind.CHANGED);
        if (changed && tried.anyInTheWay() && swapped(tried.isInTheWay("d.ctid"))) {
            tried.outOfTheWay();
        }
        for (int i = 0; i < steps.size(); i++) {
            letters.addAll(steps.get(i).letters(connection, run, tried.failed(i)));
        }
    }

    public List<DeadLetter> letters() {
        return Stream.concat(rejected.stream(), letters.stream()).toList();
    }

    public long inserted() {
        return inserted;
    }

    public long updated() {
        return updated;
    }

    public long deleted() {
        return deleted;
    }
}
