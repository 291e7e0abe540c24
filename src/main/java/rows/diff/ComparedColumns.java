package rows.diff;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import postgres.Column;
import postgres.ContentHash;
import postgres.Identifier;
import postgres.Table;

/**
 * The columns that two tables have in common, in a form in which equal values are identical on both sides. Where their
 * types differ a value is what it says, not how it is stored: 7 is 7 as {@code int4} and as {@code int8}, and as a last
 * resort its text counts.
 *
 * @param pairs all columns of both
 * @param columns as they are compared, in the source's order
 * @param sourceForms what a column has to be read as on the source, where it is not compared as it is
 * @param targetForms the same on the target
 */
public record ComparedColumns(
        ColumnPairs pairs, List<Column> columns, Map<String, String> sourceForms, Map<String, String> targetForms) {

    private static final Set<String> WHOLE_NUMBERS = Set.of("int2", "int4", "int8");
    private static final Set<String> TEXTS = Set.of("text", "varchar", "bpchar", "name");
    /** Forms that are the same bytes whatever the encoding. */
    private static final Set<String> BINARY = Set.of("float4send", "float8send", "bpcharsend");

    /** One column as it is compared; a form is null where the column is read as it is. */
    private record Form(Column column, String source, String target) {}

    /**
     * Pairs columns by their names.
     *
     * @param unicode whether both databases keep their texts as UTF-8: only then are equal texts the same bytes
     */
    static ComparedColumns of(Table source, Table target, boolean unicode) {
        ColumnPairs pairs = ColumnPairs.of(source.columns(), target.columns());
        List<Column> columns = new ArrayList<>();
        Map<String, String> sourceForms = new LinkedHashMap<>();
        Map<String, String> targetForms = new LinkedHashMap<>();
        for (ColumnPairs.Pair pair : pairs.common()) {
            Form form = form(pair.source(), pair.target(), unicode);
            columns.add(form.column());
            put(sourceForms, pair.source(), form.source());
            put(targetForms, pair.source(), form.target());
        }
        return new ComparedColumns(pairs, List.copyOf(columns), sourceForms, targetForms);
    }

    private static void put(Map<String, String> forms, Column column, String form) {
        if (form != null) {
            forms.put(column.name(), form);
        }
    }

    private static Form form(Column source, Column target, boolean unicode) {
        if (isIn(WHOLE_NUMBERS, source) && isIn(WHOLE_NUMBERS, target)) {
            // The server gives equal numbers equal hashes, however wide they are.
            return new Form(source, null, null);
        }
        if (isNumber(source) && isNumber(target) && !alike(source, target)) {
            // Another scale is what the type says, not what happened to the row.
            String number = Identifier.quote(source.name()) + "::numeric";
            return new Form(as(source, "numeric", 0), number, number);
        }
        if (isIn(TEXTS, source) && isIn(TEXTS, target) && !alike(source, target)) {
            return text(source, Identifier.quote(source.name()) + "::text", null, unicode);
        }
        if (!alike(source, target)) {
            return text(source, ContentHash.asText(source, ""), ContentHash.asText(target, ""), unicode);
        }
        if (unicode
                || ContentHash.asStored(source)
                || BINARY.contains(ContentHash.exact(source, "").split("\\(", 2)[0])) {
            return new Form(source, null, null);
        }
        return text(source, ContentHash.asText(source, ""), null, false);
    }

    private static Form text(Column column, String source, String target, boolean unicode) {
        String other = target == null ? source : target;
        return unicode
                ? new Form(as(column, "text", -1), source, other)
                : new Form(
                        as(column, "bytea", -1),
                        "convert_to(" + source + ", 'UTF8')",
                        "convert_to(" + other + ", 'UTF8')");
    }

    /** Whether values of both are hashed in the same way as they are. */
    private static boolean alike(Column one, Column other) {
        return ContentHash.exact(one, "").equals(ContentHash.exact(other, ""))
                && ContentHash.asStored(one) == ContentHash.asStored(other)
                && (!ContentHash.asStored(one) || one.baseType().equals(other.baseType()));
    }

    private static boolean isNumber(Column column) {
        return isIn(WHOLE_NUMBERS, column) || isIn(Set.of("numeric"), column);
    }

    private static boolean isIn(Set<String> types, Column column) {
        return types.contains(column.baseType());
    }

    private static Column as(Column column, String type, int modifier) {
        return new Column(column.name(), type, type, type, modifier, false, false, false, false);
    }

    /** The same, of these columns alone. */
    ComparedColumns only(List<String> names) {
        return new ComparedColumns(
                pairs,
                columns.stream().filter(column -> names.contains(column.name())).toList(),
                sourceForms,
                targetForms);
    }

    public boolean has(String name) {
        return columns.stream().anyMatch(column -> column.name().equals(name));
    }

    Column column(String name) {
        return columns.stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Whether the column is compared as a whole number on both sides. */
    boolean isWholeNumber(String name) {
        return isIn(WHOLE_NUMBERS, column(name));
    }

    /** What to select the source's rows from, each column in the form in which it is compared. */
    String sourceRelation(Table source) {
        return relation(source, sourceForms);
    }

    /** The same of the target. */
    String targetRelation(Table target) {
        return relation(target, targetForms);
    }

    private String relation(Table table, Map<String, String> forms) {
        boolean asTheyAre = columns.stream().noneMatch(column -> forms.containsKey(column.name()));
        return asTheyAre
                ? table.relation()
                : "(select "
                        + columns.stream().map(column -> read(column, forms)).collect(Collectors.joining(", "))
                        + " from " + table.relation() + ")";
    }

    private static String read(Column column, Map<String, String> forms) {
        String name = Identifier.quote(column.name());
        return forms.containsKey(column.name()) ? forms.get(column.name()) + " as " + name : name;
    }
}
