package dumps.merge;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Rows of several sources as groups: all that has one key, in the order of the files. */
final class RowGroups implements Closeable {

    private final int[] places;
    private final List<RowSource> sources;
    /** A heap: none is behind the two at twice its place. */
    private final RowSource[] heads;

    private final KeyBytes key = new KeyBytes();
    private final List<Version> rows = new ArrayList<>();
    private int size;

    /** @param places of the files in the order, by their number */
    RowGroups(List<RowSource> sources, int[] places) throws IOException {
        this.sources = sources;
        this.places = places;
        heads = new RowSource[sources.size()];
        for (RowSource source : sources) {
            if (source.next()) {
                heads[size++] = source;
            }
        }
        for (int at = size / 2 - 1; at >= 0; at--) {
            sink(at);
        }
    }

    private void sink(int from) {
        RowSource one = heads[from];
        int at = from;
        for (int below = 2 * at + 1; below < size; below = 2 * at + 1) {
            if (below + 1 < size && isBefore(heads[below + 1], heads[below])) {
                below++;
            }
            if (!isBefore(heads[below], one)) {
                break;
            }
            heads[at] = heads[below];
            at = below;
        }
        heads[at] = one;
    }

    private static boolean isBefore(RowSource one, RowSource other) {
        int byKey = one.key().compareTo(other.key());
        return byKey < 0 || byKey == 0 && one.part().rank() < other.part().rank();
    }

    /** Goes to the next; false if there is none. */
    boolean next() throws IOException {
        rows.clear();
        if (size == 0) {
            return false;
        }
        key.set(heads[0].key());
        do {
            add(heads[0]);
            if (!heads[0].next()) {
                heads[0] = heads[--size];
            }
            sink(0);
        } while (size > 0 && heads[0].key().compareTo(key) == 0);
        return true;
    }

    private void add(RowSource source) {
        Version last = rows.isEmpty() ? null : rows.get(rows.size() - 1);
        // Of many equal rows one is held.
        byte[] row = last != null && source.isRow(last.row()) ? last.row() : source.row();
        boolean same = last != null && last.part() == source.part() && last.row() == row;
        rows.add(same ? last : new Version(places[source.part().file()], source.part(), row));
    }

    /** All that has the key, by the place of its file, and in the order of that. */
    List<Version> rows() {
        return rows;
    }

    @Override
    public void close() throws IOException {
        for (RowSource source : sources) {
            source.close();
        }
    }
}
