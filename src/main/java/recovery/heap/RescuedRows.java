package recovery.heap;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import postgres.Identifier;
import postgres.Query;
import postgres.SqlState;

/**
 * Makes of the versions that were written into a table a table of versions beside it, and puts back into it those that are
 * wanted as ordinary rows, with indexes and all.
 */
final class RescuedRows {

    private static final String SCHEMA = HeapRescue.SCHEMA;
    private static final int MOST_ENDINGS = 20;

    private static final String JUDGED_AT_ONCE =
            "update pg_index set indimmediate = true where indrelid = cast(? as oid) and not indimmediate";
    private static final String AS_DEFINED = "update pg_index i set indimmediate = false from pg_constraint c"
            + " where i.indrelid = cast(? as oid) and c.conindid = i.indexrelid and c.conrelid = i.indrelid"
            + " and c.contype in ('p', 'u', 'x') and c.condeferrable";

    private final Connection server;
    private final HeapTable table;
    private final boolean all;

    /** @param all whether those are wanted too of which a later version, or a part, is gone */
    RescuedRows(Connection server, HeapTable table, boolean all) {
        this.server = server;
        this.table = table;
        this.all = all;
    }

    /** How many became rows, and how many did not. */
    record Placed(long rows, long uncertain, long conflicting, List<String> notes) {}

    private record Column(String name, boolean key, boolean generated) {

        String quoted() {
            return Identifier.quote(name);
        }
    }

    /** Makes the tables that say what is known of each version. */
    void begin() throws SQLException {
        Query.execute(server, "create schema " + SCHEMA);
        Query.execute(
                server,
                "create table " + SCHEMA + ".version (place tid, made_by xid, ended_by xid, carved boolean,"
                        + " deleted boolean, certain boolean)");
        Query.execute(server, "create table " + SCHEMA + ".missing (place tid, name text)");
    }

    Placed place() throws SQLException {
        // What was written has no index yet, and a nested loop over places would never end.
        for (String setting : List.of(
                "enable_indexscan = off",
                "enable_bitmapscan = off",
                "enable_indexonlyscan = off",
                "enable_nestloop = off",
                "work_mem = '128MB'",
                "max_parallel_workers_per_gather = 0")) {
            Query.execute(server, "set " + setting);
        }
        List<Column> columns = columns();
        Query.execute(server, versions(columns));
        List<Column> key = columns.stream().filter(Column::key).toList();
        Query.execute(server, newest(key));
        Query.execute(server, "drop table " + SCHEMA + ".version, " + SCHEMA + ".missing");
        Query.execute(server, "truncate only " + table.name().quoted() + " cascade");
        Query.execute(server, "reset all");
        Query.execute(server, "set session_replication_role = replica");
        // A key that may be broken until the end of a transaction lets nothing be left out for its sake.
        Query.update(server, JUDGED_AT_ONCE, table.oid());
        try {
            return insert(columns);
        } finally {
            Query.update(server, AS_DEFINED, table.oid());
        }
    }

    private List<Column> columns() throws SQLException {
        return Query.list(
                server,
                "select a.attname, coalesce(a.attnum = any (i.indkey), false) as key, a.attgenerated <> '' as generated"
                        + " from pg_attribute a left join pg_index i on i.indrelid = a.attrelid and i.indisprimary"
                        + " where a.attrelid = cast(? as oid) and a.attnum > 0 and not a.attisdropped order by a.attnum",
                row -> new Column(row.getString(1), row.getBoolean(2), row.getBoolean(3)),
                table.oid());
    }

    /** A value that is not all there is not touched; a reference to the whole row would touch it. */
    private String versions(List<Column> columns) {
        String values = columns.stream()
                .map(column -> ", case when " + literal(column.name) + " = any (m.names) then null else t."
                        + column.quoted() + " end as " + column.quoted())
                .collect(Collectors.joining());
        return "create table " + SCHEMA + ".versions as select row_number() over (order by v.place) as _version,"
                + " v.made_by as _xmin, v.ended_by as _xmax, v.carved as _carved, v.deleted as _deleted,"
                + " case when v.certain then 'certain' when v.ended_by is null then 'deleter unknown'"
                + " else 'a later version is gone' end as _last, coalesce(m.names, '{}') as _missing, false as _newest"
                + values
                + " from only " + table.name().quoted() + " t join " + SCHEMA + ".version v on v.place = t.ctid"
                + " left join (select place, array_agg(name) as names from " + SCHEMA
                + ".missing group by place) m on m.place = v.place";
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** By what followed what, and only among those that nothing followed by age: numbers are given at the beginning. */
    private static String newest(List<Column> key) {
        if (key.isEmpty()) {
            return "update " + SCHEMA + ".versions set _newest = _deleted";
        }
        String names = key.stream().map(Column::quoted).collect(Collectors.joining(", "));
        String there =
                key.stream().map(column -> column.quoted() + " is not null").collect(Collectors.joining(" and "));
        return "with followed as (select distinct " + names + ", _xmin as _xmax, true as later from " + SCHEMA
                + ".versions), newest as (select distinct on (" + names + ") _version from " + SCHEMA
                + ".versions left join followed using (" + names + ", _xmax) where " + there + " order by " + names
                + ", later is not null, _xmax is null, age(coalesce(_xmax, _xmin)), _version desc)"
                + " update " + SCHEMA + ".versions set _newest = true where _version in (select _version from newest)";
    }

    private Placed insert(List<Column> columns) throws SQLException {
        String wanted = all ? "_newest" : "_newest and _last = 'certain' and _missing = '{}'";
        String names = columns.stream()
                .filter(column -> !column.generated)
                .map(Column::quoted)
                .collect(Collectors.joining(", "));
        long newest = count("_newest");
        long meant = count(wanted);
        List<String> notes = new ArrayList<>();
        long rows = 0;
        if (!names.isEmpty()) {
            try {
                rows = Query.update(
                        server,
                        "insert into " + table.name().quoted() + " (" + names + ") overriding system value select "
                                + names + " from " + SCHEMA + ".versions where " + wanted + " on conflict do nothing");
            } catch (SQLException e) {
                if (SqlState.isEndOfConnection(e)) {
                    throw e;
                }
                notes.add("the table takes them no more as they were, so they are in " + SCHEMA + ".versions alone: "
                        + SqlState.firstLine(e));
            }
        }
        Query.execute(server, "analyze " + table.name().quoted());
        return new Placed(rows, newest - meant, notes.isEmpty() ? meant - rows : 0, notes);
    }

    private long count(String condition) throws SQLException {
        return Query.first(
                        server,
                        "select count(*) from " + SCHEMA + ".versions where " + condition,
                        row -> row.getLong(1))
                .orElse(0L);
    }

    /** The transactions that ended the most of them. */
    List<Rescued.Ending> endings() throws SQLException {
        boolean timed = Query.first(
                        server, "select current_setting('track_commit_timestamp') = 'on'", row -> row.getBoolean(1))
                .orElse(false);
        return Query.list(
                server,
                "select _xmax::text::bigint, count(*) filter (where _deleted), count(*) filter (where not _deleted), "
                        + (timed ? "pg_xact_commit_timestamp(_xmax)" : "null::timestamptz")
                        + " from " + SCHEMA + ".versions where _xmax is not null group by _xmax"
                        + " order by count(*) desc, age(_xmax) limit " + MOST_ENDINGS,
                row -> new Rescued.Ending(
                        row.getLong(1), row.getLong(2), row.getLong(3), time(row.getObject(4, OffsetDateTime.class))));
    }

    private static Instant time(OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
