package sync;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import postgres.Column;
import postgres.Identifier;
import postgres.KeySql;
import postgres.Query;
import postgres.Sql;
import rows.change.UniqueSwap;

/**
 * Rows of one stream that have arrived on the target, in a temporary table that is empty again after every transaction, and
 * the way from there into their table.
 *
 * @param number tells the temporary table from the others of a run
 * @param columns those that are written, as the source has them
 */
record StagedChanges(int number, ChangeStream stream, SyncedTable target, List<Column> columns) {

    private static final String PLACE = Identifier.quote("caravanserai place");

    /** As a rule what fits into the server's usual buffers for temporary tables. */
    private static final int MOST_ROWS = 50_000;

    /** What became of rows. */
    record Counts(long inserted, long updated) {}

    private String table() {
        return "pg_temp.\"caravanserai_incoming_" + number + '"';
    }

    /** Makes the temporary table, in the caller's transaction. */
    void make(Connection connection) throws SQLException {
        Query.execute(
                connection,
                "create temporary table if not exists \"caravanserai_incoming_" + number + "\" (" + PLACE + " bigint, "
                        + columns.stream()
                                .map(column -> Identifier.quote(column.name()) + " " + column.type())
                                .collect(Collectors.joining(", "))
                        + ") on commit delete rows");
    }

    /** The source's rows behind the watermark, in an order in which they can be cut anywhere. */
    String query(Watermark watermark, long nextXid) {
        return "select row_number() over (), r.* from (select " + Identifier.list(names(), "t.") + " from "
                + stream.table().relation() + " t where " + stream.after(watermark, nextXid) + stream.order() + ") r";
    }

    /** Takes in the next rows, as many as are one transaction or all that are left; returns how many. */
    long take(RowPipe pipe, Connection connection, boolean all) throws SQLException {
        return pipe.into(
                connection,
                "copy " + table() + " (" + PLACE + ", " + Identifier.list(names()) + ") from stdin (format binary)",
                all ? Long.MAX_VALUE : MOST_ROWS);
    }

    private List<String> names() {
        return columns.stream().map(Column::name).toList();
    }

    /** The time and key of the row in that place, the time only if it is below the ceiling. */
    String position(String ceiling) {
        return Sql.fill(
                """
                select case when {time} < {ceiling}::{type} then {time}::text end, array[{key}]
                from {incoming} i where {place} = ?""",
                Map.of(
                        "time", "i." + Identifier.quote(stream.time().name()),
                        "ceiling", Identifier.literal(ceiling),
                        "type", stream.time().type(),
                        "key",
                                stream.table().key().stream()
                                        .map(column -> "i." + Identifier.quote(column) + "::text")
                                        .collect(Collectors.joining(", ")),
                        "incoming", table(),
                        "place", PLACE));
    }

    /**
     * Writes rows of one table, those of several streams at once where they came together. Rows that are the same already are
     * left alone.
     *
     * @return an {@code insert} that returns whether each row is new, null where the server does not tell
     */
    static String upsert(List<StagedChanges> streams) {
        StagedChanges one = streams.get(0);
        SyncedTable target = one.target;
        List<Column> values = one.values();
        String update = values.isEmpty()
                ? "nothing"
                : Sql.fill(
                        "update set {assignments} where {differs}",
                        Map.of(
                                "assignments",
                                        KeySql.assign(
                                                values.stream()
                                                        .map(Column::name)
                                                        .toList(),
                                                "excluded"),
                                "differs", KeySql.differ(values, "t", "excluded")));
        return Sql.fill(
                """
                insert into {table} as t ({columns}) overriding system value {rows}
                on conflict ({key}) do {update}
                returning {fresh} as fresh""",
                Map.of(
                        "table", target.name().quoted(),
                        "columns", Identifier.list(one.names()),
                        "rows", rows(streams),
                        "key", target.keyList(""),
                        "update", update,
                        // Only a row that was there before was locked. Of partitions the server does not tell.
                        "fresh", target.isPartitioned() ? "null::boolean" : "t.xmax = 0"));
    }

    /**
     * Whether the table has no row between the lowest and the highest key of those that came, as where keys count up. That
     * is asked of the primary key's index alone; false also where it cannot be asked.
     */
    boolean isApart(Connection connection) throws SQLException {
        if (!target.operatorSchemas().isEmpty()) {
            return false;
        }
        String apart = Sql.fill(
                """
                select coalesce((select ({key}) > ({highest}) from {table} t where ({key}) >= ({lowest})
                                 order by {key} limit 1), true)""",
                Map.of(
                        "key", target.keyList("t."),
                        "highest", outermost(" desc"),
                        "lowest", outermost(""),
                        "table", target.relation()));
        return Query.first(connection, apart, row -> row.getBoolean(1)).orElseThrow();
    }

    private String outermost(String direction) {
        return "select " + target.keyList("i.") + " from " + table() + " i order by "
                + target.key().stream()
                        .map(column -> "i." + Identifier.quote(column) + direction)
                        .collect(Collectors.joining(", "))
                + " limit 1";
    }

    /** Writes rows of which none is there; a third of the work of an upsert is to be ready for one that is. */
    String insert() {
        return "insert into " + target.name().quoted() + " (" + Identifier.list(names())
                + ") overriding system value select " + Identifier.list(names()) + " from " + table();
    }

    private static String rows(List<StagedChanges> streams) {
        StagedChanges one = streams.get(0);
        return streams.size() == 1
                ? "select " + Identifier.list(one.names()) + " from " + one.table()
                : "select distinct on (" + one.target.keyList("") + ") * from ("
                        + streams.stream()
                                .map(stream -> "select " + Identifier.list(stream.names()) + " from " + stream.table())
                                .collect(Collectors.joining(" union all "))
                        + ") r";
    }

    /** The other way to write the same rows. */
    static UniqueSwap exchange(List<StagedChanges> streams) {
        StagedChanges one = streams.get(0);
        SyncedTable target = one.target;
        return new UniqueSwap(
                target.name(),
                target.relation(),
                target.key(),
                one.names(),
                "(" + rows(streams) + ")",
                KeySql.differ(one.values(), "t", "s"));
    }

    /** The columns that are no key, as the target has them. */
    private List<Column> values() {
        return columns.stream()
                .filter(column -> !target.key().contains(column.name()))
                .map(column -> target.column(column.name()).orElseThrow())
                .toList();
    }

    /** How many of the rows have no row of their key yet: asked before where the server does not tell after. */
    static long fresh(Connection connection, List<StagedChanges> streams) throws SQLException {
        SyncedTable target = streams.get(0).target;
        String keys = streams.stream()
                .map(stream -> "select " + target.keyList("") + " from " + stream.table())
                .collect(Collectors.joining(" union "));
        return Query.first(
                        connection,
                        "select count(*) from (" + keys + ") i where not exists (select from "
                                + target.name().quoted() + " t where "
                                + KeySql.same(target.key(), "t", "i") + ")",
                        row -> row.getLong(1))
                .orElseThrow();
    }
}
