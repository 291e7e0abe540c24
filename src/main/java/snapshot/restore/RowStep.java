package snapshot.restore;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import ledger.DeadLetter;
import ledger.Json;
import postgres.Column;
import postgres.Identifier;
import postgres.KeySql;
import postgres.Query;
import postgres.SqlState;
import postgres.TempTable;
import snapshot.Comparison;

/**
 * One kind of change, of all rows that need it. First as one statement; if a row stands in its way, row by row, where the
 * database itself says what is wrong with each.
 *
 * @param kind which differences it is about
 * @param statement changes rows; a further condition on the difference {@code d} may follow it
 * @param leftOut selects SQLSTATE, reason and column of why the statement leaves out the row of the difference at
 *     {@code $1}; null if it leaves out none
 * @param failed the temporary table of rows that were not changed
 */
record RowStep(Comparison comparison, Comparison.Kind kind, String statement, String leftOut, String failed) {

    /** A trigger did not want it, which is no fault. */
    private static final String NOT_WANTED = "select null, null, null";

    private static final String ROW_BY_ROW =
            """
            do %5$s
            declare
                difference record;
                state text; message text; fault text;
                changed bigint; waiting bigint; waited bigint := -1;
            begin
                for difference in select d.ctid as place from %1$s d where d."caravanserai kind" = %2$s loop
                    begin
                        execute %3$s using difference.place;
                        get diagnostics changed = row_count;
                        if changed = 0 then
                            execute %6$s into state, message, fault using difference.place;
                            insert into %4$s (place, state, message, fault)
                            values (difference.place, state, message, fault);
                        end if;
                    exception when others then
                        get stacked diagnostics state = returned_sqlstate, message = message_text, fault = column_name;
                        if left(state, 2) = any ('{08,25,26,28,34,3B,40,53,55,57,58,XX}') then
                            raise;
                        end if;
                        insert into %4$s (place, state, message, fault)
                        values (difference.place, state, message, nullif(fault, ''));
                    end;
                end loop;
                -- A row may have waited for one behind it that it refers to, or that refers to it.
                loop
                    select count(*) into waiting from %4$s f where f.state = '23503';
                    exit when waiting = 0 or waiting = waited;
                    waited := waiting;
                    for difference in select f.place from %4$s f where f.state = '23503' loop
                        begin
                            execute %3$s using difference.place;
                            get diagnostics changed = row_count;
                            delete from %4$s f where f.place = difference.place and changed > 0;
                        exception when foreign_key_violation then
                            null;
                        end;
                    end loop;
                end loop;
            end %5$s
            """;

    static RowStep delete(Comparison comparison) {
        return new RowStep(
                comparison,
                Comparison.Kind.ADDED,
                "delete from " + comparison.live().relation() + " t using " + comparison.differences()
                        + " d where d.\"caravanserai kind\" = 'added' and " + sameKey(comparison, "t", "d"),
                null,
                TempTable.name());
    }

    /** Only columns that differ anywhere: others may be such as nobody may write. */
    static RowStep update(Comparison comparison) throws SQLException {
        List<String> changed = comparison.changedColumns();
        List<Column> columns = comparison.drift().common().stream()
                .filter(column -> changed.contains(column.name()))
                .toList();
        List<Retyped> retyped = mayNotFit(comparison, columns);
        String assignments = columns.stream()
                .map(column -> Identifier.quote(column.name()) + " = " + value(comparison, column))
                .collect(Collectors.joining(", "));
        return new RowStep(
                comparison,
                Comparison.Kind.CHANGED,
                "update " + comparison.live().relation() + " t set " + assignments + " from "
                        + comparison.differences() + " d join " + comparison.kept() + " s on "
                        + sameKey(comparison, "s", "d") + " where d.\"caravanserai kind\" = 'changed' and "
                        + sameKey(comparison, "t", "d") + allFit(comparison, retyped),
                misfits(comparison, retyped),
                TempTable.name());
    }

    static RowStep insert(Comparison comparison) {
        List<Column> columns = comparison.drift().common();
        List<Retyped> retyped = mayNotFit(comparison, columns);
        return new RowStep(
                comparison,
                Comparison.Kind.MISSING,
                "insert into " + comparison.live().name().quoted() + " ("
                        + Identifier.list(columns.stream().map(Column::name).toList())
                        + ") overriding system value select "
                        + columns.stream()
                                .map(column -> value(comparison, column))
                                .collect(Collectors.joining(", "))
                        + " from " + comparison.differences() + " d join " + comparison.kept() + " s on "
                        + sameKey(comparison, "s", "d") + " where d.\"caravanserai kind\" = 'missing'"
                        + allFit(comparison, retyped),
                misfits(comparison, retyped),
                TempTable.name());
    }

