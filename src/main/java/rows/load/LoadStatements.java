package rows.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
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
import postgres.Sql;
import postgres.SqlState;
import postgres.Table;

/**
 * The statements that bring rows with these columns into this table. Every name comes from the catalog and is quoted.
 * The helpers live in the session's temporary schema and go with the transaction.
 */
public final class LoadStatements {

    private static final String STAGE = "pg_temp.caravanserai_stage";
    private static final String SUSPECT = "pg_temp.caravanserai_suspect";
    private static final String PLACE = "caravanserai_place";

    private final Table table;
    private final List<String> columns;
    private final Dialect dialect;
    private final LoadMode mode;
    private final List<Column> chosen;
    private final Upsert upsert;

    public LoadStatements(Table table, List<String> columns, Dialect dialect, LoadMode mode) {
        this(table, columns, dialect, mode, null);
    }

    /** @param overwritten where rows are kept that an upsert changes, or null where they are not */
    LoadStatements(Table table, List<String> columns, Dialect dialect, LoadMode mode, OverwrittenRows overwritten) {
        this.table = table;
        this.columns = columns;
        this.dialect = dialect;
        this.mode = mode;
        chosen = columns.stream().map(name -> table.column(name).orElseThrow()).toList();
        upsert = mode == LoadMode.UPSERT ? new Upsert(table, chosen, overwritten) : null;
    }

    /** How rows are changed that are there; null where none are. */
    Upsert upsert() {
        return upsert;
    }

    boolean serves(Batch batch) {
        return columns.equals(batch.columns()) && dialect.equals(batch.dialect());
    }

    /** Straight into the table. */
    String copy() {
        String named = columns.isEmpty() ? "" : " (" + Identifier.list(columns) + ")";
        return "copy " + target() + named + " from stdin with (" + dialect.copyOptions() + ")";
    }

    /** The stage: the rows in their types, without the table's rules; a column more says which record each was. */
    String createStage() {
        String typed = chosen.stream()
                .map(column -> Identifier.quote(column.name()) + " " + column.plainType())
                .collect(Collectors.joining(", "));
        return "drop table if exists " + STAGE + "; create temp table caravanserai_stage (" + PLACE + " int, " + typed
                + ") on commit drop";
    }

    String clearStage() {
        return "truncate " + STAGE;
    }

    String copyToStage() {
        return "copy " + STAGE + " (" + PLACE + ", " + Identifier.list(columns) + ") from stdin with ("
                + dialect.copyOptions() + ")";
    }

    /**
     * Takes the rows out of the stage that the table's rules would refuse, as far as a query over all of them can tell;
     * null when there is no such rule. What it takes out by mistake is tried again one by one, what it overlooks makes
     * the insert fail and be cut in halves.
     */
    String takeSuspects() {
        List<String> signs = new ArrayList<>();
        for (Constraint rule : table.constraints()) {
            if (!rule.columns().isEmpty() && Set.copyOf(columns).containsAll(rule.columns())) {
                signs.addAll(signsOf(rule));
            }
        }
        return signs.isEmpty()
                ? null
                : "delete from " + STAGE + " s where " + String.join(" or ", signs) + " returning " + PLACE;
    }

    private List<String> signsOf(Constraint rule) {
        return switch (rule.kind()) {
            case CHECK -> List.of("not coalesce((" + rule.expression() + "), true)");
            case FOREIGN_KEY ->
                List.of(Sql.fill(
                        "({complete} and not exists (select from {parent} p where {same key}))",
                        Map.of(
                                "complete", each(rule.columns(), "s.", " is not null", " and "),
                                "parent", rule.references().quoted(),
                                "same key", KeySql.same(rule.referencedColumns(), "p", rule.columns(), "s"))));
            case PRIMARY_KEY, UNIQUE -> keySigns(rule);
            case EXCLUSION -> List.of();
        };
    }

    private List<String> keySigns(Constraint key) {
        String twice = Sql.fill(
                "({keys of s}) in (select {keys} from {stage} group by {keys} having count(*) > 1)",
                Map.of(
                        "keys of s", Identifier.list(key.columns(), "s."),
                        "keys", Identifier.list(key.columns()),
                        "stage", STAGE));
        if (mode == LoadMode.UPSERT && key.kind() == Constraint.Kind.PRIMARY_KEY) {
            return List.of(twice);
        }
        // A scalar subquery with a limit: one index probe a row, never a hash over a table that grows with the load.
        String there = Sql.fill(
                "(select 1 from {table} t where {same key} limit 1) is not null",
                Map.of("table", target(), "same key", KeySql.same(key.columns(), "t", "s")));
        return mode == LoadMode.UPSERT ? List.of(twice) : List.of(twice, there);
    }

    /** What is left on the stage into the table. */
    String insertFromStage() {
        String insert = insertInto() + " select " + Identifier.list(columns) + " from " + STAGE;
        if (upsert == null) {
            return insert;
        }
        return upsert.isTraced() ? upsert.counted(insert + upsert.onConflict()) : insert + upsert.onConflict();
    }

