package dumps.merge;

import dumps.DumpFile;
import dumps.DumpTable;
import dumps.KeptTable;
import dumps.TableId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which tables of several files are the same. A file that does not say of which database a table is means the only one that
 * has a table of that name; where there are several, or none, it is a table of its own.
 */
final class TableNames {

    private final Map<TableId, TableId> meant = new HashMap<>();
    private final Map<KeptTable, TableId> owners = new IdentityHashMap<>();
    private final List<String> notes = new ArrayList<>();

    TableNames(Collection<DumpFile> files) {
        TreeSet<TableId> all = new TreeSet<>();
        Map<TableId, TableId> defined = defined(files);
        for (DumpFile file : files) {
            Map<TableId, TableId> upwards = new HashMap<>();
            for (KeptTable table : file.tables()) {
                TableId id = table.table().id();
                upwards.put(id, table.table().defined() ? table.table().partitionOf() : defined.get(id));
            }
            for (KeptTable table : file.tables()) {
                TableId owner = owner(table.table().id(), upwards);
                owners.put(table, owner);
                all.add(owner);
            }
        }
        for (TableId one : all) {
            List<TableId> fuller =
                    all.stream().filter(other -> isFuller(other, one)).toList();
            if (fuller.size() == 1) {
                meant.put(one, fuller.get(0));
                notes.add(one + " is taken for " + fuller.get(0) + ", the only table that is called so");
            } else if (fuller.size() > 1) {
                notes.add(one + " may be any of " + fuller + ", so it is a table of its own");
            }
        }
    }

    /** Which table each is a partition of, for files of rows alone, where all that define it say the same. */
    private static Map<TableId, TableId> defined(Collection<DumpFile> files) {
        Map<TableId, Set<TableId>> said = new HashMap<>();
        files.stream()
                .flatMap(file -> file.tables().stream())
                .map(KeptTable::table)
                .filter(DumpTable::defined)
                .forEach(table -> said.computeIfAbsent(table.id(), first -> new HashSet<>())
                        .add(table.partitionOf()));
        Map<TableId, TableId> defined = new HashMap<>();
        said.forEach((table, of) -> {
            if (of.size() == 1) {
                defined.put(table, of.iterator().next());
            }
        });
        return defined;
    }

    private static boolean isFuller(TableId other, TableId one) {
        return !other.equals(one)
                && other.name().equals(one.name())
                && (one.database() == null || one.database().equals(other.database()))
                && (one.schema() == null || one.schema().equals(other.schema()));
    }

    /** The rows of a partition are rows of the table it is of, also where that is a partition itself. */
    private static TableId owner(TableId table, Map<TableId, TableId> upwards) {
        TableId owner = table;
        Set<TableId> passed = new HashSet<>();
        while (upwards.get(owner) != null && passed.add(owner)) {
            owner = upwards.get(owner);
        }
        return owner;
    }

    /** Which table of the merge its rows belong to. */
    TableId of(KeptTable table) {
        TableId owner = owners.get(table);
        return meant.getOrDefault(owner, owner);
    }

    /** Which table of the merge a name means. */
    TableId of(TableId id) {
        return meant.getOrDefault(id, id);
    }

    /** What was taken for what. */
    List<String> notes() {
        return List.copyOf(notes);
    }

    /** A name for each table that no two of them share, in as few parts as that takes. */
    static Map<TableId, String> shortNames(Collection<TableId> tables) {
        Map<String, Integer> bare = new HashMap<>();
        for (TableId table : tables) {
            bare.merge(table.name(), 1, Integer::sum);
        }
        Map<TableId, String> names = new TreeMap<>();
        for (TableId table : tables) {
            names.put(table, bare.get(table.name()) == 1 ? table.name() : table.toString());
        }
        return names;
    }
}
