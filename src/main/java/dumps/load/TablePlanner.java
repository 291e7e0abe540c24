package dumps.load;

import dumps.Dialect;
import dumps.DumpColumn;
import dumps.DumpKey;
import dumps.DumpValue;
import dumps.merge.Defaults;
import dumps.merge.MergedTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import postgres.Identifier;
import postgres.Table;
import postgres.TableName;
import postgres.definition.ColumnDefinition;
import postgres.definition.ConstraintDefinition;
import postgres.definition.IndexDefinition;
import postgres.definition.TableDefinition;

/** Makes the plan of a table: its columns by type, its keys and indexes by name. */
final class TablePlanner {

    private static final Pattern NOW = Pattern.compile(
            "(?i)\\(?(current_timestamp|now|localtimestamp)\\s*(\\(\\s*\\d*\\s*\\))?\\)?|\\(?datetime\\('now'\\)\\)?");
    private static final Pattern CALLED = Pattern.compile("^\"(\\w+)\"\\(");
    private static final Pattern BITS = Pattern.compile("(?i)b'([01]+)'");
    private static final Pattern ACTIONS = Pattern.compile(
            "(?i)(\\s*on\\s+(delete|update)\\s+(cascade|restrict|set\\s+null|set\\s+default|no\\s+action))*\\s*");

    private static final Set<String> UNSORTED =
            Set.of("json", "xml", "point", "polygon", "box", "path", "line", "lseg", "circle");

    private final TypeMap types;
    private final CountedColumns counted;
    private final String schema;
    private final UniqueNames relations;
    private final List<String> notes;

    /** @param relations names that tables and indexes of the schema have so far */
    TablePlanner(TypeMap types, CountedColumns counted, String schema, UniqueNames relations, List<String> notes) {
        this.types = types;
        this.counted = counted;
        this.schema = schema;
        this.relations = relations;
        this.notes = notes;
    }

    /** @param name what the table is called, free by now */
    TablePlan plan(MergedTable table, String name, List<ColumnUse> use) {
        List<PgColumn> columns = new ArrayList<>();
        List<String> names = new ArrayList<>();
        List<ColumnDefinition> definitions = new ArrayList<>();
        UniqueNames columnNames = new UniqueNames();
        List<String> key = table.definition().key();
        for (int i = 0; i < table.definition().columns().size(); i++) {
            DumpColumn column = table.definition().columns().get(i);
            PgColumn becomes = MariaJson.is(table, column)
                    ? PgColumn.of("json", ValueSpelling.TEXT)
                    : counted(table, column, types.of(column, table.dialect(), use.get(i)));
            columns.add(becomes);
            names.add(columnNames.free(column.name()));
            ColumnDefinition.Generated computed = computed(table, column, use.get(i));
            definitions.add(column(table, column, becomes, names.get(i), key.contains(column.name()), computed));
            note(table, column, becomes, computed != null);
        }
        List<TablePlan.ForeignKey> foreign = new ArrayList<>();
        List<ConstraintDefinition> constraints = new ArrayList<>();
        List<IndexDefinition> indexes = new ArrayList<>();
        labels(name, names, columns, constraints);
        for (DumpKey one : table.definition().keys()) {
            key(table, name, names, columns, one, constraints, indexes, foreign);
        }
        TableDefinition definition = new TableDefinition(
                new TableName(schema, name),
                Table.Kind.TABLE,
                null,
                definitions,
                constraints,
                indexes,
                null,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null,
                null,
                List.of(),
                List.of(),
                List.of(),
                table.definition().comment());
        return new TablePlan(table, definition, columns, names, foreign);
    }

    private PgColumn counted(MergedTable table, DumpColumn column, PgColumn becomes) {
        return becomes.type().startsWith("numeric(20") && counted.has(table.id(), column.name())
                ? PgColumn.of("bigint", becomes.values())
                : becomes;
    }

    /** By PostgreSQL's own expression, where the dump leaves the values to the server; others would compute something else. */
    private static ColumnDefinition.Generated computed(MergedTable table, DumpColumn column, ColumnUse use) {
        return table.dialect() == Dialect.POSTGRES && column.generated() != null && use != null && !use.isGiven()
                ? new ColumnDefinition.Generated(ColumnDefinition.Kept.STORED, column.generated())
                : null;
    }

    private void note(MergedTable table, DumpColumn column, PgColumn becomes, boolean computed) {
        String where = table.name() + "." + column.name() + ": ";
        if (becomes.note() != null) {
            notes.add(where + becomes.note() + "; it is " + becomes.type());
        }
        if (column.onUpdate() != null) {
            notes.add(where + "ON UPDATE " + column.onUpdate()
                    + " is not carried over; PostgreSQL does that by a trigger");
        }
        if (column.generated() != null && !computed) {
            notes.add(where + "is computed as " + column.generated() + " in the dump, and an ordinary column here");
        }
    }

    private ColumnDefinition column(
            MergedTable table,
            DumpColumn column,
            PgColumn becomes,
            String name,
            boolean inKey,
            ColumnDefinition.Generated computed) {
        boolean counts =
                column.counts() && Set.of("smallint", "integer", "bigint").contains(becomes.type());
        return new ColumnDefinition(
                name,
                becomes.type(),
                (!column.nullable() || inKey || counts) && column.generated() == null,
                null,
                counts ? null : defaultOf(table, column, becomes),
                counts ? ColumnDefinition.Identity.BY_DEFAULT : null,
                computed,
                null,
                null,
                null,
                null,
                column.comment());
    }

