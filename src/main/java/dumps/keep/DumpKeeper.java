package dumps.keep;

import dumps.Dialect;
import dumps.DumpEvents;
import dumps.DumpRow;
import dumps.DumpTable;
import dumps.DumpValue;
import dumps.Effect;
import dumps.KeyedChange;
import dumps.Leftover;
import dumps.RowVerb;
import dumps.TableId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects what a reader tells: tables with their rows, put aside on disk, and what happened to them. */
final class DumpKeeper implements DumpEvents {

    private static final int MOST_LISTED = 10_000;

    private final RowStore store;
    private final Map<DumpTable, TableRows> known = new IdentityHashMap<>();
    private final Set<TableRows> inOrder = new LinkedHashSet<>();
    private final Map<TableId, TableRows> byId = new HashMap<>();
    private final List<Effect> effects = new ArrayList<>();
    private final List<Leftover> leftovers = new ArrayList<>();
    private final Map<Integer, RowSteps.Count> counts = new LinkedHashMap<>();
    private Dialect dialect = Dialect.UNKNOWN;
    private DumpTable lastTable;
    private TableRows last;
    private long removed;
    private long unlisted;
    private long unlistedRows;
    private long firstUnlisted;
    private long reported;

    DumpKeeper(RowStore store) {
        this.store = store;
    }

    @Override
    public void begin(Dialect its) {
        dialect = its;
    }

    @Override
    public void table(DumpTable table, DumpTable was, int[] from, List<DumpValue> filler) {
        if (was == null) {
            TableRows rows = new TableRows(table, dialect);
            inOrder.add(rows);
            byId.put(table.id(), rows);
            known.put(table, rows);
        } else {
            TableRows rows = become(table, was);
            if (rows.rows() > 0 && !isSame(from, was)) {
                rows.steps().reshape(rows.rows(), from, filler);
            }
        }
    }

    private static boolean isSame(int[] from, DumpTable was) {
        if (from.length != was.columns().size()) {
            return false;
        }
        for (int i = 0; i < from.length; i++) {
            if (from[i] != i) {
                return false;
            }
        }
        return true;
    }

    private TableRows become(DumpTable table, DumpTable was) {
        TableRows rows = of(was);
        known.remove(was);
        known.put(table, rows);
        byId.remove(was.id(), rows);
        byId.put(table.id(), rows);
        rows.become(table, dialect);
        lastTable = null;
        return rows;
    }

    private TableRows of(DumpTable table) {
        if (table != lastTable) {
            TableRows found = known.get(table);
            if (found == null) {
                throw new IllegalStateException("the table " + table.id() + " was not told of before");
            }
            last = found;
            lastTable = table;
        }
        return last;
    }

    @Override
    public void row(DumpTable table, DumpRow row) throws IOException {
        TableRows rows = of(table);
        Bytes room = store.room(rows.pieces());
        int before = room.size();
        room.put(',');
        room.put('\n');
        RowJson.write(row, rows.kinds(), room);
        store.written(rows.pieces(), before);
        rows.oneMore();
    }

    @Override
    public void putIn(DumpTable table, long rows, RowVerb verb) {
        if (rows > 0 && verb != RowVerb.INSERT) {
            of(table).putIn(rows, verb);
        }
    }

    @Override
    public void data(DumpTable table, String filter) {
        of(table).data(filter);
    }

    @Override
    public void emptied(DumpTable table, Effect.What how, long line) {
        TableRows rows = of(table);
        if (rows.rows() > 0 || how == Effect.What.TRUNCATED) {
            effects.add(new Effect(how, line, table.id(), rows.rows(), null));
        }
        removed += rows.rows();
        rows.clear();
        store.clear(rows.pieces());
        if (how == Effect.What.DROPPED) {
            inOrder.remove(rows);
            known.remove(table);
            byId.remove(table.id(), rows);
            lastTable = null;
        }
    }

    @Override
    public void renamed(DumpTable table, DumpTable to, long line) {
        TableRows rows = become(to, table);
        effects.add(new Effect(Effect.What.RENAMED, line, table.id(), rows.rows(), to.id()));
    }

    @Override
    public void changed(DumpTable table, KeyedChange change, long line) {
        TableRows rows = of(table);
        Effect.What what = change.isDelete() ? Effect.What.DELETED : Effect.What.UPDATED;
        counts.put(effects.size(), rows.steps().change(rows.rows(), change));
        effects.add(new Effect(what, line, table.id(), 0, null));
    }

    @Override
    public void leftover(Leftover leftover) {
        list(leftover);
        reported += leftover.rows();
        TableRows rows = leftover.table() == null ? null : byId.get(leftover.table());
        if (rows != null) {
            rows.lost(leftover.rows());
            if (leftover.what() == Leftover.What.STATEMENT) {
                rows.uncertain(leftover.line(), leftover.why());
            }
        }
    }

    /** Memory does not grow with what is wrong in a file: of more than many, the last entry says how many. */
    private void list(Leftover leftover) {
        if (leftovers.size() < MOST_LISTED) {
            leftovers.add(leftover);
            return;
        }
        unlisted++;
        unlistedRows += leftover.rows();
        firstUnlisted = unlisted == 1 ? leftover.line() : firstUnlisted;
    }

    Collection<TableRows> tables() {
        return inOrder;
    }

    Dialect dialect() {
        return dialect;
    }

    /** What statements did; those by key with the rows that were found when the rows were written. */
    List<Effect> effects() {
        List<Effect> counted = new ArrayList<>(effects);
        counts.forEach((place, count) -> {
            Effect effect = effects.get(place);
            counted.set(place, new Effect(effect.what(), effect.line(), effect.table(), count.rows(), null));
        });
        return counted;
    }

    List<Leftover> leftovers() {
        List<Leftover> all = new ArrayList<>(leftovers);
        if (unlisted > 0) {
            all.add(new Leftover(
                    Leftover.What.STATEMENT,
                    firstUnlisted,
                    null,
                    unlistedRows,
                    null,
                    unlisted + " more from this line on, not listed one by one"));
        }
        return all;
    }

    long removed() {
        return removed;
    }

    long reported() {
        return reported;
    }
}
