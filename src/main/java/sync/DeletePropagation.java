package sync;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ledger.ProblemException;
import postgres.Savepoint;
import postgres.SqlState;
import rows.change.Reconciler;
import sync.TargetWriter.Place;

/**
 * Removes from the target what the source has no more, as the flow says, with what follows from that. Before other rows
 * arrive, which may take the place of what is gone; where rows that will change are in the way still, after them.
 */
final class DeletePropagation {

    private final SourceSnapshot source;
    private final TargetWriter target;
    private final Flow flow;
    private final List<TableSync> tables;
    private final Map<Place, Watermark> watermarks;
    private final Consequences consequences;
    private final TableTroubles troubles;
    private List<TableSync> late = List.of();

    DeletePropagation(
            SourceSnapshot source,
            TargetWriter target,
            Flow flow,
            List<TableSync> tables,
            Map<Place, Watermark> watermarks,
            Consequences consequences,
            TableTroubles troubles) {
        this.source = source;
        this.target = target;
        this.flow = flow;
        this.tables = tables;
        this.watermarks = watermarks;
        this.consequences = consequences;
        this.troubles = troubles;
    }

    /** Removes what can go before anything arrives; what others refer to goes last. */
    void before(List<TableOrder> order) throws SQLException {
        List<TableSync> losing = new ArrayList<>();
        List<TableOrder> reversed = new ArrayList<>(order);
        Collections.reverse(reversed);
        for (TableOrder together : reversed) {
            for (TableSync table : tables) {
                if ((flow.deletes() == SyncSettings.Deletes.RECONCILE || table.lost())
                        && together.tables().contains(table.source())) {
                    losing.add(table);
                }
            }
        }
        late = remove(losing, false);
    }

    /** Removes the rest. */
    void after() throws SQLException {
        remove(late.stream().filter(table -> !troubles.has(table)).toList(), true);
    }

    /** Removes what is gone of these tables; answers those of which it was not to be done yet. */
    private List<TableSync> remove(List<TableSync> losing, boolean lastTry) throws SQLException {
        if (losing.isEmpty()) {
            return List.of();
        }
        source.mayBreakOff();
        try {
            return removeTogether(losing, lastTry);
        } catch (TableTroubleException e) {
            undo(losing);
            List<TableSync> others =
                    losing.stream().filter(table -> table != e.table()).toList();
            // Where it came from one that is not itself asked for, any of them may be why.
            List<TableSync> at = others.size() == losing.size() ? losing : List.of(e.table());
            at.forEach(table -> troubles.ofDeletes(table.source().name(), e.problem()));
            return at == losing ? List.of() : remove(others, lastTry);
        } catch (ProblemException e) {
            undo(losing);
            if (losing.size() == 1) {
                troubles.ofDeletes(losing.get(0).source().name(), e.problem());
            }
            List<TableSync> left = new ArrayList<>();
            for (TableSync table : losing.size() == 1 ? List.<TableSync>of() : losing) {
                left.addAll(remove(List.of(table), lastTry));
            }
            return left;
        }
    }

    private void undo(List<TableSync> losing) throws SQLException {
        target.rollback();
        source.breaksOff();
        losing.forEach(TableSync::undone);
        consequences.undone();
    }

    /** All at once if that can be. */
    private List<TableSync> removeTogether(List<TableSync> losing, boolean lastTry) throws SQLException {
        target.makesTemporaryTables();
        Map<TableSync, Reconciler.Found> found = find(losing);
        Optional<SQLException> inTheWay = attempt(losing, found);
        List<TableSync> left = new ArrayList<>();
        if (inTheWay.isPresent() && losing.size() > 1) {
            for (TableSync table : losing) {
                Optional<SQLException> alone = attempt(List.of(table), found);
                if (alone.isPresent()) {
                    left.add(table);
                    refuse(alone.get(), List.of(table), lastTry);
                }
            }
        } else if (inTheWay.isPresent()) {
            left.addAll(losing);
            refuse(inTheWay.get(), losing, lastTry);
        }
        target.commit(Map.of());
        found.forEach((table, one) -> {
            if (!left.contains(table)) {
                table.reconciled(one);
            }
        });
        losing.forEach(TableSync::kept);
        consequences.kept();
        return left;
    }

    private void refuse(SQLException e, List<TableSync> losing, boolean lastTry) throws SQLException {
        if (lastTry) {
            throw DatabaseProblems.writing(e, losing, flow, target.lockTimeoutMillis());
        }
    }

    /** Compares the keys of both sides, where the flow says so. */
    private Map<TableSync, Reconciler.Found> find(List<TableSync> losing) throws SQLException {
        Map<TableSync, Reconciler.Found> found = new HashMap<>();
        if (flow.deletes() == SyncSettings.Deletes.RECONCILE) {
            source.readsWhole();
            Reconciler reconciler = new Reconciler(source.connection(), target.connection());
            for (TableSync table : losing) {
                found.put(table, reconciler.find(table.source().name()));
            }
            source.readsChanges();
        }
        return found;
    }

    /** Answers why rows may be in the way that will change. */
    private Optional<SQLException> attempt(List<TableSync> losing, Map<TableSync, Reconciler.Found> found)
            throws SQLException {
        Connection connection = target.connection();
        try {
            consequences.begin();
            for (TableSync table : losing) {
                if (flow.deletes() == SyncSettings.Deletes.RECONCILE) {
                    find(table, found.get(table));
                } else {
                    new LoggedDeletes(source, target, flow, watermarks).find(table, consequences);
                }
            }
            consequences.follow();
            return Savepoint.attempt(connection, DeletePropagation::mayPass, () -> consequences.write(Map.of()));
        } catch (SQLException e) {
            throw DatabaseProblems.writing(e, losing, flow, target.lockTimeoutMillis());
        }
    }

    private static boolean mayPass(SQLException e) {
        return SqlState.FOREIGN_KEY_VIOLATION.equals(e.getSQLState()) || SqlState.isTaken(e);
    }

    private void find(TableSync table, Reconciler.Found found) throws SQLException {
        if (found.keys() != null) {
            consequences.goes(table, found.keys().added());
        }
        if (!found.differing().isEmpty()) {
            // What changes bring is left to them.
            source.readsWhole();
            consequences.comesWhereMissing(
                    table,
                    "select " + table.source().keyList("t.") + " from "
                            + table.source().relation() + " t where "
                            + found.pair().amongSource(found.differing()) + " and not "
                            + table.brought(watermarks, source.nextXid()));
            source.readsChanges();
        }
    }
}
