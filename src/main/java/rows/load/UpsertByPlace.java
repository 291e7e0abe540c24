package rows.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import postgres.Column;
import postgres.Constraint;
import postgres.Identifier;
import postgres.KeySql;
import postgres.Query;
import postgres.Savepoint;
import postgres.Sql;
import postgres.SqlState;
import postgres.Table;
import postgres.Triggers;

/**
 * An upsert in one statement that looks for each row once: what differs is kept, and changed at the place where it was
 * found; what was not found is put in. Nothing is locked before it is changed, so that somebody else may come between:
 * then none of it holds. Where the table has triggers, or rules about columns that do not come in, it would not do the same
 * as an insert that finds its row there.
 */
record UpsertByPlace(Upsert upsert) {

    private static final String PLACE = "\"caravanserai row\"";
    private static final String DIFFERS = "\"caravanserai differs\"";

    /** Places are told row by row, never by reading the whole table. */
    private static final String PLAN = "set local enable_hashjoin = off; set local enable_mergejoin = off";

    private static final String PLAN_AS_USUAL =
            "set local enable_hashjoin to default; set local enable_mergejoin to default";

    /** It, where it does what an insert would that finds its row there. */
    static Optional<UpsertByPlace> of(Connection connection, Upsert upsert) throws SQLException {
        Table table = upsert.table();
        boolean same = upsert.isTraced()
                && upsert.changes()
                && table.kind() == Table.Kind.TABLE
                && areFreeWithout(table, upsert.chosen())
                && Triggers.of(connection, List.of(table)).named().isEmpty();
        return same ? Optional.of(new UpsertByPlace(upsert)) : Optional.empty();
    }

    /** Whether a row that is put in with these columns alone is refused by no rule about others. */
    private static boolean areFreeWithout(Table table, List<Column> chosen) {
        List<Column> missing = new ArrayList<>(table.columns());
        missing.removeAll(chosen);
        Set<String> ruled = table.constraints().stream()
                .filter(rule -> rule.kind() == Constraint.Kind.CHECK)
                .flatMap(rule -> rule.columns().stream())
                .collect(Collectors.toCollection(HashSet::new));
        return missing.stream()
                .allMatch(column -> !column.domain()
                        && (!column.required() || column.defaulted())
                        && !ruled.contains(column.name()));
    }

    /** What the statement says of itself. */
    private record Counts(long kept, long changed, long absent, long added) {}

    /**
     * Does it with the rows on a stage.
     *
     * @param insertInto the beginning of the statement that puts rows in
     * @return what was written, or empty if somebody else came between and nothing is done
     * @throws SQLException if something fails, a row's fault among others
     */
    Optional<Upsert.Written> write(Connection connection, String stage, String insertInto) throws SQLException {
        List<Upsert.Written> written = new ArrayList<>();
        Savepoint.attempt(connection, SqlState.is(SqlState.SERIALIZATION_FAILURE), () -> {
            Query.execute(connection, LoadTrace.MARK);
            Query.execute(connection, PLAN);
            Counts counts = Query.first(
                            connection,
                            statement(stage, insertInto),
                            row -> new Counts(
                                    row.getLong("kept"),
                                    row.getLong("changed"),
                                    row.getLong("absent"),
                                    row.getLong("added")))
                    .orElseThrow();
            Query.execute(connection, PLAN_AS_USUAL);
            if (counts.kept != counts.changed || counts.absent != counts.added) {
                throw new SQLException(Upsert.CAME_BETWEEN, SqlState.SERIALIZATION_FAILURE);
            }
            written.add(new Upsert.Written(counts.changed + counts.added, counts.changed));
        });
        return written.stream().findFirst();
    }

    private String statement(String stage, String insertInto) {
        Table table = upsert.table();
        List<String> names = upsert.chosen().stream().map(Column::name).toList();
        OverwrittenRows kept = upsert.kept();
        return Sql.fill(
                """
                with f as materialized (
                    select {incoming}, l.* from {stage} s left join lateral (
                        select t.ctid as {place}, t.xmin as {writer}, {columns}, ({differs}) as {different}
                        from {table} t where {same key} limit 1) l on true
                    where l.{different} is not false),
                kept as ({keep} from f where f.{different} returning 1),
                changed as (
                    update {table} t set {assign} from f
                    where t.ctid = f.{place} and t.xmin = f.{writer} and f.{different} returning 1),
                added as (
                    {insert into} select {values} from f where f.{place} is null
                    on conflict ({key}) do nothing returning 1)
                select (select count(*) from kept) as kept, (select count(*) from changed) as changed,
                       (select count(*) from f where f.{place} is null) as absent, (select count(*) from added) as added""",
                Map.ofEntries(
                        Map.entry("incoming", each(names, i -> "s." + Identifier.quote(names.get(i)) + " as " + in(i))),
                        Map.entry("stage", stage),
                        Map.entry("place", PLACE),
                        Map.entry("writer", Upsert.WRITER),
                        Map.entry("columns", kept.columns("t.")),
                        Map.entry("differs", upsert.differs(column -> "s." + Identifier.quote(column.name()))),
                        Map.entry("different", DIFFERS),
                        Map.entry("table", table.relation()),
                        Map.entry("same key", KeySql.same(table.primaryKey(), "t", "s")),
                        Map.entry("keep", kept.insertChanged("f." + Upsert.WRITER, "f.")),
                        Map.entry(
                                "assign",
                                upsert.rest().stream()
                                        .map(column -> Identifier.quote(column.name()) + " = f."
                                                + in(names.indexOf(column.name())))
                                        .collect(Collectors.joining(", "))),
                        Map.entry("insert into", insertInto),
                        Map.entry("values", each(names, i -> "f." + in(i))),
                        Map.entry("key", Identifier.list(table.primaryKey()))));
    }

    private static String each(List<String> names, IntFunction<String> sql) {
        return IntStream.range(0, names.size()).mapToObj(sql).collect(Collectors.joining(", "));
    }

    /** What a column that comes in is called beside those that are there. */
    private static String in(int column) {
        return "\"caravanserai " + column + '"';
    }
}
