package routes;

import static routes.Steps.holds;
import static routes.Steps.verb;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import ledger.Ledger;
import ledger.Run;
import org.apache.camel.Exchange;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.jboss.logging.Logger;
import rows.place.RemoteTargets;
import rows.undo.Settlement;
import rows.undo.UndoService;
import snapshot.RestoreRequest;
import snapshot.Restorer;

/** How restores and their undoing are done, and what becomes of those whose end only another database knows. */
@ApplicationScoped
class RestoreRoutes extends EndpointRouteBuilder {

    private static final Logger LOG = Logger.getLogger(RestoreRoutes.class);

    private final Restorer restorer;
    private final UndoService undoing;
    private final Ledger ledger;
    private final RemoteTargets elsewhere;
    private final Settlement settlement;
    private final RunAttempts attempts;

    RestoreRoutes(
            Restorer restorer,
            UndoService undoing,
            Ledger ledger,
            RemoteTargets elsewhere,
            Settlement settlement,
            RunAttempts attempts) {
        this.restorer = restorer;
        this.undoing = undoing;
        this.ledger = ledger;
        this.elsewhere = elsewhere;
        this.settlement = settlement;
        this.attempts = attempts;
    }

    // spotless:off
    @Override
    public void configure() {
        from(direct("restore-run"))
            .routeId("restore-run")
            .routeConfigurationId("restores")
            .process(RunAttempts::enter)
            .transform(attempts.at("restore-tables"));

        from(direct("restore-tables"))
            .routeId("restore-tables")
            .routeConfigurationId("in-transaction")
            .transacted()
            .transform(verb(RestoreRequest.class, restorer::open))
            .to(direct("rows-attempt"));

        from(direct("undo-run"))
            .routeId("undo-run")
            .routeConfigurationId("restores")
            .process(RunAttempts::enter)
            .transform(attempts.at("undo-tables"));

        from(direct("undo-tables"))
            .routeId("undo-tables")
            .routeConfigurationId("in-transaction")
            .transacted()
            .transform(verb(UndoService.Request.class, undoing::open))
            .to(direct("rows-attempt"));

        // The last stop of a restore that broke. One that may be done elsewhere goes on running: it is asked for below.
        from(direct("restore-failed"))
            .routeId("restore-failed")
            .routeConfigurationId("last-stop")
            .choice()
                .when(this::mayBeDone)
                    .process(RestoreRoutes::logUnknown)
                    .setBody(exchangeProperty("begun"))
                .otherwise()
                    .to(direct("runs-failed"))
            .end();

        // What a crash or an outage left between the two commits: as soon as the other database answers.
        from(timer("restore-resume").delay(0).period(10_000))
            .routeId("restore-resume")
            .routeConfigurationId("quiet")
            .transform(verb(ledger::leftRunning))
            .split(body())
                .filter(holds(Run.class, RemoteTargets::concerns))
                    .to(direct("restore-settle"))
                .end()
            .end();

        from(direct("restore-settle"))
            .routeId("restore-settle")
            .routeConfigurationId("quiet")
            .transform(attempts.at("restore-tell"));

        from(direct("restore-tell"))
            .routeId("restore-tell")
            .routeConfigurationId("in-transaction")
            .transacted()
            .transform(verb(Run.class, settlement::settle))
            .to(direct("rows-attempt"));
    }
    // spotless:on

    private boolean mayBeDone(Exchange exchange) {
        return elsewhere.mayHaveKept(exchange.getProperty("run", UUID.class));
    }

    private static void logUnknown(Exchange exchange) {
        LOG.errorf(
                exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class),
                "run %s may be done in another database, and that is asked again",
                exchange.getProperty("run"));
    }
}
