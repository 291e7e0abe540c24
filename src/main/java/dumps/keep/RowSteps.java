package dumps.keep;

import dumps.DumpRow;
import dumps.DumpValue;
import dumps.KeyedChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What statements behind its rows did to the rows of a table: done when the rows are written, to each what came after it. */
final class RowSteps {

    private final List<Step> steps = new ArrayList<>();
    private int changes;

    /** One thing, or many of one kind. */
    private sealed interface Step {}

    /** The columns became others. */
    private record Reshape(long before, int[] from, List<DumpValue> filler) implements Step {}

    /** UPDATEs and DELETEs by one key. */
    private record Keyed(List<Integer> columns, Map<List<DumpValue>, List<Change>> changes) implements Step {}

    /** One of them, by its place among all: rows before that many are concerned. */
    private record Change(int order, long before, Map<Integer, DumpValue> set, Count count) {}

    /** How many rows a statement concerned. */
    static final class Count {
        private long rows;

        long rows() {
            return rows;
        }
    }

    boolean isEmpty() {
        return steps.isEmpty();
    }

    void clear() {
        steps.clear();
    }

    void reshape(long before, int[] from, List<DumpValue> filler) {
        steps.add(new Reshape(before, from.clone(), List.copyOf(filler)));
    }

    Count change(long before, KeyedChange change) {
        Count count = new Count();
        Keyed keyed;
        if (!steps.isEmpty()
                && steps.get(steps.size() - 1) instanceof Keyed last
                && last.columns.equals(change.columns())) {
            keyed = last;
        } else {
            keyed = new Keyed(change.columns(), new HashMap<>());
            steps.add(keyed);
        }
        int order = changes++;
        for (List<DumpValue> key : change.keys()) {
            keyed.changes
                    .computeIfAbsent(key, none -> new ArrayList<>())
                    .add(new Change(order, before, change.set(), count));
        }
        return count;
    }

    /** The row as it is after all that came behind it; null if it is gone. */
    List<DumpValue> apply(DumpRow row, long at) {
        List<DumpValue> values = row.values();
        for (Step step : steps) {
            if (step instanceof Reshape reshape) {
                values = at < reshape.before ? reshaped(values, reshape) : values;
            } else if (step instanceof Keyed keyed) {
                values = changed(values, keyed, at);
                if (values == null) {
                    return null;
                }
            }
        }
        return values;
    }

    private static List<DumpValue> reshaped(List<DumpValue> values, Reshape reshape) {
        List<DumpValue> now = new ArrayList<>(reshape.from.length);
        for (int i = 0; i < reshape.from.length; i++) {
            now.add(reshape.from[i] < 0 ? reshape.filler.get(i) : values.get(reshape.from[i]));
        }
        return now;
    }

    /** A change of the key makes the changes of the new key apply, as far as they come after it. */
    private static List<DumpValue> changed(List<DumpValue> values, Keyed keyed, long at) {
        List<DumpValue> now = values;
        List<Change> changes = keyed.changes.getOrDefault(key(now, keyed), List.of());
        int done = -1;
        for (int i = 0; i < changes.size(); i++) {
            Change change = changes.get(i);
            if (at >= change.before || change.order <= done) {
                continue;
            }
            change.count.rows++;
            if (change.set.isEmpty()) {
                return null;
            }
            now = new ArrayList<>(now);
            change.set.forEach(now::set);
            done = change.order;
            if (keyed.columns.stream().anyMatch(change.set::containsKey)) {
                changes = keyed.changes.getOrDefault(key(now, keyed), List.of());
                i = -1;
            }
        }
        return now;
    }

    private static List<DumpValue> key(List<DumpValue> values, Keyed keyed) {
        List<DumpValue> key = new ArrayList<>(keyed.columns.size());
        for (int column : keyed.columns) {
            key.add(values.get(column));
        }
        return key;
    }
}
