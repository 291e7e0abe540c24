package routes;

import static routes.Steps.closing;
import static routes.Steps.holds;
import static routes.Steps.verb;

import jakarta.enterprise.context.ApplicationScoped;
import ledger.Ledger;
import ledger.Run;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import rows.place.RemoteTargets;
import rows.undo.Settlement;
import rows.undo.UndoService;
import snapshot.RestoreRequest;
import snapshot.Restorer;
import snapshot.StagedRestore;
import snapshot.StagedRestores;

/** How restores and their undoing are done, and what becomes of those whose end only another database knows. */
@ApplicationScoped
class RestoreRoutes extends EndpointRouteBuilder {

    private final Restorer restorer;
    private final StagedRestores stages;
    private final UndoService undoing;
    private final Ledger ledger;
    private final Settlement settlement;
    private final RunAttempts attempts;

    RestoreRoutes(
            Restorer restorer,
            StagedRestores stages,
            UndoService undoing,
            Ledger ledger,
            Settlement settlement,
            RunAttempts attempts) {
        this.restorer = restorer;
        this.stages = stages;
        this.undoing = undoing;
        this.ledger = ledger;
        this.settlement = settlement;
        this.attempts = attempts;
    }

    // spotless:off
    @Override
    public void configure() {
        from(direct("restore-run"))
            .routeId("restore-run")
            .routeConfigurationId("elsewhere")
            .process(RunAttempts::enter)
            .transform(attempts.at("restore-staged"));

        // What executors bring is committed before the transaction that puts it in its place, and gone with the attempt.
        from(direct("restore-staged"))
            .routeId("restore-staged")
            .routeConfigurationId("in-transaction")
            .transform(verb(RestoreRequest.class, stages::open))
            .setProperty("staged", body())
            .doTry()
                .to(direct("restore-tables"))
            .endDoTry()
            .doFinally()
                .process(closing("staged"))
            .end();

        from(direct("restore-tables"))
            .routeId("restore-tables")
            .routeConfigurationId("in-transaction")
            .transacted()
            .transform(verb(StagedRestore.class, restorer::open))
            .to(direct("rows-attempt"));

        from(direct("undo-run"))
            .routeId("undo-run")
            .routeConfigurationId("elsewhere")
            .process(RunAttempts::enter)
            .transform(attempts.at("undo-tables"));

        from(direct("undo-tables"))
            .routeId("undo-tables")
            .routeConfigurationId("in-transaction")
            .transacted()
            .transform(verb(UndoService.Request.class, undoing::open))
            .to(direct("rows-attempt"));

        from(timer("restore-sweep").delay(0).period(10_000))
            .routeId("restore-sweep")
            .routeConfigurationId("still-away")
            .process(exchange -> stages.sweep());

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
}
