package rows.undo;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import ledger.Attempt;
import ledger.Problem;
import ledger.ProblemType;
import ledger.Rows;
import ledger.RunEnd;
import ledger.RunState;
import rows.place.RestoreTarget;

/** Nothing of what a run did in another database is there; the ledger has to be told so. */
public final class NeverCommitted implements Attempt {

    private final RestoreTarget site;
    private final UUID run;
    private final String database;

    public NeverCommitted(RestoreTarget site, UUID run, String database) {
        this.site = site;
        this.run = run;
        this.database = database;
    }

    @Override
    public List<Step> steps() {
        return List.of();
    }

    @Override
    public RunEnd finish() {
        Problem problem = Problem.of(
                ProblemType.INTERRUPTED,
                "the run broke off before the database \"" + database
                        + "\" had all of it; nothing of it was kept there",
                "send the request again");
        return new RunEnd(run, RunState.FAILED, Rows.NONE, null, problem);
    }

    @Override
    public void keep() {
        // There is nothing.
    }

    @Override
    public void close() throws SQLException {
        site.close();
    }
}
