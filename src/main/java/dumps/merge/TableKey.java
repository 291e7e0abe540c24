package dumps.merge;

import dumps.Dialect;
import dumps.DumpColumn;
import dumps.DumpKey;
import dumps.DumpRow;
import dumps.DumpTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What tells the rows of a table apart in all files: its primary key; or a unique key that forbids NULL; or, where there is
 * none, the values of all columns that every file has, and then two equal rows are two.
 *
 * @param columns in order
 * @param whole whether these are but what the rows have
 */
record TableKey(List<String> columns, List<KeyBytes.As> as, boolean whole) {

    /** The key of a table that these files define, in a dialect if all of them are of one. */
    static TableKey of(List<DumpTable> definitions, Dialect dialect) {
        Map<List<String>, Integer> votes = new LinkedHashMap<>();
        for (DumpTable table : definitions) {
            keyOf(table).ifPresent(key -> votes.merge(key, 1, Integer::sum));
        }
        List<String> chosen = votes.entrySet().stream()
                .max(Map.Entry.<List<String>, Integer>comparingByValue()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.comparing(List::toString))))
                .map(Map.Entry::getKey)
                .orElseGet(() -> shared(definitions));
        List<KeyBytes.As> as =
                chosen.stream().map(column -> as(column, definitions, dialect)).toList();
        return new TableKey(
                chosen, votes.isEmpty() ? as.stream().map(TableKey::exact).toList() : as, votes.isEmpty());
    }

    /** All values of a row are what they are. */
    private static KeyBytes.As exact(KeyBytes.As as) {
        return as == KeyBytes.As.FOLDED || as == KeyBytes.As.CASELESS ? KeyBytes.As.TEXT : as;
    }

    private static Optional<List<String>> keyOf(DumpTable table) {
        if (!table.key().isEmpty()) {
            return Optional.of(table.key());
        }
        return table.keys().stream()
                .filter(key ->
                        key.kind() == DumpKey.Kind.UNIQUE && !key.columns().isEmpty())
                .map(DumpKey::columns)
                .filter(columns -> columns.stream()
                        .allMatch(column -> table.indexOf(column) >= 0
                                && !table.columns().get(table.indexOf(column)).nullable()))
                .findFirst();
    }

    private static List<String> shared(List<DumpTable> definitions) {
        return definitions.isEmpty()
                ? List.of()
                : definitions.get(0).columns().stream()
                        .map(column -> column.name().toLowerCase(Locale.ROOT))
                        .distinct()
                        .sorted()
                        .filter(column -> definitions.stream().allMatch(table -> table.indexOf(column) >= 0))
                        .toList();
    }

    private static KeyBytes.As as(String column, List<DumpTable> definitions, Dialect dialect) {
        KeyBytes.As all = KeyBytes.As.EITHER;
        for (DumpTable table : definitions) {
            int at = table.indexOf(column);
            DumpColumn its = at < 0 ? null : table.columns().get(at);
            if (its != null && its.type() != null) {
                KeyBytes.As here = KeyBytes.As.of(its, dialect);
                all = all == KeyBytes.As.EITHER || all == here ? here : KeyBytes.As.TEXT;
            }
        }
        return all;
    }

    /** Whether values that are spelled otherwise may be one key. */
    boolean folds() {
        return !whole && as.stream().anyMatch(one -> one == KeyBytes.As.FOLDED || one == KeyBytes.As.CASELESS);
    }

    /** Whether it is one whole number, which grows. */
    boolean isNumber() {
        return !whole && columns.size() == 1 && as.get(0) == KeyBytes.As.NUMBER;
    }

    /** Where its columns stand in a file's rows; -1 for one that the file does not have. */
    int[] places(DumpTable table) {
        return columns.stream().mapToInt(table::indexOf).toArray();
    }

    /** Writes the key of a row. */
    void write(DumpRow row, int[] places, KeyBytes into) {
        for (int i = 0; i < places.length; i++) {
            if (places[i] < 0) {
                into.absent();
            } else {
                into.value(row, places[i], as.get(i));
            }
        }
        if (takesAll(places)) {
            for (int i = 0; i < row.size(); i++) {
                into.value(row, i, KeyBytes.As.EITHER);
            }
        }
    }

    /** Rows of which the key is not known are told apart by all they have. */
    boolean takesAll(int[] places) {
        if (whole) {
            return false;
        }
        for (int place : places) {
            if (place < 0) {
                return true;
            }
        }
        return false;
    }

    /** The columns that are shown as a row's key. */
    List<String> shown() {
        return new ArrayList<>(columns);
    }
}
