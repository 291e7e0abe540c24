package rows.place;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import ledger.ActiveRun;
import ledger.Books;
import ledger.DeadLetter;
import ledger.RunEnd;
import ledger.TableChanges;
import postgres.Backend;
import postgres.SqlState;
import postgres.TableName;
import rows.change.BeforeImages;

/**
 * Where a run changes tables: in the ledger's own database, in the caller's transaction; or in another one, in a transaction
 * of its own, which leaves a {@link CommitReceipt} there and is committed before the caller's. So the ledger never tells of rows that
 * are not there, and of rows that it does not tell of there is proof.
 */
public final class RestoreTarget implements AutoCloseable {

    private final Connection ledger;
    private final Connection tables;
    private final ActiveRun active;
    private final Backend backend;
    private boolean proving;
    private int letters;
    private int taken;

    /**
     * @param ledger takes part in the caller's transaction
     * @param tables the same, or one to another database with a transaction of its own
     */
    RestoreTarget(Connection ledger, Connection tables, ActiveRun active) throws SQLException {
        this.ledger = ledger;
        this.tables = tables;
        this.active = active;
        backend = Backend.of(tables);
        active.worksOn(backend);
    }

    /** For the facts of the ledger. */
    public Connection ledger() {
        return ledger;
    }

    /** For the tables that are changed. */
    public Connection tables() {
        return tables;
    }

    public ActiveRun active() {
        return active;
    }

    public boolean isElsewhere() {
        return tables != ledger;
    }

    /**
     * Begins to work for good, not only to look.
     *
     * @return false if the run was done here before, and only the ledger does not know
     */
    public boolean claim(UUID run) throws SQLException {
        proving = isElsewhere();
        if (!proving) {
            return true;
        }
        boolean isNew = CommitReceipt.claim(tables, run);
        if (isNew) {
            CommitReceipt.clear(tables, ledger);
        }
        return isNew;
    }

    public void add(UUID run, List<DeadLetter> more) throws SQLException {
        if (proving) {
            CommitReceipt.addLetters(tables, run, letters, more);
            letters += more.size();
        }
    }

    /** From here on nobody who cancels the run stops what is done. */
    public void leave() {
        active.leaves(backend);
    }

    /** Writes down what was kept for an undo, and what became of the run where the ledger's transaction does not reach. */
    public RunEnd finish(RunEnd end, List<BeforeImages> kept) throws SQLException {
        leave();
        BeforeImages.write(ledger, end.run(), kept);
        changed(end.run(), kept.stream().map(BeforeImages::table).toList());
        if (proving) {
            CommitReceipt.finish(tables, end, kept);
        }
        return end;
    }

    /** Rows of the tables are again what they were before. */
    public void changed(UUID run, List<TableName> changed) throws SQLException {
        if (!isElsewhere() || proving) {
            TableChanges.reset(tables, books(), run, changed);
        }
    }

    /** Where it is written down which run has the latest word on a table. */
    public Books books() {
        return isElsewhere() ? Books.ELSEWHERE : Books.LEDGER;
    }

    /** Letters that the run takes: if only their rows last, they do not come in a second time. */
    public void takes(UUID run, Long[] ids) throws SQLException {
        if (proving) {
            CommitReceipt.addRedriven(tables, run, taken++, ids);
        }
    }

    /** What an earlier run left here is of no use any more: the ledger knows of it. */
    public void forget(UUID run) throws SQLException {
        if (proving) {
            CommitReceipt.forget(tables, run);
        }
    }

    /** Commits where the caller's transaction does not reach. */
    public void keep() throws SQLException {
        if (!proving) {
            return;
        }
        try {
            tables.commit();
            active.keptElsewhere();
        } catch (SQLException e) {
            // Declined it is undone; with the connection lost nobody knows.
            if (!SqlState.isRowsFault(e)) {
                active.keptElsewhere();
            }
            throw e;
        }
    }

    @Override
    public void close() throws SQLException {
        active.leaves(backend);
        try {
            if (isElsewhere()) {
                closeTables();
            }
        } finally {
            ledger.close();
        }
    }

    /** What was not committed by now is not wanted. */
    private void closeTables() throws SQLException {
        try (tables) {
            if (!tables.isClosed()) {
                tables.rollback();
                tables.setAutoCommit(true);
            }
        }
    }
}
