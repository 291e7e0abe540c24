package dumps.merge;

import dumps.DumpColumn;
import dumps.DumpTable;
import dumps.Effect;
import dumps.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** Finds how definitions changed along the order of the files. */
final class DriftFinder {

    private final List<Drift> found = new ArrayList<>();
    private final Map<TableId, FileFacts> last = new HashMap<>();

    private final Partitions partitions;

    private DriftFinder(Partitions partitions) {
        this.partitions = partitions;
    }

    /** All of it, in the order of the files. */
    static List<Drift> of(FileOrder order, TableNames names, Partitions partitions) {
        DriftFinder finder = new DriftFinder(partitions);
        FileFacts before = null;
        for (FileFacts file : order.files()) {
            finder.look(file, before, names);
            before = file;
        }
        return List.copyOf(finder.found);
    }

    private void look(FileFacts file, FileFacts before, TableNames names) {
        for (Effect effect : file.file().effects()) {
            if (effect.what() == Effect.What.RENAMED && effect.renamed() != null) {
                add(
                        Drift.What.TABLE_RENAMED,
                        names.of(effect.renamed()),
                        null,
                        effect.table().toString(),
                        effect.renamed().toString(),
                        file,
                        null);
            }
        }
        for (TableFacts table : inOrder(file)) {
            FileFacts earlier = last.put(table.table(), file);
            if (earlier != null) {
                compare(earlier.tables().get(table.table()), table, file, earlier);
                for (TableId gone : partitions.gone(table.table(), earlier, file)) {
                    String rows = Partitions.areLeftOut(earlier, file)
                            ? "its rows stay, as the dump leaves out other tables too"
                            : null;
                    add(Drift.What.PARTITION_GONE, table.table(), null, gone.toString(), rows, file, earlier);
                }
            } else if (before != null) {
                add(Drift.What.TABLE_APPEARED, table.table(), null, null, null, file, before);
            }
        }
        if (!file.file().complete()) {
            return;
        }
        for (TableId table : new TreeSet<>(last.keySet())) {
            if (!file.tables().containsKey(table) && sameDatabase(file, table)) {
                add(Drift.What.TABLE_GONE, table, null, null, null, file, last.remove(table));
            }
        }
    }

    private static List<TableFacts> inOrder(FileFacts file) {
        return new TreeSet<>(file.tables().keySet())
                .stream().map(file.tables()::get).toList();
    }

    private static boolean sameDatabase(FileFacts file, TableId table) {
        return file.tables().keySet().stream().anyMatch(other -> Objects.equals(other.database(), table.database()));
    }

    private void compare(TableFacts before, TableFacts after, FileFacts file, FileFacts earlier) {
        DumpTable old = before.definition();
        DumpTable now = after.definition();
        if (!old.defined() || !now.defined()) {
            return;
        }
        Map<String, DumpColumn> had = byName(old);
        for (DumpColumn column : now.columns()) {
            DumpColumn was = had.remove(column.name().toLowerCase(Locale.ROOT));
            if (was == null) {
                add(Drift.What.COLUMN_ADDED, after.table(), column.name(), null, column.type(), file, earlier);
                continue;
            }
            if (!Types.plain(was.type()).equals(Types.plain(column.type()))) {
                add(Drift.What.COLUMN_RETYPED, after.table(), column.name(), was.type(), column.type(), file, earlier);
            }
            if (!Objects.equals(was.defaultText(), column.defaultText())) {
                add(
                        Drift.What.DEFAULT_CHANGED,
                        after.table(),
                        column.name(),
                        was.defaultText(),
                        column.defaultText(),
                        file,
                        earlier);
            }
        }
        for (DumpColumn dropped : old.columns()) {
            if (had.containsKey(dropped.name().toLowerCase(Locale.ROOT))) {
                add(Drift.What.COLUMN_DROPPED, after.table(), dropped.name(), dropped.type(), null, file, earlier);
            }
        }
        if (!old.key().equals(now.key())) {
            add(
                    Drift.What.KEY_CHANGED,
                    after.table(),
                    null,
                    String.join(", ", old.key()),
                    String.join(", ", now.key()),
                    file,
                    earlier);
        }
        if (old.partitionBy() == null && now.partitionBy() != null) {
            add(Drift.What.PARTITIONED, after.table(), null, null, now.partitionBy(), file, earlier);
        }
    }

    private static Map<String, DumpColumn> byName(DumpTable table) {
        Map<String, DumpColumn> byName = new HashMap<>();
        table.columns().forEach(column -> byName.put(column.name().toLowerCase(Locale.ROOT), column));
        return byName;
    }

    private void add(
            Drift.What what, TableId table, String column, String from, String to, FileFacts file, FileFacts before) {
        found.add(new Drift(
                what,
                table.toString(),
                column,
                from,
                to,
                file.file().name(),
                before == null ? null : before.file().name()));
    }
}
