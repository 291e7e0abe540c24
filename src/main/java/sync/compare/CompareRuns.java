package sync.compare;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import ledger.ProblemException;
import ledger.RunEnd;
import postgres.Databases;
import sync.Flow;
import sync.FlowLock;
import sync.Flows;

/** Comparisons of flows, one run of a flow at a time where the target is written. */
@ApplicationScoped
public class CompareRuns {

    private final Flows flows;
    private final Databases databases;
    private final Comparer comparer;

    public CompareRuns(Flows flows, Databases databases, Comparer comparer) {
        this.flows = flows;
        this.databases = databases;
        this.comparer = comparer;
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
