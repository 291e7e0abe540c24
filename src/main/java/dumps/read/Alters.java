package dumps.read;

import dumps.DumpColumn;
import dumps.DumpKey;
import dumps.DumpTable;
import dumps.Leftover;
import dumps.TableId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Reads {@code ALTER TABLE}: what it changes of a definition that stands before it. */
final class Alters {

    /** What says nothing about columns, keys or rows. */
    private static final Set<String> OF_NO_CONCERN = Set.of(
            "DISABLE",
            "ENABLE",
            "OWNER",
            "ENGINE",
            "AUTO_INCREMENT",
            "CLUSTER",
            "REPLICA",
            "SET",
            "RESET",
            "FORCE",
            "NO",
            "ROW_FORMAT",
            "COMMENT",
            "COLLATE",
            "DEFAULT",
            "CHARSET",
            "CHARACTER",
            "CONVERT",
            "ORDER",
            "VALIDATE",
            "NOT",
            "KEY_BLOCK_SIZE",
            "CHECKSUM",
            "STATS_PERSISTENT",
            "DEPENDS",
            "ALGORITHM",
            "LOCK",
            "WITH",
            "WITHOUT");

    private final Tables tables;
    private final ColumnChanges columns;
    private Statement statement;
    private DumpTable table;

    Alters(Tables tables) {
        this.tables = tables;
        this.columns = new ColumnChanges(tables);
    }

    /** The words stand behind {@code TABLE}. */
    void read(Words words, Statement of) throws IOException {
        statement = of;
        columns.begin(of);
        boolean ifThere = words.take("if", "exists");
        words.take("only");
        TableId id = tables.id(words.path());
        words.take('*');
        table = tables.find(id);
        boolean concerns =
                !ifThere && !words.isAny(OF_NO_CONCERN) && !words.peek().is("drop");
        if (table == null) {
            if (concerns) {
                statement.leftover(Leftover.What.STATEMENT, id, "the file has no such table");
            }
            return;
        }
        for (Words action : words.parts()) {
            if (!known(action)) {
                statement.leftover(
                        Leftover.What.STATEMENT, table.id(), "it changes the table in a way that is not understood");
            }
        }
    }

    private boolean known(Words action) throws IOException {
        if (action.take("set", "schema")) {
            TableId to =
                    new TableId(table.id().database(), action.name(), table.id().name());
            tables.rename(table, to, statement.line());
            return true;
        }
        if (action.take("add")) {
            return add(action);
        }
        if (action.take("drop")) {
            return drop(action);
        }
        if (action.take("modify")) {
            action.take("column");
            return changed(columns.column(table, action.peek(), action));
        }
        if (action.take("change")) {
            action.take("column");
            Token old = action.next();
            return changed(columns.column(table, old, action));
        }
        if (action.take("alter")) {
            action.take("column");
            return changed(columns.alter(table, action));
        }
        if (action.take("rename")) {
            return rename(action);
        }
        if (action.take("attach", "partition")) {
            DumpTable child = tables.find(tables.id(action.path()));
            return child != null && partition(child, table.id());
        }
        if (action.take("inherit")) {
            return partition(table, tables.id(action.path()));
        }
        if (action.take("partition", "by")) {
            return true;
        }
        return action.isAny(OF_NO_CONCERN);
    }

    private boolean changed(DumpTable now) {
        table = now == null ? table : now;
        return now != null;
    }

    private boolean partition(DumpTable child, TableId parent) throws IOException {
        DumpTable now = new DumpTable(
                child.id(),
                child.defined(),
                child.columns(),
                child.keys(),
                child.partitionBy(),
                parent,
                child.comment());
        tables.become(child, now, Tables.same(child.columns().size()));
        table = child == table ? now : table;
        return true;
    }

    private boolean add(Words action) throws IOException {
        if (Keys.isOne(action)) {
            keys(List.of(Keys.read(action, tables)));
            return true;
        }
        if (action.take("partition")) {
            return true;
        }
        action.take("column");
        action.take("if", "not", "exists");
        if (action.peek().isMark('(')) {
            for (Words part : action.inside().parts()) {
                if (Keys.isOne(part)) {
                    keys(List.of(Keys.read(part, tables)));
                } else {
                    insert(part);
                }
            }
            return true;
        }
        return action.isName() && insert(action);
    }

    private void keys(List<DumpKey> more) throws IOException {
        List<DumpKey> keys = new ArrayList<>(table.keys());
        keys.addAll(more);
        List<DumpColumn> all = Definitions.notNull(table.columns(), keys);
        become(all, keys, Tables.same(all.size()));
    }

    private void become(List<DumpColumn> all, List<DumpKey> keys, int[] from) throws IOException {
        table = tables.become(table, Tables.with(table, all, keys), from);
    }

    private boolean insert(Words action) throws IOException {
        List<DumpKey> keys = new ArrayList<>(table.keys());
        DumpColumn column = Columns.read(action, tables, keys);
        int place = ColumnChanges.place(table, action, table.columns().size());
        List<DumpColumn> all = new ArrayList<>(table.columns());
        all.add(place, column);
        int[] from = new int[all.size()];
        for (int i = 0; i < from.length; i++) {
            from[i] = i < place ? i : i == place ? -1 : i - 1;
        }
        become(all, keys, from);
        return true;
    }

    private boolean drop(Words action) throws IOException {
        if (action.take("primary", "key")) {
            return dropKeys(key -> key.kind() == DumpKey.Kind.PRIMARY);
        }
        if (action.take("foreign", "key")
                || action.take("constraint")
                || action.take("index")
                || action.take("key")
                || action.take("check")) {
            action.take("if", "exists");
            String name = action.name();
            return dropKeys(key -> name.equalsIgnoreCase(key.name()));
        }
        action.take("column");
        action.take("if", "exists");
        int place = action.isName() ? table.indexOf(action.name()) : -1;
        if (place < 0) {
            return false;
        }
        List<DumpColumn> all = new ArrayList<>(table.columns());
        DumpColumn gone = all.remove(place);
        int[] from = new int[all.size()];
        for (int i = 0; i < from.length; i++) {
            from[i] = i < place ? i : i + 1;
        }
        become(all, without(gone.name()), from);
        return true;
    }

    private List<DumpKey> without(String column) {
        return table.keys().stream()
                .filter(key -> key.columns().stream().noneMatch(column::equalsIgnoreCase))
                .toList();
    }

    private boolean dropKeys(Predicate<DumpKey> which) throws IOException {
        become(
                table.columns(),
                table.keys().stream().filter(which.negate()).toList(),
                Tables.same(table.columns().size()));
        return true;
    }

    private boolean rename(Words action) throws IOException {
        if (action.take("index") || action.take("key") || action.take("constraint")) {
            return true;
        }
        if (action.take("to") || action.take("as")) {
            TableId to = tables.id(action.path());
            tables.rename(table, to, statement.line());
            return true;
        }
        boolean said = action.take("column");
        String from = action.name();
        if (action.take("to")) {
            int at = table.indexOf(from);
            return at >= 0 && changed(columns.rename(table, at, action.name()));
        }
        if (said) {
            return false;
        }
        tables.rename(table, tables.id(List.of(from)), statement.line());
        return true;
    }
}
