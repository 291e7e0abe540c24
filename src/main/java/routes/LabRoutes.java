package routes;

import static routes.Steps.verb;

import jakarta.enterprise.context.ApplicationScoped;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import recovery.lab.LabRequest;
import recovery.lab.Laboratory;

/** Exercises of the laboratory: done when asked for; servers that were kept go when their time is over. */
@ApplicationScoped
class LabRoutes extends EndpointRouteBuilder {

    private final Laboratory laboratory;
    private final RunAttempts attempts;

    LabRoutes(Laboratory laboratory, RunAttempts attempts) {
        this.laboratory = laboratory;
        this.attempts = attempts;
    }

    // spotless:off
    @Override
    public void configure() {
        from(direct("lab-run"))
            .routeId("lab-run")
            .routeConfigurationId("runs")
            .process(RunAttempts::enter)
            .transform(attempts.at("lab-exercise"));

        from(direct("lab-exercise"))
            .routeId("lab-exercise")
            .routeConfigurationId("in-transaction")
            .transform(verb(LabRequest.class, laboratory::run))
            .to(direct("runs-finish"));

        from(timer("lab-look").delay(0).period(60_000))
            .routeId("lab-look")
            .routeConfigurationId("quiet")
            .autoStartup("{{service.doors}}")
            .process(exchange -> laboratory.look());
    }
    // spotless:on
}
