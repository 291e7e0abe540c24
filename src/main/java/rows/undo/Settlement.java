package rows.undo;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import ledger.Attempt;
import ledger.Run;
import rows.place.CommitReceipt;
import rows.place.RemoteTargets;
import rows.place.RestoreTarget;

/** Asks another database than the ledger's what became of a run whose end the ledger does not know. */
@ApplicationScoped
public class Settlement {

    private final RemoteTargets targets;

    public Settlement(RemoteTargets targets) {
        this.targets = targets;
    }

    /**
     * The attempt that tells the ledger, in the caller's transaction.
     *
     * @throws SQLException if the database does not answer, or a try that nobody has in hand any more goes on there
     */
    public Attempt settle(Run run) throws SQLException {
        return settle(run.id(), RemoteTargets.databaseOf(run));
    }

    /** The same of a run that changed tables of that database. */
    public Attempt settle(UUID run, String database) throws SQLException {
        RestoreTarget target = targets.openLeft(run, database);
        try {
            Connection tables = target.tables();
            boolean any = CommitReceipt.any(tables);
            if (any && !CommitReceipt.claim(tables, run)) {
                return new AlreadyCommitted(target, run);
            }
            if (any) {
                // It was only asked for.
                CommitReceipt.forget(tables, run);
            }
            return new NeverCommitted(target, run, database);
        } catch (SQLException | RuntimeException e) {
            target.close();
            throw e;
        }
    }
}
