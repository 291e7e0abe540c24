package routes.command;

import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import ledger.ActiveRun;
import ledger.ActiveRuns;
import ledger.Json;
import ledger.Ledger;
import ledger.Problem;
import ledger.ProblemException;
import ledger.Run;
import ledger.RunKinds;
import ledger.RunRequest;
import org.apache.camel.ProducerTemplate;
import snapshot.Facts;
import snapshot.SnapshotIndex;
import sync.Flow;
import sync.Flows;

/** The command line's way into the flows: progress on standard error, the result on standard output, an exit code. */
@ApplicationScoped
@Unremovable
class CommandDoor {

    private static final int BAR = 30;

    private final ProducerTemplate camel;
    private final ActiveRuns active;
    private final Ledger ledger;
    private final SnapshotIndex snapshots;
    private final Flows flows;
    private final RunKinds kinds;

    CommandDoor(
            ProducerTemplate camel,
            ActiveRuns active,
            Ledger ledger,
            SnapshotIndex snapshots,
            Flows flows,
            RunKinds kinds) {
        this.camel = camel;
        this.active = active;
        this.ledger = ledger;
        this.snapshots = snapshots;
        this.flows = flows;
        this.kinds = kinds;
    }

    /** Begins a run, has a flow do it, and tells what became of it; returns the exit code. */
    int ask(RunRequest request, Commands.Output output) throws SQLException {
        ledger.begin(request);
        return tell(List.of(watch(request, request.kind().name())), output);
    }

    /** Has a flow do a run, waits for its end, and meanwhile shows how far it is. */
    Run watch(RunRequest request, String name) {
        String flow = "direct:" + request.kind().route();
        return watch(request.run(), name, camel.asyncRequestBody(flow, request, Run.class));
    }

    /**
     * The snapshot of that id, or the latest.
     *
     * @throws ProblemException if there is none
     */
    Facts snapshot(String id) throws SQLException, IOException {
        return snapshots.find(id);
    }

    /**
     * The flow of that name.
     *
     * @throws ProblemException if there is none
     */
    Flow flow(String name) {
        return flows.find(name);
    }

    /**
     * The run of that id.
     *
     * @throws ProblemException if there is none
     */
    Run run(UUID id) throws SQLException {
        return ledger.find(id)
                .orElseThrow(() ->
                        new ProblemException(Problem.notFound("there is no run " + id, "every command tells its run")));
    }

    /** Waits, and meanwhile shows how far it is when somebody looks. */
    private Run watch(UUID id, String name, CompletableFuture<Run> work) {
        boolean somebodyLooks = System.console() != null;
        try {
            for (; ; ) {
                try {
                    return work.get(200, TimeUnit.MILLISECONDS);
                } catch (TimeoutException stillRunning) {
                    active.find(id).filter(run -> somebodyLooks).ifPresent(run -> bar(name, run));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the run could not be recorded", e.getCause());
        } finally {
            if (somebodyLooks) {
                System.err.print("\r\033[K");
            }
        }
    }

    private static void bar(String name, ActiveRun run) {
        if (run.total() > 0) {
            int full = (int) (run.done() * BAR / run.total());
            System.err.printf(
                    "\r%s [%s%s] %3d %%",
                    name, "#".repeat(full), " ".repeat(BAR - full), run.done() * 100 / run.total());
        }
    }

    /** Prints what became of runs; returns the exit code. */
    int tell(List<Run> runs, Commands.Output output) {
        PrintStream out = System.out;
        if (output == Commands.Output.JSON) {
            out.println(Json.write(runs.size() == 1 ? runs.get(0) : Map.of("runs", runs)));
        } else {
            runs.forEach(run -> out.println(RunText.of(kinds.of(run), run)));
        }
        return runs.stream().mapToInt(run -> ExitCode.of(kinds.of(run), run)).reduce(ExitCode.DONE, ExitCode::worse);
    }
}
