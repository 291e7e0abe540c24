package dumps.load;

import dumps.DumpColumn;
import dumps.DumpKey;
import dumps.TableId;
import dumps.merge.MergedTable;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The columns that hold numbers which a server counts up: those that are counted, and those of foreign keys that lead to them.
 * PostgreSQL counts in whole numbers only, and takes a foreign key only between columns of types that can be compared.
 */
final class CountedColumns {

    private final Set<String> counted = new HashSet<>();

    static CountedColumns of(List<MergedTable> tables) {
        CountedColumns columns = new CountedColumns();
        for (MergedTable table : tables) {
            table.definition().columns().stream()
                    .filter(DumpColumn::counts)
                    .forEach(column -> columns.counted.add(place(table.id(), column.name())));
        }
        int before;
        do {
            before = columns.counted.size();
            tables.forEach(columns::follow);
        } while (columns.counted.size() > before);
        return columns;
    }

    private void follow(MergedTable table) {
        for (DumpKey key : table.definition().keys()) {
            int both = Math.min(key.columns().size(), key.referenced().size());
            for (int i = 0; key.kind() == DumpKey.Kind.FOREIGN && key.references() != null && i < both; i++) {
                if (counted.contains(place(key.references(), key.referenced().get(i)))) {
                    counted.add(place(table.id(), key.columns().get(i)));
                }
            }
        }
    }

    /** A reference may leave out the database it means, which is then the table's own. */
    private static String place(TableId table, String column) {
        return (table.name() + "." + column).toLowerCase(Locale.ROOT);
    }

    boolean has(TableId table, String column) {
        return counted.contains(place(table, column));
    }
}
