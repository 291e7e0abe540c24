package rows.change;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import postgres.Query;
import postgres.Sql;
import postgres.Table;

/** The order in which rows go in: what a foreign key points to comes before what points to it. */
public final class TableOrder {

    private static final String REFERS_TO = Sql.read("rows/change/refers-to.sql");

    /** By their oid, in the order of the call, so that the same call gives the same order. */
    private final Map<Long, Table> tables = new LinkedHashMap<>();

    /** What each refers to, over others too, and itself: so who refers to a circle reaches more than those in it. */
    private final Map<Long, Set<Long>> reached = new HashMap<>();

    private TableOrder(List<Table> tables, Map<Long, Set<Long>> parents) {
        tables.forEach(table -> this.tables.put(table.oid(), table));
        tables.forEach(table ->
                reach(table.oid(), parents, reached.computeIfAbsent(table.oid(), oid -> new HashSet<>(Set.of(oid)))));
    }

    /** Parents first, as the database has their foreign keys now, those of partitions too; in a circle any of it. */
    public static List<Table> parentsFirst(Connection connection, List<Table> tables) throws SQLException {
        return circles(connection, tables).stream().flatMap(List::stream).toList();
    }

    /** The same, those that refer to each other in a circle together; any other is alone. */
    public static List<List<Table>> circles(Connection connection, List<Table> tables) throws SQLException {
        return new TableOrder(tables, parents(connection, tables)).circles();
    }

    private static Map<Long, Set<Long>> parents(Connection connection, List<Table> tables) throws SQLException {
        Map<Long, Set<Long>> parents = new HashMap<>();
        Array oids = connection.createArrayOf(
                "bigint", tables.stream().map(Table::oid).toArray());
        Query.list(
                connection,
                REFERS_TO,
                row -> parents.computeIfAbsent(row.getLong("child"), child -> new HashSet<>())
                        .add(row.getLong("parent")),
                oids,
                oids,
                oids);
        return parents;
    }

    private static void reach(long from, Map<Long, Set<Long>> parents, Set<Long> found) {
        for (long parent : parents.getOrDefault(from, Set.of())) {
            if (found.add(parent)) {
                reach(parent, parents, found);
            }
        }
    }

    private List<List<Table>> circles() {
        List<Table> ordered = new ArrayList<>(tables.values());
        // Who refers to another reaches more than that one does, or as much in a circle.
        ordered.sort(Comparator.comparingInt(table -> reached.get(table.oid()).size()));
        List<List<Table>> circles = new ArrayList<>();
        Set<Long> placed = new HashSet<>();
        for (Table table : ordered) {
            if (!placed.contains(table.oid())) {
                List<Table> circle = ordered.stream()
                        .filter(other -> other == table || isInACircle(table.oid(), other.oid()))
                        .toList();
                circle.forEach(other -> placed.add(other.oid()));
                circles.add(circle);
            }
        }
        return circles;
    }

    private boolean isInACircle(long one, long other) {
        return reached.get(one).contains(other) && reached.get(other).contains(one);
    }
}
