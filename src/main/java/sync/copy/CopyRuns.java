package sync.copy;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import ledger.ProblemException;
import ledger.RunEnd;
import postgres.Databases;
import rows.place.NamedDatabase;
import sync.Flow;
import sync.FlowLock;
import sync.Flows;

/** Copies of flows, one run of a flow at a time. */
@ApplicationScoped
public class CopyRuns {

    private final Flows flows;
    private final Databases databases;
    private final Copier copier;

    public CopyRuns(Flows flows, Databases databases, Copier copier) {
        this.flows = flows;
        this.databases = databases;
        this.copier = copier;
    }

    /**
     * Copies, or goes on with a copy that an earlier attempt began; the next sync begins where the copy was made.
     *
     * @throws ProblemException if the copy is declined, or another run has the flow in hand
     */
    // What is held needs no more than to be held.
    @SuppressWarnings("try")
    public RunEnd copy(CopyRequest request) throws SQLException, IOException {
        Flow flow = flows.find(request.flow());
        Optional<RunEnd> done = done(request, flow);
        if (done.isPresent()) {
            return done.get();
        }
        try (FlowLock lock = FlowLock.take(databases, flow)) {
            return copier.copy(request, flow);
        }
    }

    /** A copy whose tables are in their place is done, whoever has the flow in hand now. */
    private Optional<RunEnd> done(CopyRequest request, Flow flow) throws SQLException {
        try (Connection target = NamedDatabase.connect(databases, flow.to())) {
            return Copier.done(request.run(), target);
        }
    }

    /** Undoes a copy that will not be asked for again. */
    public void giveUp(CopyRequest request) throws SQLException {
        copier.giveUp(request, flows.find(request.flow()));
    }
}
