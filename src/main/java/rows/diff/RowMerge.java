package rows.diff;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private final List<TableDiff.Row> sample = new ArrayList<>();
    private long missing;
    private long changed;
    private long added;
    private long seen;

    private RowMerge(TablePair pair, BooleanSupplier unwanted) {
        this.unwanted = unwanted;
        columns = KeyedRows.others(pair);
    }

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
        }
        ColumnPairs columns = pair.columns().pairs();
        return new TableDiff(
                pair.name().display(),
                merge.missing,
                merge.changed,
                merge.added,
                rows - merge.missing - merge.changed,
                merge.sample,
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
                source.advance();
            } else if (order > 0) {
                added++;
                show("added", target.row(), List.of());
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

    private static int order(KeyedRows.Row source, KeyedRows.Row target) {
        if (source == null || target == null) {
            return source == null ? 1 : -1;
        }
        return source.compareTo(target);
    }

    private List<String> changes(KeyedRows.Row source, KeyedRows.Row target) {
        List<String> names = new ArrayList<>();
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
            sample.add(new TableDiff.Row(kind, Json.read(row.json()), names));
        }
    }

    private void goOn() {
        if (seen++ % PACE == 0 && unwanted.getAsBoolean()) {
            throw new ProblemException(Problem.cancelled());
        }
    }
}
