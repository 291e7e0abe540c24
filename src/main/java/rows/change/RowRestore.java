package rows.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
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

    /** The kind of a difference whose key another row holds. */
    static final String TAKEN = "taken";

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

    private final Map<StagedDiff.Kind, Long> counts = new EnumMap<>(StagedDiff.Kind.class);

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

    /**
     * Rows whose key another row holds by now, where all rows had been lost: they are dead letters, which tell of both.
     */
    public void rejectTaken() throws SQLException {
        String key = String.join(", ", comparison.source().key());
        rejected.addAll(Query.list(
                connection,
                "select row_to_json(s.*)::text as values, row_to_json(l.*)::text as newer from "
                        + comparison.differences() + " d join " + comparison.wanted() + " s on "
                        + comparison.sameKey("s", "d") + " join "
                        + comparison.live().relation() + " l on "
                        + comparison.sameKey("l", "d") + " where d.\"caravanserai kind\" = 'changed'",
                row -> letter(
                        key,
                        SqlState.UNIQUE_VIOLATION,
                        "a newer row holds its key: " + row.getString("newer"),
                        row.getString("values"))));
        Query.update(
                connection,
                "update " + comparison.differences() + " set \"caravanserai kind\" = " + Identifier.literal(TAKEN)
                        + " where \"caravanserai kind\" = 'changed'");
        comparison.findByKey();
    }

    /** Whether rows of it are dead letters since another holds their key. */
    boolean hasTaken() {
        return !rejected.isEmpty();
    }

    /** Rows that are not tried any more; their differences say so. */
    void reject(List<DeadLetter> rows) {
        rejected.addAll(rows);
    }

    DeadLetter letter(String column, String sqlstate, String reason, String values) {
        return RowStep.letter(comparison, run, column, sqlstate, reason, values);
    }

    /** The removal of what was added since, where everything is to be as it was and it can go. */
    Optional<RowStep> deletion() throws SQLException {
        letters.clear();
        counts.clear();
        if (!shrinks()) {
            return Optional.empty();
        }
        letters.addAll(HeldRows.among(connection, this));
        return Optional.of(statements.delete());
    }

    /** Removes what can go by itself; returns the rows that something else still refers to. */
    List<DeadLetter> delete(RowStep deletion) throws SQLException {
        RowStep.Outcome outcome = deletion.apply(connection, run);
        count(deletion, outcome.changed());
        return outcome.letters();
    }

    /** The same, when nothing that may let them go is to come any more: they are dead letters. */
    void deleteRest(RowStep deletion) throws SQLException {
        letters.addAll(delete(deletion));
    }

    /** What puts missing rows back, and what gives changed rows their values back. */
    List<RowStep> arrivals() throws SQLException {
        List<RowStep> steps = new ArrayList<>();
        if (inserts() && comparison.count(StagedDiff.Kind.MISSING) > 0) {
            steps.add(statements.insert());
        }
        if (updates() && comparison.count(StagedDiff.Kind.CHANGED) > 0) {
            steps.add(statements.update());
        }
        return steps;
    }

    /** Does so, by itself. */
    void insertAndUpdate() throws SQLException {
        counts.keySet().retainAll(Set.of(StagedDiff.Kind.ADDED));
        Map<StagedDiff.Kind, RowStep> steps =
                arrivals().stream().collect(Collectors.toMap(RowStep::kind, step -> step));
        RowStep missing = steps.get(StagedDiff.Kind.MISSING);
        RowStep changed = steps.get(StagedDiff.Kind.CHANGED);
        boolean insert = missing != null;
        boolean update = changed != null;
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
        if (!waiting.isEmpty()
                && !(inTheWay.filter(SqlState::isTaken).isPresent() && exchanged(waiting, ofKinds(waiting)))) {
            oneByOne(waiting);
        }
        advanceSequences();
    }

    /** So that new rows do not collide with those that came back. */
    void advanceSequences() throws SQLException {
        if (inserts() && comparison.count(StagedDiff.Kind.MISSING) > 0) {
            SequenceAdvance.ofColumns(connection, comparison.source().definition(), comparison.live());
        }
    }

    private Optional<SQLException> atOnce(RowStep step) throws SQLException {
        return Savepoint.attempt(
                connection, () -> count(step, step.atOnce(connection).changed()));
    }

    void count(RowStep step, long rows) {
        counts.merge(step.kind(), rows, Long::sum);
    }

    private static String ofKinds(List<RowStep> steps) {
        return steps.stream()
                .map(step -> Identifier.literal(StagedDiff.text(step.kind())))
                .collect(Collectors.joining(", ", "d.\"caravanserai kind\" in (", ")"));
    }

    /** Whether the rows of these differences {@code d} could change all the same. */
    private boolean exchanged(List<RowStep> steps, String which) throws SQLException {
        Optional<UniqueSwap.Swapped> done = new RowExchange(connection, comparison, statements).run(steps, which);
        done.ifPresent(swapped -> {
            counts.merge(StagedDiff.Kind.MISSING, swapped.fresh(), Long::sum);
            counts.merge(StagedDiff.Kind.CHANGED, swapped.changed(), Long::sum);
        });
        return done.isPresent();
    }

    private void oneByOne(List<RowStep> steps) throws SQLException {
        comparison.findByKey();
        RowByRow tried =
                RowByRow.of(connection, steps.stream().map(RowStep::rowByRow).toList());
        for (int i = 0; i < steps.size(); i++) {
            count(steps.get(i), tried.changed(i));
        }
        boolean changed = steps.stream().anyMatch(step -> step.kind() == StagedDiff.Kind.CHANGED);
        if (changed && tried.anyInTheWay() && exchanged(steps, tried.isInTheWay("d.ctid"))) {
            tried.outOfTheWay();
        }
        for (int i = 0; i < steps.size(); i++) {
            letters.addAll(steps.get(i).letters(connection, run, tried.failed(i)));
        }
    }

    void count(Map<StagedDiff.Kind, Long> taken) {
        counts.clear();
        counts.putAll(taken);
    }

    public List<DeadLetter> letters() {
        return Stream.concat(rejected.stream(), letters.stream()).toList();
    }

    public long inserted() {
        return counts.getOrDefault(StagedDiff.Kind.MISSING, 0L);
    }

    public long updated() {
        return counts.getOrDefault(StagedDiff.Kind.CHANGED, 0L);
    }

    public long deleted() {
        return counts.getOrDefault(StagedDiff.Kind.ADDED, 0L);
    }
}
