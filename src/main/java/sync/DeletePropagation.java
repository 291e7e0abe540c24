package sync;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import postgres.SqlState;
import rows.change.Reconciler;
import sync.TargetWriter.Place;

/**
 * Removes from the target what the source has no more, as the flow says. Before other rows arrive, which may take the place
 * of what is gone; where rows that will change still refer to it, after them.
 */
final class DeletePropagation {

    private final SourceSnapshot source;
    private final TargetWriter target;
    private final Flow flow;
    private final List<TableSync> tables;
    private final Map<Place, Watermark> watermarks;
    private final List<TableSync> late = new ArrayList<>();
    private boolean lateKeys;
    private int numbers;

    DeletePropagation(
            SourceSnapshot source,
            TargetWriter target,
            Flow flow,
            List<TableSync> tables,
            Map<Place, Watermark> watermarks) {
        this.source = source;
        this.target = target;
        this.flow = flow;
        this.tables = tables;
        this.watermarks = watermarks;
    }

    /** Removes what can go before anything arrives; what others refer to goes last. */
    void before(List<TableOrder> order) throws SQLException {
        if (flow.deletes() == SyncSettings.Deletes.RECONCILE) {
            lateKeys = !reconcile(false);
        }
        List<TableOrder> reversed = new ArrayList<>(order);
        Collections.reverse(reversed);
        for (TableOrder together : reversed) {
            for (TableSync table : tables) {
                if (table.lost() && together.tables().contains(table.source()) && !delete(table, false)) {
                    late.add(table);
                }
            }
        }
    }

    /** Removes the rest. */
    void after() throws SQLException {
        if (lateKeys) {
            reconcile(true);
        }
        for (TableSync table : late) {
            delete(table, true);
        }
    }

    private boolean delete(TableSync table, boolean lastTry) throws SQLException {
        DeleteLog log = new DeleteLog(flow.name(), table.source());
        Long seen = watermarks
                .get(new Place(table.source().name(), SyncAttempt.GONE))
                .seen();
        try {
            OptionalLong deleted =
                    new LoggedDeletes(source, target).delete(log, seen, table.lostUnlogged(), numbers++, lastTry);
            target.commit(Map.of());
            table.deleted(deleted.orElse(0));
            return deleted.isPresent();
        } catch (SQLException e) {
            throw DatabaseProblems.writing(e, List.of(table), flow, target.lockTimeoutMillis());
        }
    }

    /** Compares the keys of both sides; false if rows that will change still refer to what is gone. */
    private boolean reconcile(boolean lastTry) throws SQLException {
        source.readsWhole();
        target.makesTemporaryTables();
        try {
            List<Reconciler.Reconciled> all = new Reconciler(source.connection(), target.connection())
                    .run(tables.stream().map(table -> table.source().name()).toList());
            target.commit(Map.of());
            source.readsChanges();
            for (Reconciler.Reconciled one : all) {
                tables.stream()
                        .filter(table -> table.source().name().equals(one.table()))
                        .forEach(table -> table.reconciled(one));
            }
            return true;
        } catch (SQLException e) {
            if (!lastTry && SqlState.FOREIGN_KEY_VIOLATION.equals(e.getSQLState())) {
                target.rollback();
                source.readsChanges();
                return false;
            }
            throw DatabaseProblems.writing(e, tables, flow, target.lockTimeoutMillis());
        }
    }
}
