package rows.undo;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
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
        RestoreTarget target = targets.openLeft(run);
        try {
            Connection tables = target.tables();
            boolean done = CommitReceipt.any(tables) && !CommitReceipt.claim(tables, run.id());
            return done
                    ? new AlreadyCommitted(target, run.id())
                    : new NeverCommitted(target, run.id(), RemoteTargets.databaseOf(run));
        } catch (SQLException | RuntimeException e) {
            target.close();
            throw e;
        }
    }
}
