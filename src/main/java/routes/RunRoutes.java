package routes;

import static routes.Verbs.verb;

import ingest.AcceptedRequests;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import ledger.ActiveRuns;
import ledger.Ledger;
import ledger.Problem;
import ledger.ProblemType;
import ledger.Rows;
import ledger.Run;
import ledger.RunEnd;
import ledger.RunRequest;
import ledger.RunState;
import org.apache.camel.Exchange;
import org.apache.camel.WaitForTaskToComplete;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import snapshot.restore.RemoteTargets;

/** Runs: begun, waited for, ended, failed, and after a crash finished or closed. */
@ApplicationScoped
class RunRoutes extends EndpointRouteBuilder {

    private static final Set<String> RESUMED = Set.of("drill", "copy", "snapshot");

    private final Ledger ledger;
    private final ActiveRuns active;
    private final AcceptedRequests promises;
    private final RunWaiters ends;

    RunRoutes(Ledger ledger, ActiveRuns active, AcceptedRequests promises, RunWaiters ends) {
        this.ledger = ledger;
        this.active = active;
        this.promises = promises;
        this.ends = ends;
    }

    @Override
    public void configure() {
        // A request becomes a run, is worked on by the flow that the property names, and waited for while the caller
        // likes.
        from(direct("runs-await"))
                .routeId("runs-await")
                .setProperty("request")
                .body()
                .transform()
                .body(RunRequest.class, verb(ledger::begin))
                .filter(RunRoutes::isNew)
                .to(seda("runs-asked").waitForTaskToComplete(WaitForTaskToComplete.Never))
                .end()
                .transform()
                .exchange(verb(ends::await));

        from(seda("runs-asked").concurrentConsumers(4).size(10_000))
                .routeId("runs-asked")
                .transform()
                .exchangeProperty("request")
                .toD("direct:${exchangeProperty.flow}")
                .transform()
                .body(Run.class, ends::tell);

        // The same without a caller: a schedule asks, and what became of it is in the ledger.
        from(direct("runs-schedule"))
                .routeId("runs-schedule")
                .setProperty("request")
                .body()
                .transform()
                .body(RunRequest.class, verb(ledger::begin))
                .filter(RunRoutes::isNew)
                .to(seda("runs-asked").waitForTaskToComplete(WaitForTaskToComplete.Never))
                .end();

        // Progress is in the ledger, so that psql and other processes can watch it too.
        from(timer("runs-progress").period(1000))
                .routeId("runs-progress")
                .routeConfigurationId("quiet")
                .transform()
                .exchange(exchange -> inHand())
                .filter()
                .body(List.class, runs -> !runs.isEmpty())
                .to(sql("classpath:sql/ledger/update-progress.sql").batch(true));

        // This process lives: nobody else takes its runs for left behind.
        from(timer("runs-alive").delay(0).period(5000))
                .routeId("runs-alive")
                .routeConfigurationId("quiet")
                .setBody(exchange -> ledger.owner())
                .to(sql("classpath:sql/ledger/process-alive.sql"));

        // What an earlier process left behind: promised bodies are loaded now, the rest never happened. Looked for
        // again and
        // again, as the server may take its time to notice that the other process is gone.
        from(timer("runs-resume").delay(0).period(10_000))
                .routeId("runs-resume")
                .routeConfigurationId("quiet")
                .transform()
                .exchange(verb(exchange -> promises.left()))
                .split(body())
                .to(seda("ingest-promised").waitForTaskToComplete(WaitForTaskToComplete.Never))
                .end()
                .transform()
                .exchange(verb(exchange -> ledger.leftRunning()))
                .split(body())
                // Some are finished or undone by their own flows, and of another database only that one knows.
                .filter()
                .body(Run.class, run -> !RESUMED.contains(run.kind()) && !RemoteTargets.concerns(run))
                .transform()
                .body(Run.class, RunRoutes::leftBehind)
                .to(direct("runs-end"));
    }

    private List<Map<String, Object>> inHand() {
        return active.all().stream()
                .filter(run -> run.total() > 0)
                .map(run -> Map.<String, Object>of(
                        "id", run.id(), "done", run.done(), "total", run.total(), "unit", run.unit()))
                .toList();
    }

    private static boolean isNew(Exchange exchange) {
        UUID asked = exchange.getProperty("request", RunRequest.class).run();
        return asked.equals(exchange.getMessage().getBody(Run.class).id());
    }

    /** How a run ends of which nobody knows more than that it was begun. */
    static RunEnd leftBehind(Run run) {
        String kept = run.kind().equals("sync") ? "what it had committed stays" : "nothing of it was kept";
        Problem problem = Problem.of(
                ProblemType.INTERRUPTED,
                "the service stopped before the run ended; " + kept,
                "a file in the inbox is taken up again by itself; send other requests again");
        return new RunEnd(run.id(), RunState.FAILED, Rows.NONE, null, problem);
    }
}
