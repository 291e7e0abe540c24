package sync.compare;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import ledger.Problem;
import ledger.ProblemException;
import ledger.RunEnd;
import postgres.SessionSettings;
import postgres.SqlState;
import postgres.Table;
import rows.change.BeforeImages;
import rows.change.ImageLedger;
import rows.change.StagedTable;
import rows.change.TableOrder;
import rows.place.CommitReceipt;
import rows.place.ComparedDatabase;

/**
 * What a repair overwrites, kept beside the target's tables in the transaction of its rows, so that it can be taken back as
 * a restore can.
 *
 * @param kept parents first
 * @param unkept tables whose rows cannot be brought back, since the database computes their keys, or of odd columns
 */
record RepairImages(UUID run, List<BeforeImages> kept, List<String> unkept) {

    private static final Set<String> OURS = Set.of("caravanserai kind", "caravanserai after");

    /**
     * Keeps it, before anything changes.
     *
     * @throws ProblemException if there may be no place for it
     */
    static RepairImages before(ComparedDatabase target, UUID run, List<StagedTable> tables) throws SQLException {
        Connection connection = target.connection();
        prepare(target);
        CommitReceipt.claim(connection, run);
        List<BeforeImages> kept = new ArrayList<>();
        List<String> unkept = new ArrayList<>();
        List<Table> order = TableOrder.parentsFirst(
                connection, tables.stream().map(table -> table.pair().target()).toList());
        for (Table table : order) {
            StagedTable staged = tables.stream()
                    .filter(one -> one.pair().target().oid() == table.oid())
                    .findFirst()
                    .orElseThrow();
            boolean computed = table.columns(table.primaryKey()).stream().anyMatch(column -> column.generated());
            // It is told apart by columns of these names.
            boolean named = table.columns().stream().anyMatch(column -> OURS.contains(column.name()));
            if (computed || named) {
                unkept.add(table.name().display());
            } else {
                kept.add(BeforeImages.before(connection, run, kept.size(), staged));
            }
        }
        return new RepairImages(run, kept, unkept);
    }

    private static void prepare(ComparedDatabase target) throws SQLException {
        try {
            CommitReceipt.prepare(target.connection());
        } catch (SQLException e) {
            if (SqlState.INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
                throw new ProblemException(
                        Problem.refused(
                                "the user of the database \"" + target.database()
                                        + "\" may not make what an undo needs there",
                                "grant it CREATE on that database, or make the schema caravanserai_kept and give it to that user"));
            }
            throw e;
        }
    }

    /** Notes what the rows are now. */
    void after(Connection connection) throws SQLException {
        SessionSettings.exact(connection);
        for (BeforeImages image : kept) {
            image.after(connection);
        }
    }

    /** Commits with the proof of it, and with the ledger knowing what was kept. */
    void commit(ComparedDatabase target, ImageLedger ledger, RunEnd end) throws SQLException {
        CommitReceipt.finish(target.connection(), end, kept);
        ledger.write(run, kept);
        try {
            target.commit();
        } catch (SQLException e) {
            if (SqlState.isRowsFault(e)) {
                ledger.forget(run);
            }
            throw e;
        }
    }
}
