package dumps.merge;

import dumps.DumpColumn;
import dumps.DumpTable;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A dump of rows alone may not name their columns: then they are those of the other files' definitions, if all of these that
 * have as many columns call them alike. Where it names them, it says nothing of their types, and the others do.
 */
final class UnnamedColumns {

    private UnnamedColumns() {}

    /** The table with the columns that are meant. */
    static DumpTable of(DumpTable table, List<DumpTable> others) {
        if (table.defined()) {
            return table;
        }
        if (!isUnnamed(table.columns())) {
            return with(
                    table,
                    table.columns().stream()
                            .map(column -> typed(column, others))
                            .toList());
        }
        List<DumpTable> alike = others.stream()
                .filter(other -> other.defined()
                        && other.columns().size() == table.columns().size())
                .toList();
        Set<List<String>> names = alike.stream().map(UnnamedColumns::names).collect(Collectors.toSet());
        return names.size() != 1 ? table : with(table, alike.get(0).columns());
    }

    private static DumpColumn typed(DumpColumn column, List<DumpTable> others) {
        return others.stream()
                .filter(other -> other.defined() && other.indexOf(column.name()) >= 0)
                .map(other -> other.columns().get(other.indexOf(column.name())))
                .findFirst()
                .orElse(column);
    }

    private static DumpTable with(DumpTable table, List<DumpColumn> columns) {
        return new DumpTable(
                table.id(), false, columns, table.keys(), table.partitionBy(), table.partitionOf(), table.comment());
    }

    private static boolean isUnnamed(List<DumpColumn> columns) {
        for (int i = 0; i < columns.size(); i++) {
            if (!columns.get(i).name().equals("column" + (i + 1))) {
                return false;
            }
        }
        return !columns.isEmpty();
    }

    private static List<String> names(DumpTable table) {
        return table.columns().stream()
                .map(column -> column.name().toLowerCase(Locale.ROOT))
                .toList();
    }
}
