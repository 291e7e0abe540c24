package routes;

import static routes.Steps.verb;

import jakarta.enterprise.context.ApplicationScoped;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import recovery.putback.PutBack;
import recovery.putback.PutBackRequest;

/** How lost rows come back from a recovered server: as those of a restore do, in one transaction with the run. */
@ApplicationScoped
class PutBackRoutes extends EndpointRouteBuilder {

    private final PutBack putBack;
    private final RunAttempts attempts;

    PutBackRoutes(PutBack putBack, RunAttempts attempts) {
        this.putBack = putBack;
        this.attempts = attempts;
    }

    // spotless:off
    @Override
    public void configure() {
        from(direct("put-back-run"))
            .routeId("put-back-run")
            .routeConfigurationId("elsewhere")
            .process(RunAttempts::enter)
            .transform(attempts.at("put-back-rows"));

        from(direct("put-back-rows"))
            .routeId("put-back-rows")
            .routeConfigurationId("in-transaction")
            .transacted()
            .transform(verb(PutBackRequest.class, putBack::open))
            .to(direct("rows-attempt"));
    }
    // spotless:on
}