    /** The same in one statement, where that can be. */
    Optional<Upsert.Written> write(Connection connection, UpsertByPlace byPlace) throws SQLException {
        return byPlace.write(connection, STAGE, insertInto());
    }

    /** Keeps what that will change. */
    String keepFromStage() {
        return upsert.keep(STAGE);
    }

    /** Whether rows can go over a stage: it has a column more than the table. */
    boolean stages() {
        return WideRecords.fitAStage(columns.size());
    }

    /** Whether the suspects go as arrays of their fields. */
    boolean wide() {
        return WideRecords.areArrays(columns.size());
    }

    /** The suspects, as text. */
    String createSuspects() {
        String texts = wide() ? "fields text[]" : eachColumn(i -> "c" + i + " text", ", ");
        return "drop table if exists " + SUSPECT + "; create temp table caravanserai_suspect (" + PLACE + " int, "
                + texts + ") on commit drop";
    }

    String clearSuspects() {
        return "truncate " + SUSPECT;
    }

    String copyToSuspects() {
        return "copy " + SUSPECT + " from stdin with (" + (wide() ? "format csv" : dialect.copyOptions()) + ")";
    }

    /**
     * A function that tries the suspects one by one, in their order, each in a subtransaction: the database itself says
     * of every row whether it goes in, and if not, why. It reports the rows that did not go in, and of an upsert that is
     * traced those that it changed. Assigning to variables of the columns' types applies exactly the input rules that COPY applies, and tells which column was at hand.
     *
     * @param mark a statement that follows each row that went in, or nothing
     * @param lastTry as {@link RowLoader} has it
     */
    String createTry(String mark, boolean lastTry) {
        String body = Sql.fill(
                """
                #variable_conflict use_column
                <<tried>>
                declare
                    r record; fields text[]; touched bigint; present boolean; changed boolean; o_context text; {variables}
                begin
                    for r in select * from {suspects} order by {place} loop
                        o_place := r.{place}; o_state := null; {fields}
                        begin
                            {assignments}
                            o_column := null;
                            {insert} values ({values}){on conflict};
                            get diagnostics touched = row_count;
                            if touched = 0 then
                                return next;
                            end if;
                            {mark}
                        exception when others then
                            get stacked diagnostics
                                o_state = returned_sqlstate, o_message = message_text, o_constraint = constraint_name,
                                o_detail = pg_exception_detail, o_type = pg_datatype_name, o_named = column_name,
                                o_context = pg_exception_context;
                            if {not a rows fault} then
                                raise;
                            end if;
                            o_column := coalesce(o_column, nullif(o_named, ''));
                            return next;
                        end;
                    end loop;
                end""",
                Map.of(
                        "fields",
                        wide() ? "fields := r.fields;" : "",
                        "variables",
                        eachColumn(i -> "v" + i + " " + chosen.get(i).plainType() + ";", " "),
                        "suspects",
                        SUSPECT,
                        "place",
                        PLACE,
                        "assignments",
                        eachColumn(
                                i -> "o_column := " + Identifier.literal(columns.get(i)) + "; v" + i + " := "
                                        + (wide() ? "fields[" + (i + 1) + "]" : "r.c" + i) + ";",
                                "\n"),
                        "insert",
                        (upsert == null ? "" : upsert.keepOne(i -> "tried.v" + i)) + insertInto(),
                        "values",
                        eachColumn(i -> "v" + i, ", "),
                        "on conflict",
                        upsert == null ? "" : upsert.onConflict() + upsert.intoChanged(),
                        "mark",
                        upsert == null ? mark : mark + upsert.tellChanged(),
                        "not a rows fault",
                        SqlState.notARowsFault("o_state", "o_context", lastTry)));
        return Sql.fill(
                """
                create or replace function pg_temp.caravanserai_try()
                returns table (o_place int, o_state text, o_column text, o_constraint text, o_message text, o_detail text,
                               o_type text, o_named text)
                language plpgsql as {body}""",
                Map.of("body", Identifier.literal(body)));
    }

    private String eachColumn(IntFunction<String> sql, String separator) {
        return IntStream.range(0, columns.size()).mapToObj(sql).collect(Collectors.joining(separator));
    }

    String tryAll() {
        return "select * from pg_temp.caravanserai_try()";
    }

    /** Empties the table for {@link LoadMode#REPLACE}. */
    public String deleteAll() {
        return "delete from " + target();
    }

    private String insertInto() {
        return "insert into " + target() + " as t (" + Identifier.list(columns) + ") overriding system value";
    }

    private String target() {
        return table.name().quoted();
    }

    private static String each(List<String> names, String prefix, String suffix, String separator) {
        return names.stream()
                .map(name -> prefix + Identifier.quote(name) + suffix)
                .collect(Collectors.joining(separator));
    }
}
