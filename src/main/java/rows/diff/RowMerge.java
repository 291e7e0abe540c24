package rows.diff;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Column;

/** Goes through the rows of both sides that lie in buckets that differ, in the order of their keys, and finds those that do. */
public final class RowMerge {

    /** Rows between two looks at whether the run is wanted any more. */
    private static final int PACE = 1_000;

    private final BooleanSupplier unwanted;
    private final List<Column> columns;
    private final Map<String, Long> changedColumns = new LinkedHashMap<>();
    private final List<Shown> sample = new ArrayList<>();
    private final List<String> key;
    private final EqualKeys equalKeys;
    private long missing;
    private long changed;
    private long added;
    private long seen;

    private RowMerge(TablePair pair, BooleanSupplier unwanted) {
        this.unwanted = unwanted;
        columns = KeyedRows.others(pair);
        key = pair.key();
        equalKeys = new EqualKeys(pair);
    }

    /** A row of the sample, and what it was made of. */
    private record Shown(KeyedRows.Row row, TableDiff.Row told) {}

    /**
     * Compares the rows of these buckets one by one, in transactions that see what was hashed.
     *
     * @param rows how many there are on the source in all
     * @param unwanted whether somebody cancelled it
     */
    static TableDiff of(
            TablePair pair,
            Connection source,
            Connection target,
            List<Long> buckets,
            long rows,
            BooleanSupplier unwanted)
            throws SQLException {
        RowMerge merge = new RowMerge(pair, unwanted);
        if (!buckets.isEmpty()) {
            try (KeyedRows theirs = KeyedRows.of(source, pair, pair.sourceRelation(), buckets);
                    KeyedRows ours = KeyedRows.of(target, pair, pair.targetRelation(), buckets)) {
                merge.merge(theirs, ours);
            }
            merge.pair(target);
        }
        ColumnPairs columns = pair.columns().pairs();
        return new TableDiff(
                pair.name().display(),
                merge.missing,
                merge.changed,
                merge.added,
                rows - merge.missing - merge.changed,
                merge.sample.stream().map(Shown::told).toList(),
                columns.lostNames(),
                columns.gainedNames(),
                columns.retypedNames(),
                merge.changedColumns);
    }

    private void merge(KeyedRows source, KeyedRows target) throws SQLException {
        while (source.row() != null || target.row() != null) {
            goOn();
            int order = order(source.row(), target.row());
            if (order < 0) {
                missing++;
                show("missing", source.row(), List.of());
                equalKeys.missing(source.row());
                source.advance();
            } else if (order > 0) {
                added++;
                show("added", target.row(), List.of());
                equalKeys.added(target.row());
                target.advance();
            } else {
                if (!source.row().isAsIn(target.row())) {
                    changed++;
                    show("changed", source.row(), changes(source.row(), target.row()));
                }
                source.advance();
                target.advance();
            }
        }
    }

    /** What is missing here and added there is one row that changed where its key is only written in another way. */
    private void pair(Connection target) throws SQLException {
        Map<KeyedRows.Row, KeyedRows.Row> same = equalKeys.same(target);
        missing -= same.size();
        added -= same.size();
        changed += same.size();
        sample.removeIf(shown -> same.containsKey(shown.row) || same.containsValue(shown.row));
        same.forEach((theirs, ours) -> show("changed", theirs, changes(theirs, ours)));
    }

    private static int order(KeyedRows.Row source, KeyedRows.Row target) {
        if (source == null || target == null) {
            return source == null ? 1 : -1;
        }
        return source.compareTo(target);
    }

    private List<String> changes(KeyedRows.Row source, KeyedRows.Row target) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < key.size(); i++) {
            if (!Objects.deepEquals(source.key()[i], target.key()[i])) {
                names.add(key.get(i));
                changedColumns.merge(key.get(i), 1L, Long::sum);
            }
        }
        for (int i = 0; i < columns.size(); i++) {
            if (source.hash(i) != target.hash(i)) {
                names.add(columns.get(i).name());
                changedColumns.merge(columns.get(i).name(), 1L, Long::sum);
            }
        }
        return names;
    }

    private void show(String kind, KeyedRows.Row row, List<String> names) {
        if (sample.size() < TableDiff.SAMPLE) {
            sample.add(new Shown(row, new TableDiff.Row(kind, Json.read(row.json()), names)));
        }
    }

    private void goOn() {
        if (seen++ % PACE == 0 && unwanted.getAsBoolean()) {
            throw new ProblemException(Problem.cancelled());
        }
    }
}
