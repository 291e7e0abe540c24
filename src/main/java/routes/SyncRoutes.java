package routes;

import static routes.Verbs.verb;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import ledger.ActiveRuns;
import ledger.Door;
import ledger.Run;
import ledger.RunId;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import startup.ConfigurationProblem;
import sync.DeleteLogRequest;
import sync.DeleteLogs;
import sync.Flow;
import sync.FlowRuns;
import sync.Flows;
import sync.SyncRequest;
import sync.Syncer;
import sync.compare.CompareRequest;
import sync.copy.Copier;
import sync.copy.CopyRequest;

/** Flows between databases: kept fresh when asked and by a timer each, which fires once across processes. */
@ApplicationScoped
class SyncRoutes extends EndpointRouteBuilder {

    private final Flows flows;
    private final Syncer syncer;
    private final DeleteLogs deleteLogs;
    private final FlowRuns runs;
    private final Copier copier;
    private final ActiveRuns active;
    private final RunWaiters ends;
    private final RunAttempts attempts;
    /** The last run that a flow's timer began here. */
    private final Map<String, UUID> scheduled = new ConcurrentHashMap<>();

    SyncRoutes(
            Flows flows,
            Syncer syncer,
            DeleteLogs deleteLogs,
            FlowRuns runs,
            Copier copier,
            ActiveRuns active,
            RunWaiters ends,
            RunAttempts attempts) {
        this.flows = flows;
        this.syncer = syncer;
        this.deleteLogs = deleteLogs;
        this.runs = runs;
        this.copier = copier;
        this.active = active;
        this.ends = ends;
        this.attempts = attempts;
    }

    void refuseFaults(@Observes @Priority(1) StartupEvent start) {
        List<String> faults = flows.faults();
        if (!faults.isEmpty()) {
            throw new ConfigurationProblem(
                    "cannot copy and sync as configured", faults, "look after sync.flows.* and databases.*");
        }
    }

    @Override
    public void configure() {
        from(direct("sync-run"))
                .routeId("sync-run")
                .routeConfigurationId("syncs")
                .process(RunAttempts::enter)
                .transform()
                .body(SyncRequest.class, request -> attempts.attempt("sync-tick", request));

        from(direct("sync-tick"))
                .routeId("sync-tick")
                .routeConfigurationId("in-transaction")
                .transform()
                .body(SyncRequest.class, verb(syncer::sync))
                .to(direct("runs-finish"));

        from(direct("sync-copy"))
                .routeId("sync-copy")
                .routeConfigurationId("copies")
                .process(RunAttempts::enter)
                .setProperty("copy")
                .body()
                .transform()
                .body(CopyRequest.class, request -> attempts.attempt("sync-copy-tables", request));

        from(direct("sync-copy-tables"))
                .routeId("sync-copy-tables")
                .routeConfigurationId("in-transaction")
                .transform()
                .body(CopyRequest.class, verb(runs::copy))
                .to(direct("runs-finish"));

        // It will not be tried again: nothing of it is left on the target.
        from(direct("sync-copy-undo"))
                .routeId("sync-copy-undo")
                .routeConfigurationId("last-stop")
                .doTry()
                .process(exchange -> runs.giveUp(exchange.getProperty("copy", CopyRequest.class)))
                .doCatch(Exception.class)
                .log(LoggingLevel.WARN, "routes", "what is left of a copy goes with the next: ${exception.message}")
                .end()
                .to(direct("runs-failed"));

        // What a crash left: the copy goes on in its run.
        from(timer("sync-copy-resume").delay(0).period(10_000))
                .routeId("sync-copy-resume")
                .routeConfigurationId("quiet")
                .transform()
                .exchange(verb(exchange -> copier.leftOver()))
                .split(body())
                .to(direct("sync-copy-again"));

        from(direct("sync-copy-again"))
                .routeId("sync-copy-again")
                .routeConfigurationId("quiet")
                .to(direct("sync-copy"))
                .transform()
                .body(Run.class, ends::tell);

        // Other processes' copies are helped along.
        from(timer("sync-copy-help").delay(1000).period(2000))
                .routeId("sync-copy-help")
                .routeConfigurationId("quiet")
                .autoStartup("{{service.doors}}")
                .transform()
                .exchange(exchange -> flows.all())
                .split(body())
                .transform()
                .body(Flow.class, verb(copier::help));

        from(direct("sync-compare"))
                .routeId("sync-compare")
                .routeConfigurationId("runs")
                .process(RunAttempts::enter)
                .transform()
                .body(CompareRequest.class, request -> attempts.attempt("sync-compare-sides", request));

        from(direct("sync-compare-sides"))
                .routeId("sync-compare-sides")
                .routeConfigurationId("in-transaction")
                .transform()
                .body(CompareRequest.class, verb(runs::compare))
                .to(direct("runs-finish"));

        from(direct("sync-log"))
                .routeId("sync-log")
                .routeConfigurationId("runs")
                .process(RunAttempts::enter)
                .transform()
                .body(DeleteLogRequest.class, request -> attempts.attempt("sync-log-change", request));

        from(direct("sync-log-change"))
                .routeId("sync-log-change")
                .routeConfigurationId("in-transaction")
                .transform()
                .body(DeleteLogRequest.class, verb(deleteLogs::change))
                .to(direct("runs-finish"));

        // One for each flow with a schedule. A firing while the last one's run is still at work here is let pass.
        routeTemplate("sync-schedule")
                .templateParameter("flow")
                .templateParameter("cron")
                .from(quartz("sync/{{flow}}").cron("{{cron}}"))
                .routeId("sync-schedule")
                .autoStartup("{{service.doors}}")
                .setBody(constant("{{flow}}"))
                .filter()
                .body(String.class, this::isIdle)
                .transform()
                .exchange(this::scheduled)
                .setProperty("flow", constant("sync-run"))
                .to(direct("runs-schedule"))
                .end();

        for (Flow flow : flows.all()) {
            flow.cron().ifPresent(cron -> templatedRoute("sync-schedule")
                    .routeId("sync-schedule-" + flow.name())
                    .parameter("flow", flow.name())
                    .parameter("cron", cron));
        }
    }

    private boolean isIdle(String flow) {
        UUID last = scheduled.get(flow);
        return last == null || active.find(last).isEmpty();
    }

    private SyncRequest scheduled(Exchange exchange) {
        String flow = exchange.getMessage().getBody(String.class);
        UUID run = RunId.next();
        scheduled.put(flow, run);
        return new SyncRequest(run, flow, List.of(), Door.TIMER, ScheduledFiring.key("sync " + flow, exchange));
    }
}
