package ingest;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import postgres.Catalog;
import postgres.Query;
import postgres.Sql;

/**
 * Where a table stands among the foreign keys of its database.
 *
 * @param table what tells it from others, or null if there is no such table; all partitions of a table are one
 * @param refersTo the tables that it refers to, directly or over others; itself among them if it is in a cycle
 */
record TablePlace(Long table, Set<Long> refersTo) {

    /** Of a table that is not there: it refers to none. */
    static final TablePlace NOWHERE = new TablePlace(null, Set.of());

    private static final String REFERRED = Sql.read("ingest/referred-tables.sql");

    TablePlace {
        refersTo = Set.copyOf(refersTo);
    }

    /** Whether they are in one cycle, or one and the same table that refers to itself: neither comes before the other. */
    boolean isInCycleWith(TablePlace other) {
        return refersTo.contains(other.table) && other.refersTo.contains(table);
    }

    /** The same of a table in a database of that number, 0 for the ledger's: what tells a table from others holds in one alone. */
    TablePlace in(int database) {
        return new TablePlace(
                table == null ? null : in(database, table),
                refersTo.stream().map(other -> in(database, other)).collect(Collectors.toSet()));
    }

    private static long in(int database, long oid) {
        return oid | (long) database << Integer.SIZE;
    }

    /** The places of the tables that users call so. */
    static Map<String, TablePlace> find(Connection connection, Collection<String> names) throws SQLException {
        Map<String, Long> ids = new HashMap<>();
        for (String name : names) {
            Optional<Long> id = Catalog.oid(connection, name);
            id.ifPresent(found -> ids.put(name, found));
        }
        Map<Long, TablePlace> places = new HashMap<>();
        Long[] wanted = ids.values().stream().distinct().toArray(Long[]::new);
        Query.list(
                connection,
                REFERRED,
                row -> places.put(row.getLong("id"), new TablePlace(row.getLong("whole"), new HashSet<>(List.of((Long[])
                        row.getArray("refers_to").getArray())))),
                (Object) wanted);
        Map<String, TablePlace> byName = new HashMap<>();
        names.forEach(name -> byName.put(name, places.getOrDefault(ids.get(name), NOWHERE)));
        return byName;
    }
}
