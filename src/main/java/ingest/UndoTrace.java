package ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import postgres.Table;
import rows.change.TableOrder;
import rows.load.LoadTrace;
import rows.load.RowLoader;
import rows.place.RestoreTarget;

/**
 * Whether a load can be taken back, and how long.
 *
 * @param trace of what it does, or null where it cannot
 * @param days for which that is kept
 */
record UndoTrace(LoadTrace trace, int days) {

    static final UndoTrace NONE = new UndoTrace(null, 0);

    /** Begins to trace a run, if it is wanted. */
    static UndoTrace begin(RestoreTarget site, UUID run, IngestSettings settings) throws SQLException {
        return settings.undo()
                ? new UndoTrace(LoadTrace.of(site.tables(), site.books(), run), settings.undoDays())
                : NONE;
    }

    /** The same for a load that first deletes all rows, if it does. */
    UndoTrace replacing(boolean deletes, Table table) throws SQLException {
        return trace == null || !deletes || trace.replaces(table) ? this : NONE;
    }

    void of(RowLoader loader) {
        loader.traced(trace);
    }

    /** In the transaction of the rows; the answer says until when it can be taken back. */
    void writeDown(Connection connection, RowLoader loader, ObjectNode detail) throws SQLException {
        List<LoadTrace.Done> all = trace == null ? List.of() : trace.complete(loader.done());
        if (all.isEmpty()) {
            return;
        }
        List<Table> order = TableOrder.parentsFirst(
                connection, all.stream().map(LoadTrace.Done::table).toList());
        List<LoadTrace.Done> done = all.stream()
                .sorted((one, other) -> order.indexOf(one.table()) - order.indexOf(other.table()))
                .toList();
        if (trace.write(done)) {
            detail.put("undoUntil", Instant.now().plus(days, ChronoUnit.DAYS).toString());
        }
    }
}
