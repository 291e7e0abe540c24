package dumps.read;

import dumps.Dialect;
import dumps.DumpColumn;
import dumps.DumpEvents;
import dumps.DumpRow;
import dumps.DumpTable;
import dumps.DumpValue;
import dumps.Leftover;
import dumps.TableId;
import dumps.ValueKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Brings the values of a statement's rows into the order of their table's columns, and tells of those that do not fit. */
final class RowWriter {

    private static final int LONGEST = 200;
    private static final Shape EMPTY = Shape.of(List.of(), Dialect.UNKNOWN);

    private final DumpEvents events;
    private final Tables tables;
    private final Scanner scanner;
    private final DumpRow given = new DumpRow();
    private final DumpRow ordered = new DumpRow();
    private TableId id;
    private DumpTable table;
    private Layout layout;
    private int[] places;
    private boolean inOrder;
    private Shape shape;
    private List<String> names;
    private String fault;
    private long written;
    private long start;

    RowWriter(DumpEvents events, Tables tables, Scanner scanner) {
        this.events = events;
        this.tables = tables;
        this.scanner = scanner;
    }

    /**
     * A statement begins.
     *
     * @param columns those that it lists, or null
     */
    void begin(TableId to, List<String> columns) throws IOException {
        id = to;
        names = columns;
        table = tables.find(to);
        written = 0;
        fault = null;
        // Of the table before nothing holds for one that nobody defines.
        shape = null;
        if (table == null && columns != null) {
            table = tables.undefined(to, columns);
        } else if (table != null && columns != null && !table.defined()) {
            table = withNames(columns);
        }
        if (table != null) {
            arrange();
        }
    }

    private DumpTable withNames(List<String> columns) throws IOException {
        List<DumpColumn> all = new ArrayList<>(table.columns());
        for (String name : columns) {
            if (table.indexOf(name) < 0) {
                all.add(DumpColumn.named(name));
            }
        }
        if (all.size() == table.columns().size()) {
            return table;
        }
        DumpTable now = Tables.with(table, all, table.keys());
        return tables.become(table, now, Tables.byName(table, now));
    }

    private void arrange() {
        id = table.id();
        layout = tables.layout(table);
        places = names == null ? Tables.same(table.columns().size()) : layout.places(names);
        if (places == null) {
            fault = "it names a column that the table has not: " + names;
            shape = layout.shape().of(new int[0]);
            return;
        }
        shape = layout.shape().of(places);
        inOrder = places.length == table.columns().size();
        for (int i = 0; i < places.length && inOrder; i++) {
            inOrder = places[i] == i;
        }
    }

    DumpTable table() {
        return table;
    }

    TableId id() {
        return id;
    }

    /** How many rows of the statement went in. */
    long written() {
        return written;
    }

    /** What the values are for, in the statement's order. */
    Shape shape() {
        return shape == null ? EMPTY : shape;
    }

    /** The row that is to be filled with what the statement gives. */
    DumpRow fresh() {
        start = scanner.window().mark();
        return given.begin();
    }

    /** The row is whole as the statement gives it. */
    void end(boolean known) throws IOException {
        boolean tooLong = scanner.strings().wasTooLong();
        if (table == null) {
            table = tables.undefined(id, unnamed());
            arrange();
        }
        if (tooLong) {
            report(Leftover.What.ROW, "a value of it is longer than can be held: give more memory");
        } else if (!known) {
            report(Leftover.What.COMPUTED, "a value of it is an expression that only a server could compute");
        } else if (fault != null) {
            report(Leftover.What.ROW, fault);
        } else if (given.size() != places.length && !(given.size() == 0 && names == null)) {
            report(Leftover.What.ROW, "it has " + given.size() + " values for " + places.length + " columns");
        } else {
            write();
        }
    }

    private List<String> unnamed() {
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= given.size(); i++) {
            columns.add("column" + i);
        }
        return columns;
    }

    private void write() throws IOException {
        DumpRow row = given;
        if (!inOrder || given.size() == 0 || hasDefault()) {
            row = ordered();
        }
        events.row(table, row);
        layout.filled();
        written++;
    }

    private boolean hasDefault() {
        for (int i = 0; i < given.size(); i++) {
            if (given.kind(i) == ValueKind.DEFAULT) {
                return true;
            }
        }
        return false;
    }

    private DumpRow ordered() {
        int[] from = new int[table.columns().size()];
        Arrays.fill(from, -1);
        for (int i = 0; i < given.size(); i++) {
            from[places[i]] = i;
        }
        ordered.begin();
        for (int i = 0; i < from.length; i++) {
            if (from[i] < 0 || given.kind(from[i]) == ValueKind.DEFAULT) {
                ordered.add(layout.filler(i));
            } else {
                ordered.put(given.array(), given.from(from[i]), given.to(from[i]) - given.from(from[i]));
                ordered.finish(given.kind(from[i]));
            }
        }
        return ordered;
    }

    /** The row is nowhere but in this. */
    void report(Leftover.What what, String why) throws IOException {
        events.leftover(new Leftover(what, lineOfStart(), id, 1, text(), why));
    }

    /** How the row began in the file. */
    String text() {
        String text = scanner.window().text(start, LONGEST);
        if (text != null) {
            return text;
        }
        StringBuilder values = new StringBuilder("(");
        for (int i = 0; i < given.size() && values.length() < LONGEST; i++) {
            DumpValue value = given.value(i);
            String spelling = value.spelling();
            values.append(i == 0 ? "" : ",").append(spelling, 0, Math.min(spelling.length(), 40));
        }
        return values + " …";
    }

    /** The line it begins on. */
    long lineOfStart() {
        return scanner.window().lineOfMark();
    }
}
