package ingest;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import ledger.ActiveRuns;
import ledger.Ledger;
import ledger.Run;
import ledger.RunState;
import org.jboss.logging.Logger;

/** Promises made to callers who do not wait: on disk and in the ledger before they are told. */
@ApplicationScoped
public class AcceptedRequests {

    private static final Logger LOG = Logger.getLogger(AcceptedRequests.class);

    private final Spool spool;
    private final Ledger ledger;
    private final ActiveRuns active;
    private final LoadOrder order;

    public AcceptedRequests(Spool spool, Ledger ledger, ActiveRuns active, LoadOrder order) {
        this.spool = spool;
        this.ledger = ledger;
        this.active = active;
        this.order = order;
    }

    /** Promises a request; one that repeats an earlier one by its idempotency key gets that one's run. */
    public AcceptedRequest make(LoadRequest request) throws SQLException, IOException {
        boolean promised = false;
        try {
            order.enter(List.of(request));
            // In hand before it lies there: nobody takes it for one that an earlier process left.
            active.open(request.run());
            spool.promise(request);
            Run run = ledger.begin(request);
            promised = run.id().equals(request.run());
            return new AcceptedRequest(request, run, promised);
        } finally {
            if (!promised) {
                active.forget(request.run());
                order.leave(request.run());
                spool.forget(request.run());
            }
        }
    }

    /** Requests came together: none of them is begun before those that it has to wait for are known. */
    public List<LoadRequest> together(List<LoadRequest> requests) throws SQLException {
        try {
            order.enter(requests);
            return requests;
        } catch (SQLException | RuntimeException e) {
            forgetUnpromised(requests);
            throw e;
        }
    }

    /** Of requests that came together those that were never promised are none. */
    public void forgetUnpromised(List<LoadRequest> requests) {
        for (LoadRequest request : requests) {
            if (active.find(request.run()).isEmpty()) {
                order.leave(request.run());
                forgetBody(request);
            }
        }
    }

    private void forgetBody(LoadRequest request) {
        try {
            spool.forget(request.run());
        } catch (IOException e) {
            LOG.warnf("the body of run %s, which never began, stays until the next start: %s", request.run(), e);
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
        List<LoadRequest> promised = spool.promised().stream()
                .filter(request -> active.find(request.run()).isEmpty())
                .sorted(Comparator.comparing(request -> request.run().toString()))
                .toList();
        order.enter(promised);
        for (LoadRequest request : promised) {
            if (running.containsKey(request.run())) {
                left.add(new AcceptedRequest(request, ledger.resume(running.get(request.run())), true));
                continue;
            }
            order.leave(request.run());
            if (ledger.find(request.run())
                    .filter(run -> run.state() == RunState.RUNNING)
                    .isEmpty()) {
                spool.forget(request.run());
            }
        }
        return left;
    }
}
