package dumps.keep;

import dumps.ColumnKind;
import dumps.Dialect;
import dumps.DumpTable;
import dumps.KeptTable;
import dumps.RowVerb;
import java.util.ArrayList;
import java.util.List;

/** A table while its dump is read: what it is by now, and what is known of its rows. */
final class TableRows {

    private static final int LONGEST = 300;

    private final RowStore.Pieces pieces = new RowStore.Pieces();
    private final RowSteps steps = new RowSteps();
    private final List<KeptTable.VerbRun> verbs = new ArrayList<>();
    private final List<Shape> shapes = new ArrayList<>();
    private DumpTable table;
    private ColumnKind[] kinds;
    private long rows;
    private long lost;
    private boolean hasData;
    private String filter;
    private String uncertain;

    TableRows(DumpTable table, Dialect dialect) {
        become(table, dialect);
    }

    void become(DumpTable other, Dialect dialect) {
        table = other;
        kinds = DumpJson.kinds(other, dialect);
        if (!shapes.isEmpty() && shapes.get(shapes.size() - 1).from == rows) {
            shapes.remove(shapes.size() - 1);
        }
        shapes.add(new Shape(rows, kinds));
    }

    /** What the columns were when the rows from that one on were put aside. */
    record Shape(long from, ColumnKind[] kinds) {}

    List<Shape> shapes() {
        return shapes;
    }

    DumpTable table() {
        return table;
    }

    ColumnKind[] kinds() {
        return kinds;
    }

    RowStore.Pieces pieces() {
        return pieces;
    }

    RowSteps steps() {
        return steps;
    }

    long rows() {
        return rows;
    }

    void oneMore() {
        rows++;
    }

    void data(String only) {
        hasData = true;
        filter = only == null ? filter : only;
    }

    /** That many of the file's rows for it are not among those kept. */
    void lost(long count) {
        lost += count;
    }

    void uncertain(long line, String why) {
        String one = "line " + line + ": " + why;
        if (uncertain == null) {
            uncertain = one;
        } else if (uncertain.length() < LONGEST) {
            uncertain += "; " + one;
        }
    }

    void putIn(long last, RowVerb verb) {
        int before = verbs.size() - 1;
        if (before >= 0 && verbs.get(before).verb() == verb && verbs.get(before).to() == rows - last) {
            verbs.set(before, new KeptTable.VerbRun(verb, verbs.get(before).from(), rows));
        } else {
            verbs.add(new KeptTable.VerbRun(verb, rows - last, rows));
        }
    }

    /** All its rows are gone, and what was not certain about them. */
    void clear() {
        rows = 0;
        lost = 0;
        uncertain = null;
        steps.clear();
        verbs.clear();
        shapes.clear();
        shapes.add(new Shape(0, kinds));
    }

    /**
     * What is kept of it.
     *
     * @param kept how many rows are left after what came behind them
     * @param runs how they are put in
     * @param fileComplete whether the whole file is
     */
    KeptTable kept(long kept, List<KeptTable.VerbRun> runs, boolean fileComplete, String rowsIn) {
        String partial = null;
        if (!fileComplete) {
            partial = "nothing says that the dump came to its end";
        } else if (filter != null) {
            partial = "the dump took only rows with " + filter;
        } else if (!hasData) {
            partial = "the dump has no part for its rows";
        } else if (lost > 0) {
            partial = lost + " of its rows are only reported";
        } else if (uncertain != null) {
            partial = "a statement leaves its rows uncertain";
        }
        return new KeptTable(table, kept, partial == null, partial, uncertain, runs, rowsIn);
    }

    List<KeptTable.VerbRun> verbs() {
        return verbs;
    }
}
