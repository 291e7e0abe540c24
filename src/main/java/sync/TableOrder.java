package sync;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import postgres.TableName;

/**
 * Tables in the order in which their rows can be written one table after the other.
 *
 * @param tables one table, or several that refer to each other in a circle
 * @param cyclic whether rows may refer to rows that come later: all have to be written by one statement
 */
record TableOrder(List<SyncedTable> tables, boolean cyclic) {

    /** Those that others refer to come first. */
    static List<TableOrder> of(List<SyncedTable> tables, Map<TableName, SyncedTable> targets) {
        Map<TableName, Set<TableName>> reached = new LinkedHashMap<>();
        for (SyncedTable table : tables) {
            Set<TableName> from = new HashSet<>();
            reach(table.name(), targets, from);
            reached.put(table.name(), from);
        }
        List<SyncedTable> ordered = new ArrayList<>(tables);
        // Itself counted, who refers to a circle reaches more than those in it.
        ordered.sort(Comparator.comparingInt(table ->
                reached.get(table.name()).size() + (reached.get(table.name()).contains(table.name()) ? 0 : 1)));
        List<TableOrder> order = new ArrayList<>();
        Set<TableName> placed = new HashSet<>();
        for (SyncedTable table : ordered) {
            if (placed.contains(table.name())) {
                continue;
            }
            Set<TableName> from = reached.get(table.name());
            List<SyncedTable> together = ordered.stream()
                    .filter(other -> other == table
                            || from.contains(other.name())
                                    && reached.get(other.name()).contains(table.name()))
                    .toList();
            together.forEach(other -> placed.add(other.name()));
            order.add(new TableOrder(together, from.contains(table.name())));
        }
        return order;
    }

    private static void reach(TableName from, Map<TableName, SyncedTable> targets, Set<TableName> reached) {
        SyncedTable table = targets.get(from);
        if (table != null) {
            for (TableName to : table.refersTo()) {
                if (reached.add(to)) {
                    reach(to, targets, reached);
                }
            }
        }
    }
}
