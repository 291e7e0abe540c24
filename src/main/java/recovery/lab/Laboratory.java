package recovery.lab;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import ledger.ActiveRun;
import ledger.ActiveRuns;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import ledger.Rows;
import ledger.RunEnd;
import ledger.RunState;
import org.jboss.logging.Logger;
import recovery.servers.ServerPrograms;

/** Does exercises, each once at a time, on servers of their own; of one that has ended nothing is left unless it was to be kept. */
@ApplicationScoped
public class Laboratory {

    private static final Logger LOG = Logger.getLogger(Laboratory.class);

    private static final Duration KEPT = Duration.ofHours(1);
    private static final int STEPS = 7;
    private static final String PAGE = "docs/laboratory.md#";

    private final LabFolder folder;
    private final ServerPrograms programs;
    private final ActiveRuns active;
    private final Map<UUID, LabRun> working = new LinkedHashMap<>();
    private final Map<UUID, Kept> kept = new LinkedHashMap<>();

    public Laboratory(LabFolder folder, ServerPrograms programs, ActiveRuns active) {
        this.folder = folder;
        this.programs = programs;
        this.active = active;
    }

    private record Kept(LabRun lab, Instant until) {}

    /**
     * Does one.
     *
     * @throws ProblemException 409 if it is being done, 422 if this machine cannot run servers
     */
    public RunEnd run(LabRequest request) throws SQLException, IOException {
        ActiveRun run = active.open(request.run());
        LabRun lab = begin(request, run);
        boolean keeping = false;
        try {
            String verdict = request.exercise().script().run(lab);
            lab.protocol().end();
            run.progress(lab.protocol().steps().size(), lab.protocol().steps().size(), "steps");
            keeping = request.keep();
            Instant until = keeping ? Instant.now().plus(KEPT) : null;
            RunEnd end = RunEnd.done(request.run(), Rows.NONE, detail(lab, verdict, until));
            if (keeping) {
                keep(request.run(), lab, until);
            }
            return end;
        } catch (ProblemException e) {
            lab.protocol().end();
            return ended(request, lab, e.problem());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ended(request, lab, Problem.cancelled());
        } finally {
            synchronized (this) {
                working.remove(request.run());
            }
            if (!keeping) {
                lab.close();
            }
        }
    }

    private static RunEnd ended(LabRequest request, LabRun lab, Problem problem) {
        return new RunEnd(
                request.run(),
                problem.isRefusal() ? RunState.REFUSED : RunState.FAILED,
                Rows.NONE,
                detail(lab, problem.detail(), null),
                problem);
    }

    private synchronized LabRun begin(LabRequest request, ActiveRun run) throws IOException {
        for (Map.Entry<UUID, LabRun> other : working.entrySet()) {
            if (other.getValue().exercise() == request.exercise()) {
                throw new ProblemException(Problem.conflict(
                        "the exercise " + request.exercise().text() + " is being done by run " + other.getKey(),
                        "wait for its end, or cancel it with POST /api/v1/runs/" + other.getKey() + "/cancel"));
            }
        }
        LabProtocol protocol = new LabProtocol(run, request.step(), STEPS);
        Path place = folder.of(request.run());
        LabRun lab = new LabRun(request.run(), request.exercise(), place, programs, protocol);
        working.put(request.run(), lab);
        return lab;
    }

    private synchronized void keep(UUID run, LabRun lab, Instant until) {
        kept.put(run, new Kept(lab, until));
    }

    private static ObjectNode detail(LabRun lab, String verdict, Instant until) {
        ObjectNode detail = Json.mapper().valueToTree(lab.state(until));
        detail.remove(List.of("run", "waiting", "yours"));
        detail.put("verdict", verdict);
        detail.put("more", PAGE + lab.exercise().text());
        return detail;
    }

    /**
     * How far one is that is being done, or kept.
     *
     * @throws ProblemException 404 if there is none of that run
     */
    public synchronized LabState state(UUID run) {
        if (working.containsKey(run)) {
            return working.get(run).state(null);
        }
        Kept there = kept.get(run);
        if (there != null) {
            return there.lab.state(there.until);
        }
        throw new ProblemException(Problem.notFound(
                "no exercise is being done or kept by run " + run,
                "GET /api/v1/runs/" + run + " tells what became of it"));
    }

    /**
     * Has one go on that waits.
     *
     * @throws ProblemException 404 if there is none of that run, 409 if it does not wait
     */
    public LabState next(UUID run) {
        LabState before = state(run);
        LabRun lab;
        synchronized (this) {
            lab = working.get(run);
        }
        if (lab == null || !lab.protocol().goOn()) {
            throw new ProblemException(Problem.conflict(
                    lab == null ? "the exercise has ended" : "the exercise does not wait for anybody",
                    "ask for one with {\"step\":true}, and go on when GET /api/v1/lab/" + run
                            + " says \"waiting\": true"));
        }
        return before;
    }

    /** Servers whose hour has passed go. */
    public void look() throws IOException {
        List<Map.Entry<UUID, Kept>> over;
        synchronized (this) {
            over = kept.entrySet().stream()
                    .filter(each -> each.getValue().until.isBefore(Instant.now()))
                    .toList();
            over.forEach(each -> kept.remove(each.getKey()));
        }
        for (Map.Entry<UUID, Kept> each : over) {
            each.getValue().lab.close();
        }
    }

    /** Nothing of it outlives the service. */
    @PreDestroy
    public void close() {
        List<LabRun> all = new ArrayList<>();
        synchronized (this) {
            all.addAll(working.values());
            kept.values().forEach(each -> all.add(each.lab));
            kept.clear();
        }
        for (LabRun lab : all) {
            try {
                lab.close();
            } catch (IOException | RuntimeException e) {
                LOG.errorf("servers of the laboratory were left: %s", e.getMessage());
            }
        }
    }
}
