package snapshot;

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
import postgres.Query;
import postgres.SqlState;

/**
 * One kind of change, of all rows that need it. First as one statement; if a row stands in its way, row by row, where the
 * database itself says what is wrong with each.
 *
 * @param kind which differences it is about
 * @param statement changes rows; {@code %s} stands for a further condition on the difference {@code d}
 */
record RowStep(Comparison comparison, Comparison.Kind kind, String statement, String failed) {

    private static final String ROW_BY_ROW =
            """
            do $caravanserai$
            declare
                difference record;
                state text; message text; fault text;
            begin
                for difference in select d.ctid as place from %1$s d where d."caravanserai kind" = %2$s loop
                    begin
                        execute %3$s using difference.place;
                    exception when others then
                        get stacked diagnostics state = returned_sqlstate, message = message_text, fault = column_name;
                        if left(state, 2) = any ('{08,25,26,28,34,3B,40,53,55,57,58,XX}') then
                            raise;
                        end if;
                        insert into %4$s (place, state, message, fault)
                        values (difference.place, state, message, nullif(fault, ''));
                    end;
                end loop;
            end $caravanserai$
            """;

    static RowStep delete(Comparison comparison) {
        return new RowStep(
                comparison,
                Comparison.Kind.ADDED,
                "delete from " + Comparison.relation(comparison.live()) + " t using " + comparison.differences()
                        + " d where d.\"caravanserai kind\" = 'added' and " + sameKey(comparison, "t", "d"),
                Stages.name());
    }

    static RowStep update(Comparison comparison) {
        String assignments = comparison.drift().common().stream()
                .filter(column -> !comparison.contents().key().contains(column.name()))
                .map(column -> Identifier.quote(column.name()) + " = " + value(comparison, column))
                .collect(Collectors.joining(", "));
        return new RowStep(
                comparison,
                Comparison.Kind.CHANGED,
                "update " + Comparison.relation(comparison.live()) + " t set " + assignments + " from "
                        + comparison.differences() + " d join " + comparison.kept() + " s on "
                        + sameKey(comparison, "s", "d") + " where d.\"caravanserai kind\" = 'changed' and "
                        + sameKey(comparison, "t", "d"),
                Stages.name());
    }

    static RowStep insert(Comparison comparison) {
        List<Column> columns = comparison.drift().common();
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
                        + sameKey(comparison, "s", "d") + " where d.\"caravanserai kind\" = 'missing'",
                Stages.name());
    }

    private static String value(Comparison comparison, Column column) {
        String kept = "s." + Identifier.quote(column.name());
        if (!comparison.drift().isRetyped(column)) {
            return kept;
        }
        Column live = comparison.live().column(column.name()).orElseThrow();
        return "cast(" + kept + "::text as " + live.plainType() + ")";
    }

    private static String sameKey(Comparison comparison, String left, String right) {
        return Comparison.sameKey(comparison.contents().key(), left, right);
    }

    /** Does it; returns how many rows changed. */
    long apply(Connection connection) throws SQLException {
        Query.execute(connection, "savepoint caravanserai_step");
        try {
            long rows = Query.update(connection, statement);
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
                        failed));
        return comparison.count(kind)
                - Query.first(connection, "select count(*) from " + failed, row -> row.getLong(1))
                        .orElseThrow();
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
                        + comparison.differences() + " d on d.ctid = f.place" + source,
                found -> new DeadLetter(
                        null,
                        run,
                        comparison.live().name().display(),
                        comparison.contents().place(),
                        0,
                        found.getString("fault"),
                        found.getString("state"),
                        found.getString("message"),
                        found.getString("values").getBytes(StandardCharsets.UTF_8),
                        "UTF_8",
                        Json.read(found.getString("values"))));
    }
}
