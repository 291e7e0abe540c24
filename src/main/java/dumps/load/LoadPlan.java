package dumps.load;

import dumps.TableId;
import dumps.archive.State;
import dumps.archive.TableChoice;
import dumps.merge.MergedTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What becomes of the tables of an archive.
 *
 * @param notes what is otherwise than in the dumps
 */
record LoadPlan(Map<TableId, TablePlan> tables, List<String> notes) {

    static LoadPlan of(State archive, DumpsLoadRequest request, String schema) throws IOException {
        List<MergedTable> all = archive.tables(request.asOf());
        Set<TableId> chosen = TableChoice.of(all, request.tables());
        List<MergedTable> wanted = all.stream()
                .filter(table -> chosen == null || chosen.contains(table.id()))
                .toList();
        UseOfColumns uses = new UseOfColumns(wanted);
        if (!uses.wanted().isEmpty()) {
            archive.run(uses.wanted(), request.asOf(), request.policy(), uses);
        }
        List<String> notes = new ArrayList<>();
        UniqueNames relations = new UniqueNames();
        Map<TableId, String> names = new LinkedHashMap<>();
        for (MergedTable table : wanted) {
            names.put(table.id(), relations.free(table.name().replace('.', '_')));
        }
        TablePlanner planner =
                new TablePlanner(new TypeMap(archive.labels()), CountedColumns.of(wanted), schema, relations, notes);
        Map<TableId, TablePlan> plans = new LinkedHashMap<>();
        for (MergedTable table : wanted) {
            plans.put(table.id(), planner.plan(table, names.get(table.id()), uses.of(table.id())));
        }
        return new LoadPlan(plans, notes);
    }

    /** The table that a name in a dump means, or null if it is not loaded. */
    TablePlan find(TableId id, TableId from) {
        if (id == null) {
            return null;
        }
        if (tables.containsKey(id)) {
            return tables.get(id);
        }
        // Without its own database a name means that of the table it stands at.
        TableId beside = new TableId(
                id.database() == null ? from.database() : id.database(),
                id.schema() == null ? from.schema() : id.schema(),
                id.name());
        if (tables.containsKey(beside)) {
            return tables.get(beside);
        }
        return tables.values().stream()
                .filter(plan -> plan.table().id().name().equalsIgnoreCase(id.name()))
                .findFirst()
                .orElse(null);
    }
}
