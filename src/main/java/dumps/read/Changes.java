package dumps.read;

import dumps.DumpEvents;
import dumps.DumpKey;
import dumps.DumpTable;
import dumps.DumpValue;
import dumps.Effect;
import dumps.KeyedChange;
import dumps.Leftover;
import dumps.TableId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what happens to rows that are there: TRUNCATE, DROP, RENAME, and UPDATE and DELETE by key with literals. */
final class Changes {

    private static final String COMPUTED =
            "which rows it concerns, or what it makes of them, would have to be computed";

    private final Tables tables;
    private final DumpEvents events;
    private final Style style;

    Changes(Tables tables, DumpEvents events, Style style) {
        this.tables = tables;
        this.events = events;
        this.style = style;
    }

    /** The words stand behind {@code TRUNCATE}. */
    void truncate(Words words, Statement statement) throws IOException {
        words.take("table");
        for (Words part : words.parts()) {
            part.take("only");
            if (part.isName()) {
                DumpTable table = tables.find(tables.id(part.path()));
                if (table != null) {
                    events.emptied(table, Effect.What.TRUNCATED, statement.line());
                }
            }
        }
    }

    /** The words stand behind {@code DROP TABLE}. */
    void drop(Words words, Statement statement) throws IOException {
        words.take("if", "exists");
        for (Words part : words.parts()) {
            DumpTable table = part.isName() ? tables.find(tables.id(part.path())) : null;
            if (table != null) {
                tables.drop(table, statement.line());
            }
        }
    }

    /** The words stand behind {@code RENAME TABLE}. */
    void rename(Words words, Statement statement) throws IOException {
        for (Words part : words.parts()) {
            DumpTable table = tables.find(tables.id(part.path()));
            if (table != null && part.take("to")) {
                tables.rename(table, tables.id(part.path()), statement.line());
            }
        }
    }

    /** The words stand behind {@code DELETE}. */
    void delete(Words words, Statement statement) throws IOException {
        words.take("low_priority");
        words.take("quick");
        words.take("ignore");
        if (!words.take("from")) {
            statement.leftover(Leftover.What.STATEMENT, null, COMPUTED);
            return;
        }
        words.take("only");
        TableId id = tables.id(words.path());
        DumpTable table = tables.find(id);
        if (table == null) {
            absent(words.atEnd(), id, statement);
            return;
        }
        if (words.atEnd()) {
            events.emptied(table, Effect.What.TRUNCATED, statement.line());
            return;
        }
        change(words, table, Map.of(), statement);
    }

    /** The words stand behind {@code UPDATE}. */
    void update(Words words, Statement statement) throws IOException {
        words.take("low_priority");
        words.take("ignore");
        words.take("only");
        TableId id = tables.id(words.path());
        DumpTable table = tables.find(id);
        if (table == null) {
            absent(false, id, statement);
            return;
        }
        Map<Integer, DumpValue> set = words.take("set") ? assignments(words, table) : null;
        if (set == null || set.isEmpty()) {
            statement.leftover(Leftover.What.STATEMENT, table.id(), COMPUTED);
        } else {
            change(words, table, set, statement);
        }
    }

    /** Rows of other files are not concerned; what empties a table that has none so far says nothing. */
    private static void absent(boolean says, TableId id, Statement statement) throws IOException {
        if (!says && !id.name().startsWith("sqlite_")) {
            statement.leftover(Leftover.What.STATEMENT, id, "the file has no such table");
        }
    }

    private Map<Integer, DumpValue> assignments(Words words, DumpTable table) throws IOException {
        Map<Integer, DumpValue> set = new HashMap<>();
        do {
            int column = column(words, table);
            DumpValue value = column >= 0 && words.take('=') ? value(words, table, column) : null;
            if (value == null) {
                return null;
            }
            set.put(column, value);
        } while (words.take(','));
        return set;
    }

    private int column(Words words, DumpTable table) {
        if (!words.isName()) {
            return -1;
        }
        List<String> path = words.path();
        return table.indexOf(path.get(path.size() - 1));
    }

    /** A value up to the next comma or word that ends it; null if it would have to be computed. */
    private DumpValue value(Words words, DumpTable table, int column) throws IOException {
        int from = words.place();
        while (!words.atEnd()
                && !words.peek().isMark(',')
                && !words.peek().isMark(')')
                && !words.peek().is("where")
                && !words.peek().is("and")
                && !words.peek().is("limit")) {
            if (words.peek().isMark('(')) {
                words.inside();
            } else {
                words.next();
            }
        }
        return Scanner.value(
                words.spelled(from, words.place()), style, tables.layout(table).shape(), column);
    }

    private void change(Words words, DumpTable table, Map<Integer, DumpValue> set, Statement statement)
            throws IOException {
        List<Integer> columns = new ArrayList<>();
        List<List<DumpValue>> keys = words.take("where") ? keys(words, table, columns) : null;
        boolean one = words.take("limit") && words.peek().text().equals("1");
        if (one) {
            words.next();
        }
        if (keys == null || !words.atEnd() || !isKey(table, columns)) {
            statement.leftover(Leftover.What.STATEMENT, table.id(), COMPUTED);
        } else {
            events.changed(table, new KeyedChange(columns, keys, set), statement.line());
        }
    }

    private static boolean isKey(DumpTable table, List<Integer> columns) {
        List<String> names =
                columns.stream().map(at -> table.columns().get(at).name()).toList();
        return table.keys().stream()
                .filter(key -> key.kind() == DumpKey.Kind.PRIMARY || key.kind() == DumpKey.Kind.UNIQUE)
                .anyMatch(key -> !key.columns().isEmpty()
                        && key.columns().size() == names.size()
                        && names.containsAll(key.columns()));
    }

    /** Conditions on columns that are equal to literals; of one column also to any of several. */
    private List<List<DumpValue>> keys(Words words, DumpTable table, List<Integer> columns) throws IOException {
        List<DumpValue> key = new ArrayList<>();
        boolean inside = words.peek().isMark('(');
        Words conditions = inside ? words.inside() : words;
        do {
            int column = column(conditions, table);
            if (column < 0 || columns.contains(column)) {
                return null;
            }
            columns.add(column);
            if (columns.size() == 1 && conditions.take("in")) {
                return conditions.peek().isMark('(') ? any(conditions, table, column) : null;
            }
            DumpValue value = conditions.take('=') ? value(conditions, table, column) : null;
            if (value == null || value.isNull()) {
                return null;
            }
            key.add(value);
        } while (conditions.take("and"));
        return inside && !conditions.atEnd() ? null : List.of(key);
    }

    private List<List<DumpValue>> any(Words words, DumpTable table, int column) throws IOException {
        List<List<DumpValue>> keys = new ArrayList<>();
        for (Words part : words.inside().parts()) {
            DumpValue value = value(part, table, column);
            if (value == null || value.isNull() || !part.atEnd()) {
                return null;
            }
            keys.add(List.of(value));
        }
        return keys;
    }
}
