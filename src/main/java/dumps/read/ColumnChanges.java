package dumps.read;

import dumps.DumpColumn;
import dumps.DumpKey;
import dumps.DumpTable;
import dumps.Leftover;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads what {@code ALTER TABLE} makes of a column that is there. */
final class ColumnChanges {

    private final Tables tables;
    private Statement statement;

    ColumnChanges(Tables tables) {
        this.tables = tables;
    }

    /** The statement whose changes come. */
    void begin(Statement of) {
        statement = of;
    }

    /** A column is declared anew, perhaps under another name, perhaps elsewhere; null if there is none. */
    DumpTable column(DumpTable table, Token old, Words action) throws IOException {
        int at = table.indexOf(old.text());
        if (at < 0 || !action.isName()) {
            return null;
        }
        DumpColumn was = table.columns().get(at);
        List<DumpKey> keys = new ArrayList<>(table.keys());
        DumpColumn column = Columns.read(action, tables, keys);
        boolean moves = action.peek().is("first") || action.peek().is("after");
        List<DumpColumn> columns = new ArrayList<>(table.columns());
        List<Integer> from = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            from.add(i);
        }
        columns.set(at, column);
        if (moves) {
            // Where it goes is counted with itself among the others, and then it is taken out from before that.
            int place = place(table, action, columns.size());
            columns.remove(at);
            from.remove(at);
            place = place > at ? place - 1 : place;
            columns.add(place, column);
            from.add(place, at);
        }
        List<DumpKey> renamed = keys.stream()
                .map(key -> renamed(key, was.name(), column.name()))
                .toList();
        retyped(table, was, column);
        return tables.become(
                table,
                Tables.with(table, Definitions.notNull(columns, renamed), renamed),
                from.stream().mapToInt(Integer::intValue).toArray());
    }

    private void retyped(DumpTable table, DumpColumn was, DumpColumn now) throws IOException {
        String before = was.type() == null ? "" : was.type().replaceAll("\\s", "");
        String after = now.type() == null ? "" : now.type().replaceAll("\\s", "");
        if (!before.equalsIgnoreCase(after) && tables.layout(table).hasRows()) {
            statement.leftover(
                    Leftover.What.STATEMENT,
                    table.id(),
                    "it changes " + now.name() + " from " + was.type() + " to " + now.type()
                            + "; values of earlier rows are kept as they were");
        }
    }

    private static DumpKey renamed(DumpKey key, String from, String to) {
        if (from.equals(to) || !key.columns().contains(from)) {
            return key;
        }
        List<String> columns =
                key.columns().stream().map(one -> one.equals(from) ? to : one).toList();
        return new DumpKey(
                key.kind(), key.name(), columns, key.references(), key.referenced(), key.actions(), key.text());
    }

    /** PostgreSQL's {@code ALTER COLUMN}; null if it is not understood. */
    DumpTable alter(DumpTable table, Words action) throws IOException {
        int at = action.isName() ? table.indexOf(action.name()) : -1;
        if (at < 0) {
            return null;
        }
        DumpColumn was = table.columns().get(at);
        String type = was.type();
        boolean nullable = was.nullable();
        String defaultText = was.defaultText();
        boolean counts = was.counts();
        if (action.take("set", "default")) {
            defaultText = Columns.expression(action);
            counts |= Columns.isNextValue(defaultText);
        } else if (action.take("drop", "default")) {
            defaultText = null;
        } else if (action.take("set", "not", "null")) {
            nullable = false;
        } else if (action.take("drop", "not", "null")) {
            nullable = true;
        } else if (action.take("add", "generated")) {
            counts = true;
        } else if (action.take("set", "data", "type") || action.take("type")) {
            int from = action.place();
            while (!action.atEnd()
                    && !action.peek().is("using")
                    && !action.peek().is("collate")) {
                action.next();
            }
            type = action.spelled(from, action.place());
        } else {
            boolean storage = action.take("set", "statistics")
                    || action.take("set", "storage")
                    || action.take("set", "compression");
            return storage ? table : null;
        }
        DumpColumn now = new DumpColumn(
                was.name(),
                type,
                nullable,
                defaultText,
                counts,
                was.generated(),
                was.onUpdate(),
                was.charset(),
                was.collation(),
                was.comment());
        List<DumpColumn> columns = new ArrayList<>(table.columns());
        columns.set(at, now);
        retyped(table, was, now);
        return tables.become(table, Tables.with(table, columns, table.keys()), Tables.same(columns.size()));
    }

    /** The column has another name. */
    DumpTable rename(DumpTable table, int at, String to) throws IOException {
        DumpColumn was = table.columns().get(at);
        DumpColumn now = new DumpColumn(
                to,
                was.type(),
                was.nullable(),
                was.defaultText(),
                was.counts(),
                was.generated(),
                was.onUpdate(),
                was.charset(),
                was.collation(),
                was.comment());
        List<DumpColumn> columns = new ArrayList<>(table.columns());
        columns.set(at, now);
        List<DumpKey> keys =
                table.keys().stream().map(key -> renamed(key, was.name(), to)).toList();
        return tables.become(table, Tables.with(table, columns, keys), Tables.same(columns.size()));
    }

    /** Where FIRST or AFTER puts a column. */
    static int place(DumpTable table, Words action, int otherwise) {
        if (action.take("first")) {
            return 0;
        }
        if (action.take("after")) {
            int after = table.indexOf(action.name());
            return after < 0 ? otherwise : after + 1;
        }
        return otherwise;
    }
}
