package dumps.merge;

import dumps.KeptTable;
import dumps.TableId;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The partitions that files have of their tables. One that a later dump lacks was dropped, and its rows with it; where the dump
 * lacks other tables too, somebody may as well have chosen what is in it, and its rows stay.
 */
final class Partitions {

    private final Map<FileFacts, Map<TableId, Set<TableId>>> byFile = new IdentityHashMap<>();

    Partitions(FileOrder order, TableNames names) {
        for (FileFacts file : order.files()) {
            Map<TableId, Set<TableId>> its = new HashMap<>();
            for (KeptTable table : file.file().tables()) {
                if (table.table().partitionOf() != null) {
                    its.computeIfAbsent(names.of(table), first -> new TreeSet<>())
                            .add(table.table().id());
                }
            }
            byFile.put(file, its);
        }
    }

    private Set<TableId> of(FileFacts file, TableId table) {
        return byFile.get(file).getOrDefault(table, Set.of());
    }

    /** Those of the table that are in the earlier file and not in the later one, which has others. */
    Set<TableId> gone(TableId table, FileFacts earlier, FileFacts later) {
        Set<TableId> now = of(later, table);
        Set<TableId> gone = new TreeSet<>(now.isEmpty() ? Set.of() : of(earlier, table));
        gone.removeAll(now);
        return gone;
    }

    /** Whether what is gone may have been left out of the later file by choice. */
    static boolean areLeftOut(FileFacts earlier, FileFacts later) {
        return !later.tables().keySet().containsAll(earlier.tables().keySet());
    }
}
