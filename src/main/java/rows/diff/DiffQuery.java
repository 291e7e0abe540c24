package rows.diff;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import postgres.Column;
import postgres.Identifier;
import postgres.KeySql;
import postgres.Table;

/** The statement that finds what differs between kept rows {@code s} and live rows {@code l}. */
record DiffQuery(RowSource source, Table live, ColumnPairs columns) {

    private static final Set<String> EXACT_NUMBERS = Set.of("int2", "int4", "int8", "numeric");

    /**
     * One row for each row that differs.
     *
     * @param wanted what to select the kept rows from
     * @param buckets those that it holds; empty for all
     */
    String select(String wanted, Optional<List<Long>> buckets) {
        String present = buckets.map(list -> "(select * from " + live.relation() + " t where "
                        + source.buckets().among(source.columns(), "t.", list) + ")")
                .orElse(live.relation());
        // Of chosen rows it is not known which others there were: none of the live ones counts as added.
        String join = source.chosen() ? "left" : "full";
        String gone = KeySql.absent(key().get(0), "l");
        String isNew = KeySql.absent(key().get(0), "s");
        String keys = source.key().stream()
                .map(Identifier::quote)
                // Not coalesce, which would take a live key of nothing but nulls for none.
                .map(name -> "case when " + gone + " then s." + name + " else l." + name + " end as " + name)
                .collect(Collectors.joining(", "));
        String changed = mayDiffer().stream()
                .map(column -> "case when " + differs(column) + " then " + Identifier.literal(column.name()) + " end")
                .collect(Collectors.joining(", "));
        return "select " + keys + ", case when " + gone + " then 'missing' when " + isNew
                + " then 'added' else 'changed' end as \"caravanserai kind\"," + " array_remove(array[" + changed
                + "]::text[], null) as \"caravanserai columns\"" + " from " + wanted + " s " + join + " join "
                + present + " l on " + KeySql.equal(key(), "s", "l") + " where " + gone + " or " + isNew
                + mayDiffer().stream().map(column -> " or " + differs(column)).collect(Collectors.joining());
    }

    /** The key as the live table has it; for two types the server finds an operator. */
    List<Column> key() {
        return live.columns(source.key()).stream()
                .map(column -> columns.isRetyped(column) ? column.comparedWithOthers() : column)
                .toList();
    }

    /** Keys that are equal need not be identical, as in a collation that does not mind; a type that is another is no change. */
    private List<Column> mayDiffer() {
        return KeySql.mayDiffer(columns.columns(), source.key()).stream()
                .filter(column -> !source.key().contains(column.name()) || !columns.isRetyped(column))
                .toList();
    }

    private String differs(Column column) {
        if (columns.isRetyped(column)) {
            String name = Identifier.quote(column.name());
            if (EXACT_NUMBERS.contains(column.baseType())
                    && EXACT_NUMBERS.contains(
                            live.column(column.name()).orElseThrow().baseType())) {
                // Another scale is what the new type says, not what happened to the row.
                return "s." + name + "::numeric is distinct from l." + name + "::numeric";
            }
            return "s." + name + "::text collate \"C\" is distinct from l." + name + "::text collate \"C\"";
        }
        return KeySql.differ(List.of(column), "s", "l");
    }
}