    private String defaultOf(MergedTable table, DumpColumn column, PgColumn becomes) {
        // A dump may quote every name.
        String said = column.defaultText() == null
                ? null
                : CALLED.matcher(column.defaultText()).replaceFirst("$1(");
        if (said == null || said.equalsIgnoreCase("null") || column.generated() != null) {
            return null;
        }
        if (NOW.matcher(said.strip()).matches()) {
            return "current_timestamp";
        }
        var bits = BITS.matcher(said.strip());
        if (bits.matches()) {
            return Identifier.literal(bits.group(1));
        }
        DumpValue value = Defaults.of(column);
        boolean literal = !value.isNull() && !value.equals(DumpValue.DEFAULT);
        if (literal && !value.spelling().startsWith("0000-00-00")) {
            return Identifier.literal(
                    becomes.values() == ValueSpelling.MEMBERS
                            ? ValueSpelling.array(value.spelling())
                            : value.spelling());
        }
        notes.add(table.name() + "." + column.name() + ": the default " + said + " is not carried over");
        return null;
    }

    private void labels(
            String table, List<String> names, List<PgColumn> columns, List<ConstraintDefinition> constraints) {
        for (int i = 0; i < columns.size(); i++) {
            List<String> labels = columns.get(i).labels();
            if (!labels.isEmpty()) {
                String list = labels.stream().map(Identifier::literal).collect(Collectors.joining(", "));
                constraints.add(new ConstraintDefinition(
                        ConstraintDefinition.Kind.CHECK,
                        relations.free(table + "_" + names.get(i) + "_check"),
                        List.of(names.get(i)),
                        "check (" + Identifier.quote(names.get(i)) + " in (" + list + "))",
                        null,
                        null));
            }
        }
    }

    private void key(
            MergedTable table,
            String name,
            List<String> names,
            List<PgColumn> columns,
            DumpKey key,
            List<ConstraintDefinition> constraints,
            List<IndexDefinition> indexes,
            List<TablePlan.ForeignKey> foreign) {
        if (key.kind() == DumpKey.Kind.CHECK) {
            if (MariaJson.column(table, key) == null) {
                check(table, name, key, constraints);
            }
            return;
        }
        List<Integer> places =
                key.columns().stream().map(table.definition()::indexOf).toList();
        boolean sorts = places.stream()
                .allMatch(at -> at >= 0 && !UNSORTED.contains(columns.get(at).type()));
        if (places.isEmpty() || !sorts || special(key)) {
            notes.add(table.name() + ": " + (key.text() == null ? key.kind().text() : key.text())
                    + " is not carried over");
            return;
        }
        List<String> its = places.stream().map(names::get).toList();
        String list = its.stream().map(Identifier::quote).collect(Collectors.joining(", ", "(", ")"));
        switch (key.kind()) {
            case PRIMARY ->
                constraints.add(
                        0,
                        new ConstraintDefinition(
                                ConstraintDefinition.Kind.PRIMARY_KEY,
                                relations.free(named(key) ? key.name() : name + "_pkey"),
                                its,
                                "primary key " + list,
                                null,
                                null));
            case UNIQUE ->
                constraints.add(new ConstraintDefinition(
                        ConstraintDefinition.Kind.UNIQUE,
                        relations.free(indexName(name, its, key, "key")),
                        its,
                        "unique " + list,
                        null,
                        null));
            case INDEX ->
                indexes.add(new IndexDefinition(
                        relations.free(indexName(name, its, key, "idx")), false, "btree " + list, null));
            default ->
                foreign.add(new TablePlan.ForeignKey(
                        named(key) ? key.name() : name + "_" + String.join("_", its) + "_fkey",
                        its,
                        key.references(),
                        key.referenced(),
                        key.actions() != null && ACTIONS.matcher(key.actions()).matches() ? key.actions() : ""));
        }
    }

    private static boolean named(DumpKey key) {
        return key.name() != null && !key.name().isBlank() && !key.name().equalsIgnoreCase("primary");
    }

    /** MySQL's index names are a table's own, PostgreSQL's those of a schema. */
    private static String indexName(String table, List<String> columns, DumpKey key, String ending) {
        return named(key) ? key.name() : table + "_" + String.join("_", columns) + "_" + ending;
    }

    private static boolean special(DumpKey key) {
        String text = key.text() == null ? "" : key.text().toLowerCase(Locale.ROOT);
        return text.startsWith("fulltext")
                || text.startsWith("spatial")
                || text.contains(" using gin")
                || text.contains(" using gist")
                || text.contains(" where ");
    }

    private void check(MergedTable table, String name, DumpKey key, List<ConstraintDefinition> constraints) {
        String text = key.text() == null ? "" : key.text();
        int at = text.toLowerCase(Locale.ROOT).indexOf("check");
        int open = text.indexOf('(', Math.max(at, 0));
        int close = text.lastIndexOf(')');
        if (at < 0 || open < 0 || close < open) {
            notes.add(table.name() + ": " + text + " is not carried over");
            return;
        }
        String expression = text.substring(open, close + 1);
        constraints.add(new ConstraintDefinition(
                ConstraintDefinition.Kind.CHECK,
                relations.free(named(key) ? key.name() : name + "_check"),
                List.of(),
                "check " + (table.dialect() == Dialect.MYSQL ? expression.replace('`', '"') : expression),
                null,
                null));
    }
}
