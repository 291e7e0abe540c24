package sync;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.Collectors;
import postgres.Identifier;
import postgres.KeySql;
import postgres.Query;
import sync.TargetWriter.Place;

/** Finds on the target what the source's log says is gone, and the source does not have again. */
record LoggedDeletes(SourceSnapshot source, TargetWriter target, Flow flow, Map<Place, Watermark> watermarks) {

    /** Has it go, and rows come that were given other keys. */
    void find(TableSync sync, Consequences consequences) throws SQLException {
        SyncedTable table = sync.source();
        DeleteLog log = new DeleteLog(flow.name(), table);
        Long seen = watermarks.get(new Place(table.name(), SyncAttempt.GONE)).seen();
        Connection connection = target.connection();
        boolean compared = sync.lostUnlogged()
                || Query.first(source.connection(), log.truncated(seen), row -> row.getBoolean(1))
                        .orElseThrow();
        int number = target.nextNumber();
        String name = "pg_temp.\"caravanserai_gone_" + number + '"';
        Query.execute(
                connection,
                "create temporary table \"caravanserai_gone_" + number + "\" ("
                        + table.key().stream()
                                .map(column -> Identifier.quote(column) + " "
                                        + table.column(column).orElseThrow().type())
                                .collect(Collectors.joining(", "))
                        + ") on commit drop");
        try (RowPipe pipe = RowPipe.of(source.connection(), compared ? log.present() : log.gone(seen))) {
            pipe.into(connection, "copy " + name + " from stdin (format binary)", Long.MAX_VALUE);
        }
        // The planner would take the new table for small.
        Query.execute(connection, "analyze " + name);
        consequences.goes(
                sync,
                (compared ? "not " : "") + "exists (select from " + name + " g where "
                        + KeySql.equal(sync.target().keyColumns(), "t", "g") + ")");
        String given = log.given(seen, sync.brought(watermarks, source.nextXid()));
        try (KeysOfSource found = KeysOfSource.of(source.connection(), connection, table, given)) {
            consequences.comes(sync, found);
        }
    }
}
