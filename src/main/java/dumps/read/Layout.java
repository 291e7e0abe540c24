package dumps.read;

import dumps.DumpColumn;
import dumps.DumpTable;
import dumps.DumpValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** How a table's columns take values: of what kind, and what they have where a statement leaves them out. */
final class Layout {

    private final DumpTable table;
    private final Shape shape;
    private final List<DumpValue> fillers = new ArrayList<>();
    private boolean hasRows;

    Layout(DumpTable table, Style style) {
        this.table = table;
        this.shape = Shape.of(table.columns(), style.dialect());
        for (int i = 0; i < table.columns().size(); i++) {
            fillers.add(table.defined() ? filler(table.columns().get(i), i, style) : DumpValue.DEFAULT);
        }
    }

    private DumpValue filler(DumpColumn column, int at, Style style) {
        if (column.counts() || column.generated() != null) {
            return DumpValue.DEFAULT;
        }
        if (column.defaultText() == null) {
            return column.nullable() ? DumpValue.NULL : DumpValue.DEFAULT;
        }
        try {
            DumpValue value = Scanner.value(column.defaultText(), style, shape, at);
            return value == null ? DumpValue.DEFAULT : value;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A row went in. */
    void filled() {
        hasRows = true;
    }

    /** Whether a row went in before, also while the table was another one. */
    boolean hasRows() {
        return hasRows;
    }

    Shape shape() {
        return shape;
    }

    /** What the column has in rows that say nothing of it; DEFAULT if a server would have to compute it. */
    DumpValue filler(int column) {
        return fillers.get(column);
    }

    /** For each name that a statement lists, where the column stands; null if one of them is none of the table's. */
    int[] places(List<String> names) {
        int[] places = new int[names.size()];
        boolean[] taken = new boolean[table.columns().size()];
        for (int i = 0; i < places.length; i++) {
            places[i] = place(names.get(i), taken);
            if (places[i] < 0) {
                return null;
            }
        }
        return places;
    }

    private int place(String name, boolean[] taken) {
        for (int pass = 0; pass < 2; pass++) {
            for (int i = 0; i < taken.length; i++) {
                String other = table.columns().get(i).name();
                if (!taken[i] && (pass == 0 ? other.equals(name) : other.equalsIgnoreCase(name))) {
                    taken[i] = true;
                    return i;
                }
            }
        }
        return -1;
    }
}
