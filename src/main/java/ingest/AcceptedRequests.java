package ingest;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import ledger.ActiveRuns;
import ledger.Ledger;
import ledger.Run;
import ledger.RunState;

/** Promises made to callers who do not wait: on disk and in the ledger before they are told. */
@ApplicationScoped
public class AcceptedRequests {

    private final Spool spool;
    private final Ledger ledger;
    private final ActiveRuns active;

    public AcceptedRequests(Spool spool, Ledger ledger, ActiveRuns active) {
        this.spool = spool;
        this.ledger = ledger;
        this.active = active;
    }

    /** Promises a request; one that repeats an earlier one by its idempotency key gets that one's run. */
    public AcceptedRequest make(LoadRequest request) throws SQLException, IOException {
        boolean promised = false;
        try {
            // In hand before it lies there: nobody takes it for one that an earlier process left.
            active.open(request.run());
            spool.promise(request);
            Run run = ledger.begin(request);
            promised = run.id().equals(request.run());
            return new AcceptedRequest(request, run, promised);
        } finally {
            if (!promised) {
                active.forget(request.run());
                spool.forget(request.run());
            }
        }
    }

    /** The promise is kept when its run has ended and the ledger knows. */
    public Run kept(Run run) throws IOException {
        if (run.state() != RunState.RUNNING) {
            spool.forget(run.id());
        }
        return run;
    }

    /** Promises that an earlier process made and did not keep, in hand from now on. */
    public List<AcceptedRequest> left() throws SQLException, IOException {
        Map<UUID, Run> running = ledger.leftRunning().stream().collect(Collectors.toMap(Run::id, run -> run));
        List<AcceptedRequest> left = new ArrayList<>();
        for (LoadRequest request : spool.promised()) {
            if (active.find(request.run()).isPresent()) {
                continue;
            }
            if (running.containsKey(request.run())) {
                left.add(new AcceptedRequest(request, ledger.resume(running.get(request.run())), true));
            } else if (ledger.find(request.run())
                    .filter(run -> run.state() == RunState.RUNNING)
                    .isEmpty()) {
                spool.forget(request.run());
            }
        }
        return left;
    }
}
