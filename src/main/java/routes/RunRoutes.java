package routes;

import static routes.Steps.holds;
import static routes.Steps.verb;

import ingest.AcceptedRequests;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ledger.ActiveRun;
import ledger.ActiveRuns;
import ledger.Ledger;
import ledger.Run;
import ledger.RunEnd;
import ledger.RunKinds;
import ledger.RunRequest;
import ledger.TableProgress;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import rows.place.RemoteTargets;

/** Runs: begun, worked on, and after a crash finished or closed. */
@ApplicationScoped
class RunRoutes extends EndpointRouteBuilder {

    private final Ledger ledger;
    private final ActiveRuns active;
    private final AcceptedRequests accepted;
    private final RunWorkers workers;
    private final RunKinds kinds;

    RunRoutes(Ledger ledger, ActiveRuns active, AcceptedRequests accepted, RunWorkers workers, RunKinds kinds) {
        this.ledger = ledger;
        this.active = active;
        this.accepted = accepted;
        this.workers = workers;
        this.kinds = kinds;
    }

    // spotless:off
    @Override
    public void configure() {
        // A request becomes a run and is queued; one that repeats another is answered with the run that this one became.
        from(direct("runs-begin"))
            .routeId("runs-begin")
            .transform(verb(RunRequest.class, this::begin))
            .filter(holds(Begun.class, Begun::isNew))
                .process(this::queue)
            .end()
            .transform(verb(Begun.class, Begun::run));

        // Progress is in the ledger, so that psql and other processes can watch it too.
        from(timer("runs-progress").period(1000))
            .routeId("runs-progress")
            .routeConfigurationId("quiet")
            .transform(verb(this::inHand))
            .filter(holds(List.class, runs -> !runs.isEmpty()))
                .to(sql("classpath:sql/ledger/update-progress.sql").batch(true))
            .end();

        // Somebody may want a run to stop that another process has in hand.
        from(timer("runs-cancelled").period(1000))
            .routeId("runs-cancelled")
            .routeConfigurationId("quiet")
            .transform(verb(ledger::cancelWanted))
            .split(body())
                .transform(verb(ActiveRun.class, RunRoutes::cancel))
            .end();

        // This process lives: nobody else takes its runs for left behind.
        from(timer("runs-alive").delay(0).period(5000))
            .routeId("runs-alive")
            .routeConfigurationId("quiet")
            .process(exchange -> ledger.beat());

        // What began while the ledger was away is entered when it answers.
        from(timer("runs-enter").delay(0).period(5000))
            .routeId("runs-enter")
            .routeConfigurationId("still-away")
            .process(exchange -> ledger.enterFiled());

        // What an earlier process left behind: promised bodies are loaded now, the rest never happened. Looked for again
        // and again, as the server may take its time to notice that the other process is gone.
        from(timer("runs-resume").delay(0).period(10_000))
            .routeId("runs-resume")
            .routeConfigurationId("quiet")
            .transform(verb(accepted::left))
            .split(body())
                .to(direct("ingest-queue"))
            .end()
            .transform(verb(ledger::leftRunning))
            .split(body())
                .choice()
                    .when(holds(Run.class, RemoteTargets::bringsRows))
                        .to(direct("restore-settle"))
                    .when(holds(Run.class, this::isNobodys))
                        .transform(verb(Run.class, this::leftBehind))
                        .to(direct("runs-end"))
                .end()
            .end();
    }
    // spotless:on

    /**
     * A request and the run that stands for it.
     *
     * @param run of an earlier request with the same key, or its own
     */
    record Begun(RunRequest request, Run run) {

        boolean isNew() {
            return request.run().equals(run.id());
        }
    }

    private Begun begin(RunRequest request) throws SQLException {
        workers.requireRoom(request.kind(), 1);
        return new Begun(request, ledger.begin(request));
    }

    private void queue(Exchange exchange) throws InvalidPayloadException {
        RunRequest request = exchange.getMessage().getMandatoryBody(Begun.class).request();
        workers.submit(request, request.kind().route());
    }

    private static ActiveRun cancel(ActiveRun run) throws SQLException {
        run.cancel();
        return run;
    }

    /** Some are finished or undone by their own flows. */
    private boolean isNobodys(Run run) {
        return !kinds.of(run).isResumed(run);
    }

    private RunEnd leftBehind(Run run) {
        return kinds.of(run).leftBehind(run);
    }

    private List<Map<String, Object>> inHand() {
        return active.all().stream()
                .filter(run -> run.total() > 0)
                .map(RunRoutes::progress)
                .toList();
    }

    private static Map<String, Object> progress(ActiveRun run) {
        Map<String, Object> named = new HashMap<>();
        named.put("id", run.id());
        named.put("done", run.done());
        named.put("total", run.total());
        named.put("unit", run.unit());
        named.put("tables", run.tables().map(TableProgress::news).orElse(null));
        return named;
    }
}
