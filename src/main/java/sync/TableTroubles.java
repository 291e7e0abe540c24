package sync;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import ledger.Problem;
import ledger.ProblemException;
import ledger.ProblemType;
import postgres.TableName;

/** The tables of a sync that could not be synced, and why; the others go on, unless the flow says otherwise. */
final class TableTroubles {

    private final Flow flow;
    private final BooleanSupplier cancelled;
    private final Map<TableName, Problem> failed = new LinkedHashMap<>();
    /** Those of which changes arrive all the same. */
    private final Set<TableName> onlyDeletes = new HashSet<>();

    TableTroubles(Flow flow, BooleanSupplier cancelled) {
        this.flow = flow;
        this.cancelled = cancelled;
    }

    /**
     * Takes a table out.
     *
     * @throws ProblemException if nothing is to go on
     */
    void of(TableName table, Problem problem) {
        if (flow.onTableFailure() == SyncSettings.OnTableFailure.STOP || cancelled.getAsBoolean()) {
            throw new ProblemException(problem);
        }
        failed.putIfAbsent(table, problem);
        onlyDeletes.remove(table);
    }

    /**
     * Leaves on the target what is gone from a table.
     *
     * @throws ProblemException if nothing is to go on
     */
    void ofDeletes(TableName table, Problem problem) {
        boolean first = !has(table);
        of(table, problem);
        if (first) {
            onlyDeletes.add(table);
        }
    }

    boolean any() {
        return !failed.isEmpty();
    }

    boolean has(TableName table) {
        return failed.containsKey(table);
    }

    boolean has(TableSync table) {
        return has(table.source().name());
    }

    /** Whether nothing of the table arrives any more. */
    boolean isOut(TableName table) {
        return has(table) && !onlyDeletes.contains(table);
    }

    /** Whether that stream of a table cannot go on from where the others are now. */
    boolean holds(TargetWriter.Place place) {
        return isOut(place.table()) || has(place.table()) && place.stream().equals(SyncAttempt.GONE);
    }

    Map<TableName, Problem> failed() {
        return failed;
    }

    /** Whether nothing but that was declined. */
    boolean areRefusals() {
        return failed.values().stream().allMatch(problem -> problem.is(ProblemType.REFUSED));
    }

    /** All of it in one, with the status of the first. */
    Problem problem(int tables) {
        Problem first = failed.values().iterator().next();
        if (tables == 1) {
            return first;
        }
        String all = failed.entrySet().stream()
                .map(one -> one.getKey().display() + ": " + one.getValue().detail())
                .collect(Collectors.joining("; "));
        String hints = failed.values().stream()
                .map(Problem::hint)
                .filter(hint -> hint != null)
                .distinct()
                .collect(Collectors.joining("; "));
        return new Problem(
                first.type(),
                first.title(),
                first.status(),
                failed.size() + " of " + tables + " tables could not be synced. " + all,
                hints.isEmpty() ? null : hints);
    }
}
