package routes.command;

import dumps.archive.History;
import ingest.IngestSettings;
import ingest.LoadOrder;
import ingest.LoadProfiles;
import ingest.LoadRequest;
import ingest.Spool;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
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
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import recovery.incidents.Incidents;
import recovery.putback.PutBack;
import recovery.putback.PutBackRequest;
import recovery.replication.Replication;
import recovery.window.RecoveryWindow;
import recovery.window.WindowFacts;
import reports.Reports;
import routes.Checkup;
import routes.Problems;
import snapshot.Facts;
import snapshot.SnapshotIndex;
import snapshot.drill.DrillSettings;
import startup.Terminal;
import sync.Flow;
import sync.FlowPairs;
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
    private final FlowPairs pairs;
    private final RunKinds kinds;
    private final LoadOrder order;
    private final LoadProfiles profiles;
    private final IngestSettings loading;
    private final Spool spool;
    private final DrillSettings drilling;
    private final RecoveryWindow window;
    private final Incidents incidents;
    private final History history;
    private final PutBack putBack;
    private final Replication replication;
    private final Reports reports;
    private final Checkup checkup;

    CommandDoor(
            ProducerTemplate camel,
            ActiveRuns active,
            Ledger ledger,
            SnapshotIndex snapshots,
            Flows flows,
            FlowPairs pairs,
            RunKinds kinds,
            LoadOrder order,
            LoadProfiles profiles,
            IngestSettings loading,
            Spool spool,
            DrillSettings drilling,
            RecoveryWindow window,
            Incidents incidents,
            History history,
            PutBack putBack,
            Replication replication,
            Reports reports,
            Checkup checkup) {
        this.camel = camel;
        this.active = active;
        this.ledger = ledger;
        this.snapshots = snapshots;
        this.flows = flows;
        this.pairs = pairs;
        this.kinds = kinds;
        this.order = order;
        this.profiles = profiles;
        this.loading = loading;
        this.spool = spool;
        this.drilling = drilling;
        this.window = window;
        this.incidents = incidents;
        this.history = history;
        this.putBack = putBack;
        this.replication = replication;
        this.reports = reports;
        this.checkup = checkup;
    }

    /** What a report says, told by a route that reads it. */
    <T> T report(String route, String name, Map<String, String> said, Class<T> type) {
        try {
            return camel.requestBody(route, reports.ask(name, said), type);
        } catch (CamelExecutionException e) {
            throw new ProblemException(Problems.of(e));
        }
    }

    /** Who tells what is wrong. */
    Checkup checkup() {
        return checkup;
    }

    /** What a drill loses where nothing is said of it, and at most. */
    DrillSettings drilling() {
        return drilling;
    }

    /** What destroyed rows. */
    Incidents incidents() {
        return incidents;
    }

    /**
     * A request to put rows back that can be done.
     *
     * @throws ProblemException if there is no such recovered server, or nothing tells which tables are meant
     */
    PutBackRequest checked(PutBackRequest request) throws SQLException, IOException {
        return putBack.checked(request);
    }

    /** Who stands by. */
    Replication replication() {
        return replication;
    }

    /** How files are loaded. */
    IngestSettings loading() {
        return loading;
    }

    /** Begins a run, has a flow do it, and tells what became of it; returns the exit code. */
    int ask(RunRequest request, Commands.Output output) throws SQLException {
        return tell(List.of(run(request)), output);
    }

    /** Begins a run and has a flow do it; returns how it ended. */
    Run run(RunRequest request) throws SQLException {
        ledger.begin(request);
        return watch(request, request.kind().name());
    }

    /** What became of the rows of old dumps. */
    History history() {
        return history;
    }

    /** Loads one after the other, those first that others have to wait for; returns the runs in the order asked for. */
    List<Run> load(List<LoadRequest> requests) throws SQLException {
        order.enter(requests);
        Map<UUID, Run> runs = new HashMap<>();
        List<LoadRequest> left = new ArrayList<>(requests);
        while (!left.isEmpty()) {
            LoadRequest next = left.stream()
                    .filter(request -> order.mayBegin(request.run()))
                    .findFirst()
                    .orElseThrow();
            runs.put(next.run(), watch(next, next.fileName()));
            order.leave(next.run());
            left.remove(next);
        }
        return requests.stream().map(request -> runs.get(request.run())).toList();
    }

    /** The options of loads that are configured under a name. */
    LoadProfiles profiles() {
        return profiles;
    }

    /** From when to when the server can be rewound. */
    WindowFacts window() throws IOException {
        return window.now();
    }

    /** Where bodies lie that are no files of anybody's. */
    Spool spool() {
        return spool;
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
     * The flow between two databases.
     *
     * @throws ProblemException if one is not known, or its URL is none
     */
    Flow pair(FlowPairs.Side from, FlowPairs.Side to, Integer workers) {
        return pairs.of(from, to, workers);
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
        boolean somebodyLooks = Terminal.isThere();
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
