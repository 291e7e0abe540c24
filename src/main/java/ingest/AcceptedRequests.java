package ingest;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import ledger.Ledger;
import ledger.Run;
import ledger.RunState;

/** Promises made to callers who do not wait: on disk and in the ledger before they are told. */
@ApplicationScoped
public class AcceptedRequests {

    private final Spool spool;
    private final Ledger ledger;

    public AcceptedRequests(Spool spool, Ledger ledger) {
        this.spool = spool;
        this.ledger = ledger;
    }

    /** Promises a request; one that repeats an earlier one by its idempotency key gets that one's run. */
    public AcceptedRequest make(LoadRequest request) throws SQLException, IOException {
        boolean promised = false;
        try {
            spool.promise(request);
            Run run = ledger.begin(request);
            promised = run.id().equals(request.run());
            return new AcceptedRequest(request, run, promised);
        } finally {
            if (!promised) {
                spool.forget(request.run());
            }
        }
    }

    /** The promise is kept: its run has ended. */
    public Run kept(Run run) throws IOException {
        spool.forget(run.id());
        return run;
    }

    /** Promises that an earlier process made and did not keep. */
    public List<AcceptedRequest> left() throws SQLException, IOException {
        spool.sweep();
        List<AcceptedRequest> left = new ArrayList<>();
        for (LoadRequest request : spool.promised()) {
            Optional<Run> run = ledger.find(request.run());
            if (run.isPresent() && run.get().state() == RunState.RUNNING) {
                left.add(new AcceptedRequest(request, ledger.resume(run.get()), true));
            } else {
                spool.forget(request.run());
            }
        }
        return left;
    }
}
