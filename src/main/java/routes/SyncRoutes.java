package routes;

import static routes.Verbs.verb;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import ledger.ActiveRuns;
import ledger.Door;
import ledger.RunId;
import ledger.RunRequest;
import org.apache.camel.Exchange;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import service.ConfigurationProblem;
import sync.DeleteLogRequest;
import sync.DeleteLogs;
import sync.Flow;
import sync.Flows;
import sync.SyncRequest;
import sync.Syncer;

/** Flows between databases: kept fresh when asked and by a timer each, which fires once across processes. */
@ApplicationScoped
class SyncRoutes extends EndpointRouteBuilder {

    private final Flows flows;
    private final Syncer syncer;
    private final DeleteLogs deleteLogs;
    private final ActiveRuns active;
    /** The last run that a flow's timer began here. */
    private final Map<String, UUID> scheduled = new ConcurrentHashMap<>();

    SyncRoutes(Flows flows, Syncer syncer, DeleteLogs deleteLogs, ActiveRuns active) {
        this.flows = flows;
        this.syncer = syncer;
        this.deleteLogs = deleteLogs;
        this.active = active;
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
                .routeConfigurationId("runs")
                .process(SyncRoutes::enter)
                .transform()
                .body(SyncRequest.class, verb(syncer::sync))
                .to(direct("runs-finish"));

        from(direct("sync-log"))
                .routeId("sync-log")
                .routeConfigurationId("runs")
                .process(SyncRoutes::enter)
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
            flow.cron().ifPresent(cron -> TemplatedRouteBuilder.builder(getContext(), "sync-schedule")
                    .routeId("sync-schedule-" + flow.name())
                    .parameter("flow", flow.name())
                    .parameter("cron", cron)
                    .add());
        }
    }

    private boolean isIdle(String flow) {
        UUID last = scheduled.get(flow);
        return last == null || active.find(last).isEmpty();
    }

    /** Every process that has this flow asks with the same key, and the ledger keeps the first. */
    private SyncRequest scheduled(Exchange exchange) {
        String flow = exchange.getMessage().getBody(String.class);
        Date due = exchange.getMessage().getHeader("scheduledFireTime", Date.class);
        UUID run = RunId.next();
        scheduled.put(flow, run);
        return new SyncRequest(run, flow, List.of(), Door.TIMER, "sync " + flow + " due " + due.toInstant());
    }

    private static void enter(Exchange exchange) {
        RunRequest request = exchange.getMessage().getBody(RunRequest.class);
        exchange.setProperty("run", request.run());
        exchange.setProperty("door", request.door());
    }
}