    private static String value(Comparison comparison, Column column) {
        return comparison.drift().isRetyped(column)
                ? Retyped.of(comparison, column).value()
                : "s." + Identifier.quote(column.name());
    }

    private static List<Retyped> mayNotFit(Comparison comparison, List<Column> columns) {
        return columns.stream()
                .filter(comparison.drift()::isRetyped)
                .map(column -> Retyped.of(comparison, column))
                .filter(Retyped::mayNotFit)
                .toList();
    }

    private static String allFit(Comparison comparison, List<Retyped> columns) {
        return columns.stream()
                .map(column -> " and " + ofTheRow(comparison, column.fits()))
                .collect(Collectors.joining());
    }

    private static String misfits(Comparison comparison, List<Retyped> columns) {
        return columns.isEmpty()
                ? null
                : columns.stream()
                        .map(column -> "select " + column.misfit() + " from " + comparison.differences() + " d join "
                                + comparison.kept() + " s on " + sameKey(comparison, "s", "d")
                                + " where d.ctid = $1 and " + ofTheRow(comparison, "not (" + column.fits() + ")"))
                        .collect(Collectors.joining(" union all "));
    }

    /** A condition on a kept row that may fail with an error: not asked of rows that are none of the difference's. */
    private static String ofTheRow(Comparison comparison, String condition) {
        return "case when " + sameKey(comparison, "s", "d") + " then " + condition + " end";
    }

    private static String sameKey(Comparison comparison, String left, String right) {
        return KeySql.same(comparison.contents().key(), left, right);
    }

    /** Does it; returns how many rows changed. */
    long apply(Connection connection) throws SQLException {
        Query.execute(connection, "savepoint caravanserai_step");
        try {
            long rows = Query.update(connection, statement);
            if (leftOut != null && rows < comparison.count(kind)) {
                Query.execute(connection, "rollback to savepoint caravanserai_step");
                return oneByOne(connection);
            }
            Query.execute(connection, "release savepoint caravanserai_step");
            return rows;
        } catch (SQLException e) {
            if (!SqlState.isRowsFault(e)) {
                throw e;
            }
            Query.execute(connection, "rollback to savepoint caravanserai_step");
            return oneByOne(connection);
        }
    }

    private long oneByOne(Connection connection) throws SQLException {
        Query.execute(
                connection,
                "create temporary table " + failed
                        + " (place tid, state text, message text, fault text) on commit drop");
        Query.execute(
                connection,
                ROW_BY_ROW.formatted(
                        comparison.differences(),
                        Identifier.literal(Comparison.text(kind)),
                        Identifier.literal(statement + " and d.ctid = $1"),
                        failed,
                        quotesOf(statement + leftOut),
                        Identifier.literal(leftOut == null ? NOT_WANTED : leftOut)));
        return comparison.count(kind)
                - Query.first(connection, "select count(*) from " + failed, row -> row.getLong(1))
                        .orElseThrow();
    }

    /** Quotes for a text around this one, such as no name in it holds. */
    private static String quotesOf(String text) {
        String quotes = "$caravanserai$";
        for (int i = 1; text.contains(quotes); i++) {
            quotes = "$caravanserai" + i + "$";
        }
        return quotes;
    }

    /** The rows that the table did not take. */
    List<DeadLetter> letters(Connection connection, UUID run) throws SQLException {
        boolean none = Query.first(connection, "select to_regclass(?) is null", row -> row.getBoolean(1), failed)
                .orElseThrow();
        if (none) {
            return List.of();
        }
        String row = kind == Comparison.Kind.ADDED ? "row_to_json(d.*)" : "row_to_json(s.*)";
        String source = kind == Comparison.Kind.ADDED
                ? ""
                : " join " + comparison.kept() + " s on " + sameKey(comparison, "s", "d");
        return Query.list(
                connection,
                "select f.state, f.message, f.fault, " + row + "::text as values from " + failed + " f join "
                        + comparison.differences() + " d on d.ctid = f.place" + source + " where f.state is not null",
                found -> letter(
                        comparison,
                        run,
                        found.getString("fault"),
                        found.getString("state"),
                        found.getString("message"),
                        found.getString("values")));
    }

    /** A kept row, its values as a JSON object, that the table did not take. */
    static DeadLetter letter(
            Comparison comparison, UUID run, String column, String sqlstate, String reason, String values) {
        return new DeadLetter(
                null,
                run,
                comparison.live().name().display(),
                comparison.contents().place(),
                null,
                column,
                sqlstate,
                reason,
                values.getBytes(StandardCharsets.UTF_8),
                "UTF_8",
                Json.read(values));
    }
}
