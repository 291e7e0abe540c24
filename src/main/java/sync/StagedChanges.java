package sync;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
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
 * @param stream null for rows that were asked for one by one
 * @param columns those that are written, and those of the key, as the source has them
 */
record StagedChanges(int number, ChangeStream stream, SyncedTable target, List<Column> columns) {

    private static final String PLACE = Identifier.quote("caravanserai place");

    /** As a rule what fits into the server's usual buffers for temporary tables. */
    private static final int MOST_ROWS = 50_000;

    /** Where the rows are, ready for SQL. */
    String table() {
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

    /**
     * Takes in rows of the source by a condition on a row {@code t}.
     *
     * @param brought the condition that it comes with the changes, too
     * @return how many
     */
    long fetch(Connection source, Connection target, String relation, String condition, String brought)
            throws SQLException {
        String query = "select case when " + brought + " then 0::bigint else 1 end, " + Identifier.list(names(), "t.")
                + " from " + relation + " t where " + condition;
        try (RowPipe pipe = RowPipe.of(source, query)) {
            return take(pipe, target, true);
        }
    }

    /** How many of those do not come with the changes. */
    long alone(Connection connection) throws SQLException {
        return Query.first(
                        connection,
                        "select count(distinct (" + target.keyList("") + ")) from " + table() + " where " + PLACE
                                + " = 1",
                        row -> row.getLong(1))
                .orElseThrow();
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

    /** The columns that are written: the target may compute its key. */
    private List<String> written() {
        return columns.stream()
                .map(Column::name)
                .filter(name -> !target.column(name).orElseThrow().generated())
                .toList();
    }

    /**
     * Writes rows of one table, those of several streams at once where they came together. Rows that are the same already are
     * left alone.
     *
     * @param name of the part of a statement that tells of each row whether it is {@code fresh}, null where the server does
     *     not tell
     * @return that part, behind those that it needs
     */
    static List<String> upsert(String name, List<StagedChanges> streams) {
        StagedChanges one = streams.get(0);
        return one.target.arbitrated()
                ? List.of(name + " as (" + one.upsert(rows(streams)) + ")")
                : one.updateAndInsert(name, "(" + rows(streams) + ")");
    }

    private String upsert(String rows) {
        List<Column> values = values();
        String update = values.isEmpty()
                ? "nothing"
                : Sql.fill(
                        "update set {assignments} where {differs}",
                        Map.of("assignments", assign("excluded"), "differs", KeySql.differ(values, "t", "excluded")));
        return Sql.fill(
                """
                insert into {table} as t ({columns}) overriding system value select {columns} from ({rows}) r
                on conflict ({key}) do {update}
                returning {fresh} as fresh""",
                Map.of(
                        "table",
                        target.name().quoted(),
                        "columns",
                        Identifier.list(written()),
                        "rows",
                        rows,
                        "key",
                        target.keyList(""),
                        "update",
                        update,
                        // Only a row that was there before was locked. Of partitions the server does not tell.
                        "fresh",
                        target.isPartitioned() ? "null::boolean" : "t.xmax = 0"));
    }

    private String assign(String from) {
        return KeySql.assign(values().stream().map(Column::name).toList(), from);
    }

    /** Where nobody can say what a row conflicts with, those that are there are changed, and the others added. */
    private List<String> updateAndInsert(String name, String rows) {
        String same = KeySql.equal(target.keyColumns(), "t", "s");
        List<String> parts = new ArrayList<>();
        if (!values().isEmpty()) {
            parts.add(name + "u as (update " + target.relation() + " t set " + assign("s") + " from " + rows
                    + " s where " + same + " and (" + KeySql.differ(values(), "t", "s")
                    + ") returning false as fresh)");
        }
        parts.add(name + "i as (insert into " + target.name().quoted() + " (" + Identifier.list(written())
                + ") overriding system value select " + Identifier.list(written(), "s.") + " from " + rows
                + " s where not exists (select from " + target.relation() + " t where " + same
                + ") returning true as fresh)");
        parts.add(name + " as (" + (values().isEmpty() ? "" : "select fresh from " + name + "u union all ")
                + "select fresh from " + name + "i)");
        return parts;
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
        return "insert into " + target.name().quoted() + " (" + Identifier.list(written())
                + ") overriding system value select " + Identifier.list(written()) + " from " + table();
    }

    private static String rows(List<StagedChanges> streams) {
        StagedChanges one = streams.get(0);
        return streams.size() == 1 && one.stream != null
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
                target.keyColumns(),
                one.written(),
                "(" + rows(streams) + ")",
                KeySql.differ(one.values(), "t", "s"));
    }

    /** The columns in which rows of a key may differ, as the target has them. */
    private List<Column> values() {
        return KeySql.mayDiffer(
                written().stream()
                        .map(name -> target.column(name).orElseThrow())
                        .toList(),
                target.key());
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
                                + KeySql.equal(target.keyColumns(), "t", "i") + ")",
                        row -> row.getLong(1))
                .orElseThrow();
    }
}
