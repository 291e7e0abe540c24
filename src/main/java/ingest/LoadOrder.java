package ingest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import ledger.ProblemException;
import org.jboss.logging.Logger;
import postgres.Connections;
import postgres.Databases;
import postgres.SpareConnections;
import rows.place.NamedDatabase;

/**
 * The order in which loads may begin, whatever door they come through: one waits while a table that its table refers to,
 * directly or over others, is being loaded or came before it or together with it. In a cycle of tables the order of
 * arrival counts. Safe for several threads; nobody waits in here.
 */
@ApplicationScoped
public class LoadOrder {

    private static final Logger LOG = Logger.getLogger(LoadOrder.class);

    /** Between the name of a database and that of a table. */
    private static final char IN = '\0';

    private final Connections connections;
    private final Databases databases;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<UUID, Entry> entries = new HashMap<>();
    private final Map<Long, TreeSet<Entry>> byTable = new HashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private long last;

    /**
     * A load from its arrival to its end.
     *
     * @param number by which it arrived
     * @param together the number of the last that arrived together with it
     * @param place null as long as nobody had to know
     */
    private record Entry(UUID run, String table, long number, long together, TablePlace place) {}

    private static final Comparator<Entry> BY_NUMBER =
            Comparator.comparingLong(Entry::number).thenComparing(Entry::run);

    @Inject
    public LoadOrder(SpareConnections spare, Databases databases) {
        this((Connections) spare::open, databases);
    }

    /** The same over connections from anywhere, where there is one database alone. */
    public LoadOrder(Connections connections) {
        this(connections, new Databases(null, Map::of));
    }

    /** The same over connections from anywhere. */
    public LoadOrder(Connections connections, Databases databases) {
        this.connections = connections;
        this.databases = databases;
    }

    /** To be told whenever a load ended: others may begin. */
    public void onLeave(Runnable listener) {
        listeners.add(listener);
    }

    /**
     * Loads arrive together; those that have arrived already stay where they are.
     *
     * @throws SQLException if the database does not answer; then none of them has arrived
     */
    public void enter(List<? extends LoadRequest> together) throws SQLException {
        Map<String, TablePlace> found = places(unplaced(together));
        synchronized (this) {
            List<LoadRequest> fresh = new ArrayList<>(together);
            fresh.removeIf(request -> entries.containsKey(request.run()));
            for (Entry entry : List.copyOf(entries.values())) {
                if (entry.place == null && found.containsKey(entry.table)) {
                    put(new Entry(entry.run, entry.table, entry.number, entry.together, found.get(entry.table)));
                } else if (entry.place != null) {
                    found.putIfAbsent(entry.table, entry.place);
                }
            }
            long end = last + fresh.size();
            for (LoadRequest request : fresh) {
                put(new Entry(request.run(), nameOf(request), ++last, end, found.get(nameOf(request))));
            }
        }
    }

    /** One whose place is known, and that had arrived at that moment. */
    synchronized void enter(LoadRequest request, TablePlace place, long moment) {
        put(new Entry(request.run(), nameOf(request), moment, moment, place));
    }

    /** The tables that have to be looked up: none for a load that is alone, which waits for nobody. */
    private synchronized Set<String> unplaced(List<? extends LoadRequest> together) {
        if (entries.isEmpty() && together.size() == 1) {
            return Set.of();
        }
        Set<String> tables = new HashSet<>();
        together.forEach(request -> tables.add(nameOf(request)));
        entries.values().stream().filter(entry -> entry.place == null).forEach(entry -> tables.add(entry.table));
        entries.values().stream().filter(entry -> entry.place != null).forEach(entry -> tables.remove(entry.table));
        return tables;
    }

    /** A table's name; where it is not in the ledger's database, behind that of its own. */
    static String nameOf(String database, String table) {
        return database.equals(Databases.MAIN) ? table : database + IN + table;
    }

    static String nameOf(LoadRequest request) {
        return nameOf(request.database(), request.table());
    }

    /** Where those tables, by such names, stand among the foreign keys. */
    Map<String, TablePlace> places(Collection<String> tables) throws SQLException {
        Map<String, TablePlace> places = new HashMap<>();
        Map<String, List<String>> byDatabase = tables.stream()
                .collect(Collectors.groupingBy(table -> table.substring(0, Math.max(0, table.indexOf(IN)))));
        for (Map.Entry<String, List<String>> some : byDatabase.entrySet()) {
            if (some.getKey().isEmpty()) {
                try (Connection connection = connections.open()) {
                    places.putAll(TablePlace.find(connection, some.getValue()));
                }
            } else {
                places.putAll(placesElsewhere(some.getKey(), some.getValue()));
            }
        }
        return places;
    }

    /** Of a database that cannot be had nothing is known: loads into it are told so when their turn comes. */
    private Map<String, TablePlace> placesElsewhere(String database, List<String> tables) {
        Map<String, TablePlace> places = new HashMap<>();
        int behind = database.length() + 1;
        try (Connection connection = NamedDatabase.connect(databases, database)) {
            Map<String, TablePlace> found = TablePlace.find(
                    connection,
                    tables.stream().map(table -> table.substring(behind)).toList());
            int number = number(database);
            tables.forEach(table ->
                    places.put(table, found.get(table.substring(behind)).in(number)));
        } catch (SQLException | ProblemException e) {
            LOG.debugf("loads into %s wait for nobody: %s", database, e.getMessage());
            tables.forEach(table -> places.put(table, TablePlace.NOWHERE));
        }
        return places;
    }

    private synchronized int number(String database) {
        return numbers.computeIfAbsent(database, name -> numbers.size() + 1);
    }

    private void put(Entry entry) {
        entries.put(entry.run, entry);
        if (entry.place != null && entry.place.table() != null) {
            byTable.computeIfAbsent(entry.place.table(), table -> new TreeSet<>(BY_NUMBER))
                    .add(entry);
        }
    }

    /** The moment between what has arrived and what will. */
    synchronized long now() {
        return ++last;
    }

    /** Whether nothing has to be loaded before it; also of one that never arrived. */
    public synchronized boolean mayBegin(UUID run) {
        Entry entry = entries.get(run);
        return entry == null || entry.place == null || mayBegin(entry.place, entry.number, entry.together, run);
    }

    /** The same of one that arrived at that moment. */
    synchronized boolean mayBegin(TablePlace place, long moment) {
        return mayBegin(place, moment, moment, null);
    }

    /** @param run that of a load which has arrived; those of one archive arrive at one moment, in the order of their ids */
    private boolean mayBegin(TablePlace place, long number, long together, UUID run) {
        for (Long referred : place.refersTo()) {
            TreeSet<Entry> before = byTable.get(referred);
            if (before != null) {
                Entry first = before.first();
                boolean isFirst = place.isInCycleWith(first.place)
                        ? first.number < number || first.number == number && run != null && first.run.compareTo(run) < 0
                        : first.number <= together;
                if (isFirst) {
                    return false;
                }
            }
        }
        return true;
    }

    /** It has ended, or never came to be. */
    public void leave(UUID run) {
        synchronized (this) {
            Entry entry = entries.remove(run);
            if (entry == null) {
                return;
            }
            if (entry.place != null && entry.place.table() != null) {
                byTable.computeIfPresent(entry.place.table(), (table, all) -> {
                    all.remove(entry);
                    return all.isEmpty() ? null : all;
                });
            }
        }
        listeners.forEach(Runnable::run);
    }
}
