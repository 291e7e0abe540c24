package sync;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.SQLException;
import ledger.ActiveRun;
import ledger.ActiveRuns;
import ledger.ProblemException;
import ledger.RunEnd;
import postgres.Databases;
import sync.compare.CompareRequest;
import sync.compare.Comparer;
import sync.copy.Copier;
import sync.copy.CopyRequest;

/** Copies and comparisons of flows, one run of a flow at a time where the target is written. */
@ApplicationScoped
public class FlowRuns {

    private final Flows flows;
    private final Databases databases;
    private final SyncSettings settings;
    private final ActiveRuns active;
    private final Copier copier;
    private final Comparer comparer;

    public FlowRuns(
            Flows flows,
            Databases databases,
            SyncSettings settings,
            ActiveRuns active,
            Copier copier,
            Comparer comparer) {
        this.flows = flows;
        this.databases = databases;
        this.settings = settings;
        this.active = active;
        this.copier = copier;
        this.comparer = comparer;
    }

    /**
     * Copies, or goes on with a copy that an earlier process began; the next sync begins where the copy was made.
     *
     * @throws ProblemException if the copy is declined, or another run has the flow in hand
     */
    // What is held needs no more than to be held.
    @SuppressWarnings("try")
    public RunEnd copy(CopyRequest request) throws SQLException, IOException {
        Flow flow = flows.find(request.flow());
        ActiveRun run = active.open(request.run());
        try (FlowLock lock = FlowLock.take(databases, flow)) {
            CopyMark mark = CopyMark.before(databases, flow, run, settings.lockTimeoutMillis());
            RunEnd end = copier.copy(request, flow);
            mark.after(databases, request.tables(), run);
            return end;
        }
    }

    /** Undoes a copy that will not be asked for again. */
    public void giveUp(CopyRequest request) throws SQLException {
        copier.giveUp(request, flows.find(request.flow()));
    }

    /**
     * Compares both sides, and makes the target equal on request.
     *
     * @throws ProblemException if it is declined, or is to repair what another run has in hand
     */
    @SuppressWarnings("try")
    public RunEnd compare(CompareRequest request) throws SQLException {
        Flow flow = flows.find(request.flow());
        if (!request.repair()) {
            return comparer.compare(request, flow);
        }
        try (FlowLock lock = FlowLock.take(databases, flow)) {
            return comparer.compare(request, flow);
        }
    }
}
