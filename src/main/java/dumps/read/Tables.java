package dumps.read;

import dumps.Dialect;
import dumps.DumpColumn;
import dumps.DumpEvents;
import dumps.DumpKey;
import dumps.DumpTable;
import dumps.DumpValue;
import dumps.Effect;
import dumps.TableId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The tables of a file, as they are at the place that is read. */
final class Tables {

    private final Map<TableId, DumpTable> byId = new HashMap<>();
    private final Map<TableId, TableId> inAnyCase = new HashMap<>();
    private final Map<DumpTable, Layout> layouts = new IdentityHashMap<>();
    private final DumpEvents events;
    private final Style style;
    private String database;
    private boolean told;
    private String schema;

    Tables(DumpEvents events, Style style) {
        this.events = events;
        this.style = style;
        this.schema = style.isPostgres() ? "public" : null;
    }

    /** A statement says that what follows is in that database. */
    void use(String name) {
        database = name;
        told = true;
    }

    /** Something weaker than a statement says so. */
    void supposeIn(String name) {
        database = told ? database : name;
    }

    void searchPath(String first) {
        schema = first;
    }

    /** Whether a primary key of that type gets numbers without saying so. */
    boolean numbersKeys(String type) {
        return style.dialect() == Dialect.SQLITE && "integer".equalsIgnoreCase(type);
    }

    TableId id(List<String> path) {
        String name = path.get(path.size() - 1);
        String before = path.size() > 1 ? path.get(path.size() - 2) : null;
        if (style.isPostgres()) {
            return new TableId(path.size() > 2 ? path.get(0) : database, before == null ? schema : before, name);
        }
        if (style.dialect() == Dialect.SQLITE) {
            return new TableId(null, null, name);
        }
        return new TableId(before == null ? database : before, null, name);
    }

    /** The table of that name, or null. */
    DumpTable find(TableId id) {
        DumpTable exact = byId.get(id);
        if (exact != null || style.isPostgres()) {
            return exact;
        }
        TableId other = inAnyCase.get(lower(id));
        return other == null ? null : byId.get(other);
    }

    private static TableId lower(TableId id) {
        return new TableId(id.database(), id.schema(), id.name().toLowerCase(Locale.ROOT));
    }

    /** How the table's columns take values. */
    Layout layout(DumpTable table) {
        return layouts.computeIfAbsent(table, one -> new Layout(one, style));
    }

    private void put(DumpTable table, DumpTable was) {
        if (was != null) {
            byId.remove(was.id());
            inAnyCase.remove(lower(was.id()));
            layouts.remove(was);
        }
        byId.put(table.id(), table);
        inAnyCase.put(lower(table.id()), table.id());
    }

    /** A table of which only rows are known. */
    DumpTable undefined(TableId id, List<String> columns) throws IOException {
        DumpTable table =
                new DumpTable(id, false, columns.stream().map(DumpColumn::named).toList(), List.of(), null, null, null);
        put(table, null);
        events.table(table, null, new int[0], List.of());
        return table;
    }

    /**
     * A {@code CREATE TABLE} stands there.
     *
     * @param ifAbsent whether it says nothing where the table is there already
     */
    void define(DumpTable table, boolean ifAbsent) throws IOException {
        DumpTable there = find(table.id());
        if (there == null) {
            put(table, null);
            events.table(table, null, new int[0], List.of());
        } else if (!there.defined()) {
            become(there, table, byName(there, table));
        } else if (!ifAbsent || there.columns().equals(table.columns())) {
            become(there, table, byName(there, table));
        }
        if (style.dialect() == Dialect.SQLITE) {
            // It dumps the rows behind each definition, and says nothing where there are none.
            events.data(find(table.id()), null);
        }
    }

    /** The same table with other columns; those of one name are the same, or those of one place where rows named none. */
    static int[] byName(DumpTable was, DumpTable now) {
        int[] from = new int[now.columns().size()];
        boolean unnamed = !was.defined()
                && was.columns().stream().allMatch(one -> one.name().matches("column\\d+"));
        boolean[] taken = new boolean[was.columns().size()];
        for (int i = 0; i < from.length; i++) {
            from[i] = unnamed
                    ? (i < taken.length ? i : -1)
                    : find(was, now.columns().get(i).name(), taken);
        }
        return from;
    }

    private static int find(DumpTable was, String name, boolean[] taken) {
        for (int pass = 0; pass < 2; pass++) {
            for (int i = 0; i < taken.length; i++) {
                String other = was.columns().get(i).name();
                if (!taken[i] && (pass == 0 ? other.equals(name) : other.equalsIgnoreCase(name))) {
                    taken[i] = true;
                    return i;
                }
            }
        }
        return -1;
    }

    /** The table is another one from here on; {@code from} says where the values of its columns stood. */
    DumpTable become(DumpTable was, DumpTable now, int[] from) throws IOException {
        boolean hasRows = layout(was).hasRows();
        put(now, was);
        Layout layout = layout(now);
        if (hasRows) {
            layout.filled();
        }
        List<DumpValue> filler = new ArrayList<>();
        for (int i = 0; i < from.length; i++) {
            filler.add(layout.filler(i));
        }
        events.table(now, was, from, filler);
        return now;
    }

    /** The same with other keys only. */
    DumpTable withKeys(DumpTable table, List<DumpKey> keys) throws IOException {
        return become(
                table, with(table, table.columns(), keys), same(table.columns().size()));
    }

    static DumpTable with(DumpTable table, List<DumpColumn> columns, List<DumpKey> keys) {
        return new DumpTable(
                table.id(), table.defined(), columns, keys, table.partitionBy(), table.partitionOf(), table.comment());
    }

    static int[] same(int columns) {
        int[] same = new int[columns];
        for (int i = 0; i < columns; i++) {
            same[i] = i;
        }
        return same;
    }

    void rename(DumpTable table, TableId to, long line) throws IOException {
        DumpTable now = new DumpTable(
                to,
                table.defined(),
                table.columns(),
                table.keys(),
                table.partitionBy(),
                table.partitionOf(),
                table.comment());
        boolean hasRows = layout(table).hasRows();
        put(now, table);
        if (hasRows) {
            layout(now).filled();
        }
        events.renamed(table, now, line);
    }

    void drop(DumpTable table, long line) throws IOException {
        byId.remove(table.id());
        inAnyCase.remove(lower(table.id()));
        layouts.remove(table);
        events.emptied(table, Effect.What.DROPPED, line);
    }

    /** All tables of a database or schema go. */
    void dropAllIn(String name, long line) throws IOException {
        for (DumpTable table : List.copyOf(byId.values())) {
            if (name.equals(
                    style.isPostgres() ? table.id().schema() : table.id().database())) {
                drop(table, line);
            }
        }
    }
}
