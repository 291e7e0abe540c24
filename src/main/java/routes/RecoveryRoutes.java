package routes;

import static routes.Steps.verb;

import jakarta.enterprise.context.ApplicationScoped;
import ledger.Ledger;
import ledger.Run;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import recovery.RecoveryKinds;
import recovery.servers.HeapRecoveries;
import recovery.servers.HeapRequest;
import recovery.servers.RecoverRequest;
import recovery.servers.RecoveredServers;
import recovery.servers.Recoveries;

/** Servers that are as the live one was: made when asked for, started and removed with time. */
@ApplicationScoped
class RecoveryRoutes extends EndpointRouteBuilder {

    private final Recoveries recoveries;
    private final RecoveredServers servers;
    private final HeapRecoveries heap;
    private final RunAttempts attempts;
    private final Ledger ledger;
    private final PublishedWork published;

    RecoveryRoutes(
            Recoveries recoveries, RecoveredServers servers, HeapRecoveries heap, RunAttempts attempts, Ledger ledger) {
        this.recoveries = recoveries;
        this.servers = servers;
        this.heap = heap;
        this.attempts = attempts;
        this.ledger = ledger;
        published = new PublishedWork("recovered server", recoveries::published);
    }

    // spotless:off
    @Override
    public void configure() {
        from(direct("recover-run"))
            .routeId("recover-run")
            .routeConfigurationId("published")
            .process(RunAttempts::enter)
            .process(published::look)
            .to(direct("runs-published"))
            .filter(PublishedWork::isMissing)
                .transform(attempts.at("recover-server"))
            .end();

        from(direct("recover-server"))
            .routeId("recover-server")
            .routeConfigurationId("in-transaction")
            .transform(verb(RecoverRequest.class, recoveries::recover))
            .to(direct("runs-finish"));

        from(direct("heap-run"))
            .routeId("heap-run")
            .routeConfigurationId("runs")
            .process(RunAttempts::enter)
            .transform(attempts.at("heap-server"));

        from(direct("heap-server"))
            .routeId("heap-server")
            .routeConfigurationId("in-transaction")
            .transform(verb(HeapRequest.class, heap::recover))
            .to(direct("runs-finish"));

        // It may have been there before its run could say so, to the ledger or in the file that it is kept in.
        from(timer("recover-resume").delay(0).period(10_000))
            .routeId("recover-resume")
            .routeConfigurationId("quiet")
            .transform(verb(() -> ledger.leftRunning(RecoveryKinds.RECOVER)))
            .to(direct("recover-left"));

        from(timer("recover-resume-filed").delay(0).repeatCount(1))
            .routeId("recover-resume-filed")
            .routeConfigurationId("quiet")
            .transform(verb(ledger.filed()::left))
            .to(direct("recover-left"));

        from(direct("recover-left"))
            .routeId("recover-left")
            .routeConfigurationId("in-transaction")
            .split(body())
                .transform(verb(Run.class, run -> published.leftBehind(RecoveryKinds.RECOVER, run)))
                .to(direct("runs-end"))
            .end();

        // Those of an earlier process are started again; those whose time has come are removed.
        from(timer("recover-look").delay(0).period(60_000))
            .routeId("recover-look")
            .routeConfigurationId("quiet")
            .autoStartup("{{service.doors}}")
            .process(exchange -> servers.look());
    }
    // spotless:on
}
