package dumps.load;

import dumps.DumpColumn;
import dumps.DumpRow;
import dumps.TableId;
import dumps.merge.MergedTable;
import dumps.merge.StateSink;
import dumps.merge.TableCounts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Looks at the rows of those tables whose types can be told only from what stands in them. */
final class UseOfColumns implements StateSink {

    private final Map<TableId, List<ColumnUse>> uses = new HashMap<>();
    private List<ColumnUse> current;

    UseOfColumns(List<MergedTable> tables) {
        for (MergedTable table : tables) {
            List<ColumnUse> its = new ArrayList<>();
            for (DumpColumn column : table.definition().columns()) {
                its.add(TypeMap.needsUse(column, table.dialect()) ? new ColumnUse() : null);
            }
            uses.put(table.id(), its);
        }
    }

    /** The tables whose rows have to be looked at. */
    Set<TableId> wanted() {
        Set<TableId> wanted = new HashSet<>();
        uses.forEach((table, its) -> {
            if (its.stream().anyMatch(use -> use != null)) {
                wanted.add(table);
            }
        });
        return wanted;
    }

    List<ColumnUse> of(TableId table) {
        return uses.get(table);
    }

    @Override
    public void table(MergedTable table) {
        current = uses.get(table.id());
    }

    @Override
    public void row(DumpRow row, String file) {
        for (int i = 0; i < current.size(); i++) {
            if (current.get(i) != null) {
                current.get(i).see(row, i);
            }
        }
    }

    @Override
    public void end(MergedTable table, TableCounts counts) {
        current = null;
    }
}
