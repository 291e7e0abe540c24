package routes;

import static routes.Steps.exchange;
import static routes.Steps.holds;
import static routes.Steps.verb;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import ledger.ActiveRun;
import ledger.ActiveRuns;
import ledger.Door;
import ledger.Run;
import ledger.RunHeader;
import ledger.RunState;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import startup.ConfigurationProblem;
import sync.DeleteLogRequest;
import sync.DeleteLogs;
import sync.Flow;
import sync.Flows;
import sync.SyncRequest;
import sync.Syncer;
import sync.compare.CompareRequest;
import sync.compare.CompareRuns;
import sync.compare.LeftRepairs;
import sync.copy.Copier;
import sync.copy.CopyRequest;
import sync.copy.CopyRuns;

/** Flows between databases: kept fresh when asked and by a timer each, which fires once across processes. */
@ApplicationScoped
class SyncRoutes extends EndpointRouteBuilder implements Scheduled {

    private final Flows flows;
    private final Syncer syncer;
    private final DeleteLogs deleteLogs;
    private final CopyRuns copies;
    private final CompareRuns comparisons;
    private final Copier copier;
    private final LeftRepairs repairs;
    private final ActiveRuns active;
    private final RunWaiters waiters;
    private final RunAttempts attempts;
    /** The last run that a flow's timer began here. */
    private final Map<String, UUID> scheduled = new ConcurrentHashMap<>();

    SyncRoutes(
            Flows flows,
            Syncer syncer,
            DeleteLogs deleteLogs,
            CopyRuns copies,
            CompareRuns comparisons,
            Copier copier,
            LeftRepairs repairs,
            ActiveRuns active,
            RunWaiters waiters,
            RunAttempts attempts) {
        this.flows = flows;
        this.syncer = syncer;
        this.deleteLogs = deleteLogs;
        this.copies = copies;
        this.comparisons = comparisons;
        this.copier = copier;
        this.repairs = repairs;
        this.active = active;
        this.waiters = waiters;
        this.attempts = attempts;
    }

    void refuseFaults(@Observes @Priority(1) StartupEvent start) {
        List<String> faults = flows.faults();
        if (!faults.isEmpty()) {
            throw new ConfigurationProblem(
                    "cannot copy and sync as configured", faults, "look after sync.flows.* and databases.*");
        }
    }

