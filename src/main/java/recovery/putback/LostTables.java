package recovery.putback;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Catalog;
import postgres.Query;
import postgres.Sql;
import postgres.TableName;
import postgres.WrittenName;
import recovery.incidents.StoredIncident;

/**
 * Which tables are meant, and what became of them since. A table whose partitions are all meant is meant itself.
 *
 * @param tables in the order named
 * @param emptied those that had lost all of their rows
 * @param healed the incidents that are over when all missing rows of the tables are back
 */
record LostTables(List<TableName> tables, Set<TableName> emptied, List<StoredIncident> healed) {

    private static final String LEAVES = Sql.read("recovery/leaves.sql");
    private static final String UPDATE = "update";
    private static final Set<String> EMPTYING = Set.of("truncate", "drop");

    LostTables {
        tables = List.copyOf(tables);
        emptied = Set.copyOf(emptied);
        healed = List.copyOf(healed);
    }

    /**
     * Finds them.
     *
     * @param wanted those that are named; empty for those that the incidents just after destroyed
     * @param since incidents of that database since, the earliest first
     * @param justAfter those of them that destroyed what the recovered server has last
     */
    static LostTables of(
            RecoveredState state, List<TableName> wanted, List<StoredIncident> since, List<StoredIncident> justAfter)
            throws SQLException {
        Set<TableName> named = wanted.isEmpty() ? tables(destroyed(justAfter)) : new LinkedHashSet<>(wanted);
        Set<TableName> emptied = tables(since.stream()
                .filter(incident -> EMPTYING.contains(incident.kind()) && !incident.isOver())
                .toList());
        List<Leaf> leaves = leaves(state.connection(), named, emptied);
        Set<TableName> tables = whole(named, leaves);
        List<StoredIncident> healed = justAfter.stream()
                .filter(incident -> incident.table() != null && holds(tables, table(incident), leaves))
                .toList();
        return new LostTables(List.copyOf(tables), whole(emptied, leaves), healed);
    }

    /** All that lost rows; where none did, those of which rows were changed. */
    private static List<StoredIncident> destroyed(List<StoredIncident> incidents) {
        List<StoredIncident> lost = incidents.stream()
                .filter(incident -> !incident.kind().equals(UPDATE))
                .toList();
        return lost.isEmpty() ? incidents : lost;
    }

    private static Set<TableName> tables(List<StoredIncident> incidents) {
        return incidents.stream()
                .filter(incident -> incident.table() != null)
                .map(LostTables::table)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** One without a schema in its name is one of {@code public}, whatever the search path says. */
    private static TableName table(StoredIncident incident) {
        WrittenName written = WrittenName.of(incident.table());
        return new TableName(written.schema() == null ? "public" : written.schema(), written.name());
    }

    /**
     * A partition that has rows.
     *
     * @param statement that makes it again
     */
    private record Leaf(TableName root, TableName name, String statement) {}

    private static List<Leaf> leaves(Connection connection, Set<TableName> wanted, Set<TableName> emptied)
            throws SQLException {
        Set<TableName> all = new LinkedHashSet<>(wanted);
        all.addAll(emptied);
        return Query.list(
                connection,
                LEAVES,
                row -> new Leaf(
                        new TableName(row.getString("root_schema"), row.getString("root_name")),
                        new TableName(row.getString("schema"), row.getString("name")),
                        row.getString("statement")),
                connection.createArrayOf(
                        "text", all.stream().map(TableName::schema).toArray()),
                connection.createArrayOf(
                        "text", all.stream().map(TableName::name).toArray()));
    }

    private static boolean holds(Set<TableName> tables, TableName one, List<Leaf> leaves) {
        return tables.contains(one)
                || leaves.stream().anyMatch(leaf -> leaf.name.equals(one) && tables.contains(leaf.root));
    }

    private static Set<TableName> whole(Set<TableName> names, List<Leaf> leaves) {
        Map<TableName, List<TableName>> byRoot = new LinkedHashMap<>();
        leaves.forEach(leaf ->
                byRoot.computeIfAbsent(leaf.root, none -> new ArrayList<>()).add(leaf.name));
        byRoot.values().removeIf(parts -> !names.containsAll(parts));
        Set<TableName> whole = new LinkedHashSet<>();
        for (TableName name : names) {
            whole.add(byRoot.entrySet().stream()
                    .filter(root -> root.getValue().contains(name))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(name));
        }
        return whole;
    }

    /**
     * A partition that is gone cannot be made again as a table of its own.
     *
     * @throws ProblemException if one of them is, with the statement that makes it
     */
    void refuseLonePartitions(RecoveredState state, Connection live) throws SQLException {
        for (Leaf leaf : leaves(state.connection(), Set.copyOf(tables), Set.of())) {
            if (tables.contains(leaf.name) && !Catalog.exists(live, leaf.name)) {
                throw new ProblemException(Problem.refused(
                        leaf.name.display() + " was a partition of " + leaf.root.display()
                                + " and is not there any more",
                        "make it again, then put its rows back: " + leaf.statement));
            }
        }
    }
}
