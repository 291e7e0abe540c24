package dumps.read;

import dumps.ColumnKind;
import dumps.Dialect;
import dumps.DumpColumn;
import dumps.DumpKey;
import dumps.DumpTable;
import dumps.Leftover;
import dumps.TableId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads {@code CREATE TABLE} and {@code CREATE INDEX}. */
final class Definitions {

    private final Tables tables;

    Definitions(Tables tables) {
        this.tables = tables;
    }

    /** The words stand behind {@code TABLE}. */
    void table(Words words, Statement statement) throws IOException {
        boolean ifAbsent = words.take("if", "not", "exists");
        TableId id = tables.id(words.path());
        List<DumpColumn> columns = new ArrayList<>();
        List<DumpKey> keys = new ArrayList<>();
        TableId partitionOf = null;
        if (words.take("partition", "of")) {
            partitionOf = tables.id(words.path());
            inherit(partitionOf, columns, keys, true);
        } else if (!words.peek().isMark('(')) {
            statement.leftover(Leftover.What.STATEMENT, id, "it makes a table out of another or of a query");
            return;
        }
        if (words.peek().isMark('(') && !(partitionOf != null && words.peek(1).is("values"))) {
            elements(words.inside(), columns, keys);
        }
        Options options = Options.of(words, tables);
        for (TableId parent : options.inherits) {
            List<DumpColumn> own = List.copyOf(columns);
            columns.clear();
            inherit(parent, columns, keys, false);
            own.stream()
                    .filter(column ->
                            columns.stream().noneMatch(one -> one.name().equals(column.name())))
                    .forEach(columns::add);
        }
        if (options.collation != null) {
            columns.replaceAll(column -> collated(column, options.collation));
        }
        DumpTable table = new DumpTable(
                id, true, notNull(columns, keys), keys, options.partitionBy, partitionOf, options.comment);
        tables.define(table, ifAbsent);
        if (options.ofQuery) {
            statement.leftover(Leftover.What.STATEMENT, id, "it fills the table from a query");
        }
    }

    /** A character set of its own has a collation of its own. */
    private static DumpColumn collated(DumpColumn column, String ofTable) {
        boolean own = column.collation() != null || column.charset() != null;
        return own || ColumnKind.of(column.type(), Dialect.MYSQL) != ColumnKind.TEXT
                ? column
                : column.collated(ofTable);
    }

    private void inherit(TableId parent, List<DumpColumn> columns, List<DumpKey> keys, boolean withKeys) {
        DumpTable of = tables.find(parent);
        if (of != null) {
            columns.addAll(of.columns());
            if (withKeys) {
                keys.addAll(of.keys());
            }
        }
    }

    private void elements(Words inside, List<DumpColumn> columns, List<DumpKey> keys) {
        for (Words part : inside.parts()) {
            if (part.take("like")) {
                inherit(tables.id(part.path()), columns, keys, true);
            } else if (Keys.isOne(part)) {
                keys.add(Keys.read(part, tables));
            } else if (part.isName()) {
                columns.add(Columns.read(part, tables, keys));
            }
        }
    }

    /** What is in the primary key is not null, whether that is said or not. */
    static List<DumpColumn> notNull(List<DumpColumn> columns, List<DumpKey> keys) {
        List<String> key = keys.stream()
                .filter(one -> one.kind() == DumpKey.Kind.PRIMARY)
                .flatMap(one -> one.columns().stream())
                .toList();
        return columns.stream()
                .map(column -> key.stream().anyMatch(column.name()::equalsIgnoreCase) ? notNull(column, false) : column)
                .toList();
    }

    static DumpColumn notNull(DumpColumn column, boolean nullable) {
        return new DumpColumn(
                column.name(),
                column.type(),
                nullable,
                column.defaultText(),
                column.counts(),
                column.generated(),
                column.onUpdate(),
                column.charset(),
                column.collation(),
                column.comment());
    }

    /** What stands behind the columns. */
    private static final class Options {
        private final List<TableId> inherits = new ArrayList<>();
        private String partitionBy;
        private String comment;
        private String collation;
        private boolean ofQuery;

        static Options of(Words words, Tables tables) {
            Options options = new Options();
            while (!words.atEnd()) {
                if (words.take("partition", "by")) {
                    int from = words.place();
                    while (!words.atEnd() && !words.isAny(Set.of("WITH", "TABLESPACE", "USING"))) {
                        words.next();
                    }
                    options.partitionBy = words.spelled(from, words.place());
                } else if (words.take("inherits") && words.peek().isMark('(')) {
                    for (Words part : words.inside().parts()) {
                        options.inherits.add(tables.id(part.path()));
                    }
                } else if (words.take("collate")) {
                    words.take('=');
                    options.collation = words.next().text();
                } else if (words.take("comment")) {
                    words.take('=');
                    options.comment = words.next().text();
                } else if (words.peek().isMark('(')) {
                    words.inside();
                } else {
                    options.ofQuery |= words.next().is("select");
                }
            }
            return options;
        }
    }

    /** The words stand behind {@code INDEX}. */
    void index(Words words, boolean unique, Statement statement) throws IOException {
        words.take("concurrently");
        words.take("if", "not", "exists");
        String name = words.peek().is("on") ? null : words.path().get(0);
        if (words.take("using")) {
            words.next();
        }
        if (!words.take("on")) {
            return;
        }
        words.take("only");
        DumpTable table = tables.find(tables.id(words.path()));
        if (table == null) {
            return;
        }
        if (words.take("using")) {
            words.next();
        }
        List<String> columns = Keys.columns(words);
        boolean partial = words.peek().is("where");
        List<DumpKey> keys = new ArrayList<>(table.keys());
        keys.add(new DumpKey(
                unique && !partial && !columns.isEmpty() ? DumpKey.Kind.UNIQUE : DumpKey.Kind.INDEX,
                name,
                partial ? List.of() : columns,
                null,
                null,
                null,
                statement.soFarAsWords().spelled()));
        tables.withKeys(table, keys);
    }
}
