package rows.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import postgres.Column;
import postgres.Identifier;
import postgres.KeySql;
import postgres.Query;
import postgres.SqlState;
import postgres.Table;

/**
 * How an upsert changes rows that are there, and how they are kept before that. Somebody else may put a row in between
 * the two; that shows, as the server locks a row before it changes it and leaves a sign of that in the new one.
 *
 * @param chosen the columns that come in
 * @param kept where rows are kept before they are changed; null where they are not
 */
record Upsert(Table table, List<Column> chosen, OverwrittenRows kept) {

    static final String WRITER = "\"caravanserai writer\"";

    /** For a statement that inserts: change what differs; a row that is equal is left as it is, and not counted as touched. */
    String onConflict() {
        String arbiter = " on conflict (" + Identifier.list(table.primaryKey()) + ") do ";
        return rest().isEmpty()
                ? arbiter + "nothing"
                : arbiter + "update set "
                        + KeySql.assign(rest().stream().map(Column::name).toList(), "excluded") + " where "
                        + differs(column -> "excluded." + Identifier.quote(column.name()));
    }

    /** The columns that may change. */
    List<Column> rest() {
        return chosen.stream()
                .filter(column -> !table.primaryKey().contains(column.name()))
                .toList();
    }

    /** The condition that a row {@code t} is not what comes in. */
    String differs(Function<Column, String> incoming) {
        return rest().stream()
                .map(column -> comparable(column, "t." + Identifier.quote(column.name())) + " is distinct from "
                        + comparable(column, incoming.apply(column)))
                .collect(Collectors.joining(" or "));
    }

    /** Some types have no equality of their own; their text has. */
    private static String comparable(Column column, String value) {
        return switch (column.baseType()) {
            case "json",
                    "xml",
                    "point",
                    "polygon",
                    "line",
                    "lseg",
                    "path",
                    "box",
                    "circle",
                    "_json",
                    "_xml",
                    "_point" -> value + "::text";
            default -> value;
        };
    }

    /** Whether it is to be taken back. */
    boolean isTraced() {
        return kept != null;
    }

    /** Whether rows that are there may change at all. */
    boolean changes() {
        return !rest().isEmpty();
    }

    /** Of what was inserted nothing tells how it came there: nobody else may write meanwhile. */
    boolean keepsOthersOut() {
        return isTraced() && table.kind() == Table.Kind.PARTITIONED_TABLE;
    }

    /** The statement that inserts, so that it says how many rows it wrote, and how many of them were there. */
    String counted(String insert) {
        return "with written as (" + insert + " returning " + wasThere() + " as changed)"
                + " select count(*) as rows, count(*) filter (where changed) as changed from written";
    }

    /**
     * How many rows were written.
     *
     * @param changed those that were there
     */
    record Written(long rows, long changed) {}

    /**
     * Keeps what the rows on the stage will change, and lets them.
     *
     * @throws SQLException so that all is begun anew, if another put such a row in meanwhile
     */
    Written write(Connection connection, LoadStatements statements) throws SQLException {
        long present = changes() ? Query.update(connection, statements.keepFromStage()) : 0;
        Written written = Query.first(
                        connection,
                        statements.insertFromStage(),
                        row -> new Written(row.getLong("rows"), row.getLong("changed")))
                .orElseThrow();
        if (written.changed > present) {
            throw new SQLException(CAME_BETWEEN, SqlState.SERIALIZATION_FAILURE);
        }
        return keepsOthersOut() ? new Written(written.rows, present) : written;
    }

    /** In what a statement returns of a row: whether it was there before. */
    private String wasThere() {
        return isTraced() && !keepsOthersOut() ? "t.xmax <> 0" : "false";
    }

    /**
     * The statement that keeps the rows which those on a stage will change. A subquery with a limit: one index probe a
     * row, never a hash over a table that grows.
     */
    String keep(String stage) {
        return kept.insertChanged("l." + WRITER, "l.") + " from " + stage + " s cross join lateral (select t.xmin as "
                + WRITER + ", " + kept.columns("t.") + " from " + table.relation() + " t where "
                + KeySql.same(table.primaryKey(), "t", "s") + " and ("
                + differs(column -> "s." + Identifier.quote(column.name())) + ") limit 1 for update of t) l";
    }

    /**
     * The same in a function that tries one row, whose values are in variables; {@code present} says whether one is changed.
     *
     * @param variable the name of one
     */
    String keepOne(IntFunction<String> variable) {
        if (!isTraced() || !changes()) {
            return "";
        }
        List<String> names = chosen.stream().map(Column::name).toList();
        Function<Column, String> incoming = column -> variable.apply(names.indexOf(column.name()));
        String found = IntStream.range(0, names.size())
                .filter(i -> table.primaryKey().contains(names.get(i)))
                .mapToObj(i -> "t." + Identifier.quote(names.get(i)) + " = " + variable.apply(i))
                .collect(Collectors.joining(" and "));
        return kept.insertChanged("l." + WRITER, "l.") + " from (select t.xmin as " + WRITER + ", "
                + kept.columns("t.") + " from " + table.relation() + " t where " + found + " and ("
                + differs(incoming) + ") for update) l; present := found; ";
    }

    /** What follows the statement that inserts one row in such a function. */
    String intoChanged() {
        return isTraced() && changes()
                ? " returning " + (keepsOthersOut() ? "present" : wasThere()) + " into changed"
                : "";
    }

    /** Behind that: the row is reported if it was there; one that came in between has to be begun anew. */
    String tellChanged() {
        return isTraced() && changes()
                ? " if changed and not present then raise serialization_failure using message = '" + CAME_BETWEEN
                        + "'; end if; if changed then o_state := '" + CHANGED + "'; return next; end if;"
                : "";
    }

    /** In the place of an SQLSTATE: the row went in, and changed one that was there. */
    static final String CHANGED = "00000";

    static final String CAME_BETWEEN = "a row that was to be changed was put in meanwhile";
}