    // spotless:off
    @Override
    public void configure() {
        from(direct("sync-run"))
            .routeId("sync-run")
            .routeConfigurationId("syncs")
            .process(RunAttempts::enter)
            .transform(attempts.at("sync-tables"))
            .wireTap(direct("sync-after")).end();

        from(direct("sync-tables"))
            .routeId("sync-tables")
            .routeConfigurationId("in-transaction")
            .transform(verb(SyncRequest.class, syncer::sync))
            .to(direct("runs-finish"));

        from(direct("copy-run"))
            .routeId("copy-run")
            .routeConfigurationId("copies")
            .process(RunAttempts::enter)
            .setProperty("copy", body())
            .transform(attempts.at("copy-tables"))
            .wireTap(direct("sync-after")).end();

        // Flows that sync behind another, when that is done; a command does what it was told and no more.
        from(direct("sync-after"))
            .routeId("sync-after")
            .routeConfigurationId("quiet")
            .filter(this::isToBeFollowed)
                .transform(verb(Run.class, this::followers))
                .split(body())
                    .to(direct("runs-begin"))
                .end()
            .end();

        from(direct("copy-tables"))
            .routeId("copy-tables")
            .routeConfigurationId("in-transaction")
            .transform(verb(CopyRequest.class, copies::copy))
            .to(direct("runs-finish"));

        // It will not be tried again: nothing of it is left on the target.
        from(direct("copy-undo"))
            .routeId("copy-undo")
            .routeConfigurationId("last-stop")
            .setProperty("broken", exchangeProperty(Exchange.EXCEPTION_CAUGHT))
            .doTry()
                .process(this::giveUp)
            .doCatch(Exception.class)
                .log(LoggingLevel.WARN, "routes", "what is left of a copy goes with the next: ${exception.message}")
            .end()
            // The run failed for what broke it, not for what broke its undoing.
            .setProperty(Exchange.EXCEPTION_CAUGHT, exchangeProperty("broken"))
            .to(direct("runs-failed"));

        // What a crash left: the copy goes on in its run.
        from(timer("copy-resume").delay(0).period(10_000))
            .routeId("copy-resume")
            .routeConfigurationId("quiet")
            .transform(verb(copier::leftOver))
            .split(body())
                .to(direct("copy-again"))
            .end();

        from(direct("copy-again"))
            .routeId("copy-again")
            .routeConfigurationId("quiet")
            .to(direct("copy-run"))
            .transform(verb(Run.class, waiters::tell));

        // Other processes' copies are helped along.
        from(timer("copy-help").delay(1000).period(2000))
            .routeId("copy-help")
            .routeConfigurationId("quiet")
            .autoStartup("{{service.doors}}")
            .transform(verb(flows::all))
            .split(body())
                .transform(verb(Flow.class, copier::help))
            .end();

        from(direct("compare-run"))
            .routeId("compare-run")
            .routeConfigurationId("runs")
            .process(RunAttempts::enter)
            .transform(attempts.at("compare-tables"));

        from(direct("compare-tables"))
            .routeId("compare-tables")
            .routeConfigurationId("in-transaction")
            .transform(verb(CompareRequest.class, comparisons::compare))
            .to(direct("runs-finish"));

        // What a crash left between the two commits of a repair: as soon as the target answers.
        from(timer("compare-resume").delay(0).period(10_000))
            .routeId("compare-resume")
            .routeConfigurationId("quiet")
            .transform(verb(repairs::left))
            .split(body())
                .to(direct("compare-settle"))
            .end();

        from(direct("compare-settle"))
            .routeId("compare-settle")
            .routeConfigurationId("quiet")
            .transform(attempts.at("compare-tell"));

        from(direct("compare-tell"))
            .routeId("compare-tell")
            .routeConfigurationId("in-transaction")
            .transacted()
            .transform(verb(Run.class, repairs::settle))
            .to(direct("rows-attempt"));

        from(direct("install-run"))
            .routeId("install-run")
            .routeConfigurationId("runs")
            .process(RunAttempts::enter)
            .transform(attempts.at("delete-log-change"));

        from(direct("uninstall-run"))
            .routeId("uninstall-run")
            .routeConfigurationId("runs")
            .process(RunAttempts::enter)
            .transform(attempts.at("delete-log-change"));

        from(direct("delete-log-change"))
            .routeId("delete-log-change")
            .routeConfigurationId("in-transaction")
            .transform(verb(DeleteLogRequest.class, deleteLogs::change))
            .to(direct("runs-finish"));

        // A firing while the last one's run is still at work here is let pass.
        from(direct("sync-due"))
            .routeId("sync-due")
            .filter(holds(String.class, this::isIdle))
                .transform(exchange(this::scheduled))
                .to(direct("runs-begin"))
            .end();
    }
    // spotless:on

    private void giveUp(Exchange exchange) throws SQLException {
        CopyRequest copy = exchange.getProperty("copy", CopyRequest.class);
        // What the stop of the service broke off is asked for again at the next start.
        if (active.find(copy.run()).filter(ActiveRun::isBrokenOff).isEmpty()) {
            copies.giveUp(copy);
        }
    }

    @Override
    public List<Schedule> schedules() {
        return flows.all().stream()
                .filter(flow -> flow.cron().isPresent())
                .map(flow -> new Schedule("sync", flow.name(), flow.cron().orElseThrow(), "sync-due"))
                .toList();
    }

    private boolean isIdle(String flow) {
        UUID last = scheduled.get(flow);
        return last == null || active.find(last).isEmpty();
    }

    private boolean isToBeFollowed(Exchange exchange) {
        return exchange.getMessage().getBody() instanceof Run run
                && run.state() == RunState.DONE
                && Boolean.parseBoolean(exchange.getContext().resolvePropertyPlaceholders("{{service.doors}}"));
    }

    private List<SyncRequest> followers(Run run) {
        return flows.after(run.subject()).stream()
                .map(flow -> new SyncRequest(
                        RunHeader.next(Door.TIMER, "sync " + flow.name() + " after " + run.id()),
                        flow.name(),
                        List.of()))
                .toList();
    }

    private SyncRequest scheduled(Exchange exchange) {
        String flow = exchange.getMessage().getBody(String.class);
        RunHeader header = RunHeader.next(Door.TIMER, ScheduledFiring.key("sync " + flow, exchange));
        scheduled.put(flow, header.run());
        return new SyncRequest(header, flow, List.of());
    }
}
