package sync;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import postgres.Identifier;
import postgres.KeySql;
import postgres.Query;
import postgres.Savepoint;
import postgres.SqlState;

/** Deletes from the target what the source's log says is gone, and the source does not have again. */
final class LoggedDeletes {

    private final SourceSnapshot source;
    private final TargetWriter target;

    LoggedDeletes(SourceSnapshot source, TargetWriter target) {
        this.source = source;
        this.target = target;
    }

    /**
     * Deletes them in the present transaction.
     *
     * @param unlogged rows may be gone of which the log says nothing
     * @param number tells the temporary table from the others of a run
     * @return how many rows went, or nothing if rows that will change still refer to them
     */
    OptionalLong delete(DeleteLog log, Long seen, boolean unlogged, int number, boolean lastTry) throws SQLException {
        SyncedTable table = log.table();
        Connection connection = target.connection();
        String name = "pg_temp.\"caravanserai_gone_" + number + '"';
        boolean compared = unlogged
                || Query.first(source.connection(), log.truncated(seen), row -> row.getBoolean(1))
                        .orElseThrow();
        target.makesTemporaryTables();
        Query.execute(
                connection,
                "create temporary table if not exists \"caravanserai_gone_" + number + "\" ("
                        + table.key().stream()
                                .map(column -> Identifier.quote(column) + " "
                                        + table.column(column).orElseThrow().type())
                                .collect(Collectors.joining(", "))
                        + ") on commit delete rows");
        try (RowPipe pipe = RowPipe.of(source.connection(), compared ? log.present() : log.gone(seen))) {
            pipe.into(connection, "copy " + name + " from stdin (format binary)", Long.MAX_VALUE);
        }
        // The planner would take the new table for small.
        Query.execute(connection, "analyze " + name);
        String same = KeySql.same(table.key(), "t", "g");
        String delete = "delete from " + target.table(table.name()).relation() + " t "
                + (compared
                        ? "where not exists (select from " + name + " g where " + same + ")"
                        : "using " + name + " g where " + same);
        long[] deleted = {0};
        boolean done = Savepoint.attempt(
                        connection,
                        e -> !lastTry && SqlState.FOREIGN_KEY_VIOLATION.equals(e.getSQLState()),
                        () -> deleted[0] = Query.update(connection, delete))
                .isEmpty();
        return done ? OptionalLong.of(deleted[0]) : OptionalLong.empty();
    }
}
