package sync.compare;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import ledger.Attempt;
import ledger.Ledger;
import ledger.Problem;
import ledger.ProblemException;
import ledger.ProblemType;
import ledger.Rows;
import ledger.Run;
import ledger.RunEnd;
import ledger.RunState;
import rows.undo.Settlement;
import sync.Flows;

/** Repairs that a crash left between the commit on their target and their end in the ledger: the target knows what became of them. */
@ApplicationScoped
public class LeftRepairs {

    private final Ledger ledger;
    private final Flows flows;
    private final Settlement settlement;

    public LeftRepairs(Ledger ledger, Flows flows, Settlement settlement) {
        this.ledger = ledger;
        this.flows = flows;
        this.settlement = settlement;
    }

    /** Those that nobody has in hand any more. */
    public List<Run> left() throws SQLException {
        return ledger.leftRunning(CompareKinds.COMPARE).stream()
                .filter(CompareKinds::isRepair)
                .toList();
    }

    /**
     * The attempt that tells the ledger, in the caller's transaction.
     *
     * @throws SQLException if the target does not answer; it is asked again then
     */
    public Attempt settle(Run run) throws SQLException {
        String target;
        try {
            target = flows.find(run.subject()).to();
        } catch (ProblemException unknown) {
            return new OfAnUnknownFlow(run.id(), run.subject());
        }
        return settlement.settle(run.id(), target);
    }

    /** Nobody can be asked. */
    private record OfAnUnknownFlow(UUID run, String flow) implements Attempt {

        @Override
        public Iterable<Step> steps() {
            return List.of();
        }

        @Override
        public RunEnd finish() {
            return new RunEnd(
                    run,
                    RunState.FAILED,
                    Rows.NONE,
                    null,
                    Problem.of(
                            ProblemType.INTERRUPTED,
                            "the service stopped before the run ended, and there is no flow " + flow
                                    + " any more to ask what became of it",
                            "compare both databases once more"));
        }

        @Override
        public void close() {
            // There is nothing.
        }
    }
}
